"""Daily reports: for people, and their refresh."""

from fieldledger.clients.raken.daily_reports import RakenDailyReports
from fieldledger.clients.raken.requester import RakenRequester
from fieldledger.domain.clock import Clock
from fieldledger.domain.rate_windows import Priority
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncMode
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.report_cache import DocumentReportCache
from fieldledger.result import Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.daily_reports import DailyReports, Wake
from fieldledger.services.queries.daily_reports import DailyReportQueries
from fieldledger.services.report_months import ReportMonths
from fieldledger.services.sync.starting import SyncStarter
from fieldledger.settings import RakenSettings, RecordsSettings
from fieldledger.wiring.raken import raken_client
from fieldledger.wiring.starting_syncs import StartSettings, sync_starter
from fieldledger.wiring.store import clock, document_store


class DailyReportSettings(RakenSettings, RecordsSettings, StartSettings):
    """Raken for months that nobody ever read, jobs, and the queue of the sync that refreshes the others."""


def daily_report_queries(settings: DailyReportSettings) -> DailyReportQueries:
    """Reports for the API; an old copy lets the sync begin soon."""
    store = document_store(settings)
    reports = daily_reports(settings, waking(sync_starter(settings)))
    return DailyReportQueries(reports, DocumentProjects(store), DocumentIdentities(store))


def waking(starter: SyncStarter) -> Wake:
    """Begins a sync of daily reports, or lets one follow the one that is under way."""

    async def wake(company_id: str) -> Result[None]:
        resource = SyncResource.RAKEN_DAILY_REPORTS
        asked = await starter.request(company_id, resource, SyncMode.INCREMENTAL, SYSTEM)
        return asked.map(lambda _: None)

    return wake


def daily_reports(settings: RakenSettings, wake: Wake | None = None) -> DailyReports:
    """Reports for people. ``wake`` lets the sync of a company's daily reports begin soon; without it, by schedule."""
    store = document_store(settings)
    raken = raken_client(settings, store, Priority.INTERACTIVE)
    return DailyReports(report_months(raken, store, clock()), clock(), wake)


def report_months(raken: RakenRequester, store: DocumentStore, time: Clock) -> ReportMonths:
    """The stored months over any client, store and clock."""
    return ReportMonths(RakenDailyReports(raken), DocumentReportCache(store), time)
