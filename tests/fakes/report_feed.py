"""Raken's daily reports in memory."""

import json

from fieldledger.clients.raken.conditional import Conditional, Fetched, Unchanged
from fieldledger.clients.raken.paging import PAGE_SIZE
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.result import ErrorCode, Result


class FakeRaken:
    """Implements ``DailyReportFeed`` over rows that a test lays out; its ETag is the content."""

    def __init__(self) -> None:
        self.rows: list[object] = []
        self.failure: Result[Conditional] | None = None
        self.asked: list[tuple[str, int, str | None]] = []
        self.outcomes: list[str] = []
        self.tags = True

    async def daily_reports(
        self, company_id: str, days: DaySpan, offset: int, etag: str | None = None
    ) -> Result[Conditional]:
        """The page of the month's rows, or what the test ordered."""
        self.asked.append((f"{days.first:%Y-%m}", offset, etag))
        if self.failure is not None:
            return self.failure
        rows = [row for row in self.rows if not isinstance(row, dict) or str(row["date"])[:7] == f"{days.first:%Y-%m}"]
        body = json.dumps({"collection": rows[offset : offset + PAGE_SIZE]}).encode()
        current = f'"{hash(body)}"'
        self.outcomes.append("unchanged" if etag == current else "fetched")
        return Result.ok(Unchanged() if etag == current else Fetched(body, current if self.tags else None))

    def refuse(self, code: ErrorCode, **details: object) -> None:
        """Every call fails from now on."""
        self.failure = Result.fail("refused", code, details)
