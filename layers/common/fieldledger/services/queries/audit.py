"""Reading the audit trail."""

from dataclasses import dataclass
from typing import Final

from fieldledger.domain.audit import AuditEntry
from fieldledger.repositories.audit import AuditHistory, AuditSpan
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.paging import Slice
from fieldledger.result import Result

_MOST_READS: Final = 10


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Of the entries of a span those by one person and of one action; None: by anybody, of any."""

    user_id: str | None = None
    action: str | None = None

    def takes(self, entry: AuditEntry) -> bool:
        """Whether an entry is asked for."""
        return self.user_id in {None, entry.user_id} and self.action in {None, entry.action}


class AuditQueries:
    """The trail of one company."""

    def __init__(self, history: AuditHistory) -> None:
        self._history = history

    async def page(
        self, company_id: str, span: AuditSpan, wanted: AuditFilter, limit: int, start: StartKey | None
    ) -> Result[Slice[AuditEntry]]:
        """A page in the order of time.

        Times and records are found by key, persons and actions are sought among them: ten times ``limit`` entries are
        looked at, so a page may hold fewer than there are and still not be the last.
        """
        found: list[AuditEntry] = []
        for _ in range(_MOST_READS):
            page = await self._history.page(company_id, span, limit - len(found), start)
            if page.failed:
                return page
            found.extend(entry for entry in page.unwrap().items if wanted.takes(entry))
            start = page.unwrap().next_start
            if start is None or len(found) == limit:
                break
        return Result.ok(Slice(tuple(found), start))
