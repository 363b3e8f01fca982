"""Work weeks that a company's own overtime rule has divided: one writer at a time for each worker's week."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from urllib.parse import quote

from fieldledger.domain.base import CanonicalModel
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, Put, TableName
from fieldledger.result import Result


class WeekMark(CanonicalModel):
    """Whoever adds to a worker's week writes its next version: of two who divide it at once, one loses."""

    company_id: str
    employee_id: str
    first_day: date
    approval_id: str | None = None
    version: int = 0

    @property
    def key(self) -> str:
        """Worker and week."""
        return f"{quote(self.employee_id, safe='')}#{self.first_day.isoformat()}"

    def following(self) -> "WeekMark":
        """The mark as it is once it was written."""
        return self.model_copy(update={"version": self.version + 1})


class WorkWeeks(Protocol):
    """Access to the marks."""

    async def current(self, company_id: str, marks: Sequence[WeekMark]) -> Result[list[WeekMark]]:
        """The marks as they are stored, in their order; what is not stored is as given."""
        ...

    def write(self, mark: WeekMark) -> Put:
        """The write that takes the next version; ``VERSION_CONFLICT`` if somebody was faster."""
        ...


class DocumentWorkWeeks:
    """Sort key ``WORK_WEEK#<employee>#<first day>`` in the postings table."""

    def __init__(self, store: DocumentStore) -> None:
        self._marks = Aggregate(store, TableName.POSTINGS, WeekMark, "WORK_WEEK")

    async def current(self, company_id: str, marks: Sequence[WeekMark]) -> Result[list[WeekMark]]:
        """The marks as they are stored."""
        found = await self._marks.get_many(company_id, [mark.key for mark in marks])
        if found.failed:
            return found
        stored = {mark.key: mark for mark in found.unwrap()}
        return Result.ok([stored.get(mark.key, mark) for mark in marks])

    def write(self, mark: WeekMark) -> Put:
        """The write that takes the next version."""
        return self._marks.write(mark, mark.company_id, mark.key, version=mark.version)
