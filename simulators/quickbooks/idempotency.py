"""`requestid`: the same id again returns the first response instead of acting again (section 3)."""

from collections.abc import Callable

from simulators.quickbooks.faults_catalogue import ApiFault, business_rule
from simulators.quickbooks.settings import SettingsHolder
from simulators.quickbooks.values import Body

LONGEST_REQUEST_ID = 50
LONGEST_BATCH_REQUEST_ID = 36
LONGEST_BATCH_ITEM_ID = 10


class Replays:
    """Remembers the answer of every write that succeeded, by company, requestid and batch item id.

    A refused write changed nothing and is not remembered, so the same id may try again.
    """

    def __init__(self, settings: SettingsHolder) -> None:
        self._settings = settings
        self._answers: dict[tuple[str, str, str | None], Body] = {}
        self.replayed = 0

    def once(self, realm_id: str, request_id: str | None, item_id: str | None, work: Callable[[], Body]) -> Body:
        """Do the work, or return the answer it gave under the same ids; raises 6000 for too long ids."""
        if request_id is None:
            return work()
        _check_lengths(request_id, item_id)
        if self._settings.current.requestid_mode == "ignored":
            return work()
        key = (realm_id, request_id, item_id)
        remembered = self._answers.get(key)
        if remembered is not None:
            self.replayed += 1
            return remembered
        answer = work()
        self._answers[key] = answer
        return answer

    def reset(self) -> None:
        self._answers.clear()
        self.replayed = 0


def _check_lengths(request_id: str, item_id: str | None) -> None:
    _check(request_id + (item_id or ""), "request_id", LONGEST_REQUEST_ID)
    if item_id is not None:
        _check(request_id, "request_id", LONGEST_BATCH_REQUEST_ID)
        _check(item_id, "bId", LONGEST_BATCH_ITEM_ID)


def _check(value: str, name: str, longest: int) -> None:
    if len(value) > longest:
        detail = (
            f"You cannot enter more than {longest} characters in the {name} field. "
            f"You tried entering {value}, which is {len(value)} characters."
        )
        raise ApiFault(business_rule(detail))
