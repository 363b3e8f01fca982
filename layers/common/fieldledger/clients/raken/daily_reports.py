"""Daily reports, read conditionally: they are the bulk of what Raken holds and change little (raken.md A3, A7)."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Protocol

from fieldledger.clients.raken.conditional import Conditional
from fieldledger.clients.raken.paging import PAGE_SIZE, read_page
from fieldledger.clients.raken.report_models import RakenDailyReport
from fieldledger.clients.raken.requester import RakenRequester, fetch_conditional, paging
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.clients.reading import Rows, rows_of
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.result import Result

_PATH: Final = "/dailyReports"


class DailyReportFeed(Protocol):
    """What the cache of daily reports reads."""

    async def daily_reports(
        self, company_id: str, days: DaySpan, offset: int, etag: str | None = None
    ) -> Result[Conditional]:
        """The body of one page, unless it is still the one that ``etag`` names; at most 31 days."""
        ...


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A page that was read from its body; ``last`` says that the list ends with it."""

    rows: Rows[RakenDailyReport]
    last: bool


class RakenDailyReports:
    """Implements ``DailyReportFeed``."""

    def __init__(self, requester: RakenRequester) -> None:
        self._requester = requester

    async def daily_reports(
        self, company_id: str, days: DaySpan, offset: int, etag: str | None = None
    ) -> Result[Conditional]:
        """``GET /dailyReports?fromDate&toDate``."""
        return await fetch_conditional(self._requester, company_id, _PATH, _params(days, offset), etag)


def read_reports(body: bytes, offset: int) -> Result[ReportPage]:
    """The page that began at ``offset``; ``VENDOR_ANSWER_UNREADABLE`` where the body is no page of records."""
    read = read_page(VendorAnswer(HTTPStatus.OK, {}, body))
    return read.map(
        lambda page: ReportPage(rows_of(page.collection, RakenDailyReport, "uuid"), page.ends(offset, PAGE_SIZE))
    )


def _params(days: DaySpan, offset: int) -> dict[str, str]:
    return {**days.params, **paging(offset)}
