"""What a posting refers to in the books, before and after it is resolved."""

from collections.abc import Mapping
from dataclasses import dataclass

from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.result import ErrorCode, Result


@dataclass(frozen=True, slots=True)
class Need:
    """A row of a name list: by our id where the crosswalk links it, by its name or number in the books elsewhere.

    ``subject`` names in the inbox what a person has to mend; ``missing`` is the code if the row cannot be found.
    """

    kind: CounterpartKind
    key: str
    subject: str
    missing: ErrorCode


type Needs = Result[tuple[Need, ...]]


class References:
    """The books' ids of what one posting needs."""

    def __init__(self, ids: Mapping[tuple[CounterpartKind, str], str]) -> None:
        self._ids = ids

    def __call__(self, kind: CounterpartKind, key: str) -> dict[str, str]:
        """A ``...Ref``; asking for what was not among the needs is a bug."""
        return {"value": self._ids[kind, key]}


def employee(employee_id: str) -> Need:
    """A worker, by our id."""
    return Need(CounterpartKind.EMPLOYEE, employee_id, f"employee:{employee_id}", ErrorCode.EMPLOYEE_UNMATCHED)


def job(project_id: str) -> Need:
    """A job or owner, by our id."""
    return Need(CounterpartKind.CUSTOMER, project_id, f"project:{project_id}", ErrorCode.JOB_UNMATCHED)


def supplier(supplier_id: str) -> Need:
    """A subcontractor, by our id."""
    return Need(CounterpartKind.VENDOR, supplier_id, f"supplier:{supplier_id}", ErrorCode.SUPPLIER_UNMATCHED)


def named(kind: CounterpartKind, name: str) -> Need:
    """An account, a class or an item, by its name in the books."""
    return Need(kind, name, f"{kind}:{name}", ErrorCode.BOOKS_MAPPING_MISSING)


def unmapped(what: str) -> Needs:
    """The company has not said which row stands for ``what``."""
    text = f"the company has not named its {what} in QuickBooks"
    details = {"needs": what, "subject": f"mapping:{what.replace(' ', '_')}"}
    return Result.fail(text, ErrorCode.BOOKS_MAPPING_MISSING, details)
