"""Daily reports: for people, and their refresh."""

from fieldledger.clients.raken.daily_reports import RakenDailyReports
from fieldledger.clients.raken.requester import RakenRequester
from fieldledger.domain.clock import Clock
from fieldledger.domain.rate_windows import Priority
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.report_cache import DocumentReportCache
from fieldledger.services.daily_reports import DailyReports, Wake
from fieldledger.services.report_months import ReportMonths
from fieldledger.settings import RakenSettings
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.vendors import raken_client


def daily_reports(settings: RakenSettings, wake: Wake | None = None) -> DailyReports:
    """Reports for people. ``wake`` lets the sync of a company's daily reports begin soon; without it, by schedule."""
    store = document_store(settings)
    raken = raken_client(settings, store, Priority.INTERACTIVE)
    return DailyReports(report_months(raken, store, clock()), clock(), wake)


def report_months(raken: RakenRequester, store: DocumentStore, time: Clock) -> ReportMonths:
    """The stored months over any client, store and clock."""
    return ReportMonths(RakenDailyReports(raken), DocumentReportCache(store), time)
