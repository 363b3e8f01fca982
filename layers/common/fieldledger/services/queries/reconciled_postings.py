"""The postings behind a reconciliation, page by page."""

from dataclasses import dataclass
from typing import Final

from fieldledger.domain.books_reconciliation import LedgerKind, ReconciledLine
from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.posting import Target
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.paging import Slice
from fieldledger.result import Result
from fieldledger.services.closing.reconciliation import BooksReconciliations
from fieldledger.services.queries.sorted_list import ListWish, Sorting, cut

_BY_DAY: Final = ListWish(sort="day")
_SORTING: Final = Sorting[ReconciledLine](
    identify=lambda line: f"{line.posting_id} {line.key.project_id or ''}",
    keys={"day": lambda line: None if line.day is None else line.day.isoformat()},
    searched=lambda _: (),
)


@dataclass(frozen=True, slots=True)
class LineFilter:
    """One cell, or more of them; ``only_open``: what waits, or is not what the books hold."""

    project_id: str | None = None
    kind: LedgerKind | None = None
    pay_type: str | None = None
    books: Target | None = None
    only_open: bool = False

    def takes(self, line: ReconciledLine) -> bool:
        """Whether a line is asked for."""
        asked = (
            (self.project_id, line.key.project_id),
            (self.kind, line.key.kind),
            (self.pay_type, line.key.pay_type),
            (self.books, line.key.books),
        )
        return all(wanted in {None, own} for wanted, own in asked) and (line.open or not self.only_open)


class ReconciledPostings:
    """The whole span is read for each page: a reconciliation is of at most 62 days."""

    def __init__(self, reconciliations: BooksReconciliations) -> None:
        self._reconciliations = reconciliations

    async def page(
        self, company_id: str, span: BooksSpan, wanted: LineFilter, limit: int, start: StartKey | None
    ) -> Result[Slice[ReconciledLine]]:
        """By day."""
        found = await self._reconciliations.of(company_id, span, wanted.project_id)
        return found.and_then(lambda known: cut(known.lines, _SORTING, _BY_DAY, limit, start, wanted.takes))
