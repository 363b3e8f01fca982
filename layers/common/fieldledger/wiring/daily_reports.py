"""Daily reports through the cache."""

from fieldledger.clients.raken.daily_reports import RakenDailyReports
from fieldledger.domain.rate_windows import Priority
from fieldledger.repositories.report_cache import DocumentReportCache
from fieldledger.services.daily_reports import DailyReports
from fieldledger.settings import RakenSettings
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.vendors import raken_client


def daily_reports(settings: RakenSettings, priority: Priority) -> DailyReports:
    """Reports of Raken; a person's request has ``Priority.INTERACTIVE``."""
    store = document_store(settings)
    return DailyReports(RakenDailyReports(raken_client(settings, store, priority)), DocumentReportCache(store), clock())
