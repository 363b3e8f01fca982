"""Looking through the inbox: by state, code, turn and what the items are about, and how many there are of each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.exceptions import Exceptions
from fieldledger.repositories.paging import Slice, all_items, filtered
from fieldledger.result import ErrorCode, Result, Turn

_ROUNDS: Final = 20

_COUNTED_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show; None shows all. ``subject`` is the beginning of subjects: ``employee:`` are all workers.

    The state is looked up in an index; the others are compared with what that finds.
    """

    state: ExceptionState = ExceptionState.OPEN
    code: ErrorCode | None = None
    turn: Turn | None = None
    subject: str | None = None
    newest_first: bool = False

    def show(self, item: ExceptionItem) -> bool:
        """Whether an item of the state fits the rest."""
        return (
            self.code in {None, item.code}
            and self.turn in {None, item.turn}
            and item.subject.startswith(self.subject or "")
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items there are; each part adds up to ``total``."""

    total: int = 0
    by_code: Mapping[str, int] = field(default_factory=dict)
    by_turn: Mapping[str, int] = field(default_factory=dict)
    by_subject_kind: Mapping[str, int] = field(default_factory=dict)


def kind_of(item: ExceptionItem) -> str:
    """What kind of thing an item is about."""
    return item.subject.partition(":")[0]


class ExceptionListing:
    """The inbox of one company at a time, found by its index."""

    def __init__(self, exceptions: Exceptions) -> None:
        self._exceptions = exceptions

    async def page(
        self, company_id: str, filters: Filters, limit: int, start: StartKey | None = None
    ) -> Result[Slice[ExceptionItem]]:
        """At most ``limit`` items, by when they were seen first. A page may be short and still have a next one."""

        async def fetch(wanted: int, after: StartKey | None) -> Result[Slice[ExceptionItem]]:
            newest_first = filters.newest_first
            return await self._exceptions.by_state(company_id, filters.state, wanted, after, newest_first=newest_first)

        return await filtered(fetch, filters.show, limit, start, _ROUNDS)

    async def counts(self, company_id: str, state: ExceptionState = ExceptionState.OPEN) -> Result[Counts]:
        """All items in one state, counted; open ones are as many as there are different problems."""
        items = await all_items(lambda start: self._exceptions.by_state(company_id, state, _COUNTED_AT_ONCE, start))
        return items.map(_counted)


def _counted(items: Sequence[ExceptionItem]) -> Counts:
    codes, turns = Counter(item.code for item in items), Counter(item.turn for item in items)
    return Counts(len(items), codes, turns, Counter(map(kind_of, items)))
