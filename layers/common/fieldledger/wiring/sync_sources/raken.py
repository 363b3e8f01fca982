"""What is brought from Raken, and where it goes."""

from collections.abc import Mapping

from fieldledger.clients.raken.client import RakenClient
from fieldledger.clients.raken.field_logs import RakenFieldLogs
from fieldledger.clients.raken.master_data import RakenMasterData
from fieldledger.domain.clock import Clock
from fieldledger.domain.rate_windows import Priority
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.redated_cards import DocumentRedatedCards
from fieldledger.repositories.report_cache import DocumentReportCache
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.services.inbox import Inbox
from fieldledger.services.report_months import ReportExpiry
from fieldledger.services.sync.people_and_jobs import EmployeeSink, ProjectSink
from fieldledger.services.sync.raken import lists
from fieldledger.services.sync.raken.days import DailyReportSource, WorkLogSource
from fieldledger.services.sync.raken.time_cards import TimeCardSource
from fieldledger.services.sync.sinking import RecordSink
from fieldledger.services.sync.source import SyncSource
from fieldledger.services.sync.time_card_sink import TimeCardSink
from fieldledger.services.writing import WakeWriter
from fieldledger.settings import RakenSettings
from fieldledger.wiring.daily_reports import report_months
from fieldledger.wiring.parked import parked_over
from fieldledger.wiring.raken import raken_client
from fieldledger.wiring.store import clock


def raken_sources(
    settings: RakenSettings, store: DocumentStore, priority: Priority
) -> Mapping[SyncResource, SyncSource]:
    """All of Raken's resources."""
    return raken_sources_over(raken_client(settings, store, priority), store, clock())


def raken_sources_over(raken: RakenClient, store: DocumentStore, time: Clock) -> Mapping[SyncResource, SyncSource]:
    """The same over any client, store and clock."""
    names = RakenMasterData(raken)
    return {
        SyncResource.RAKEN_PROJECTS: lists.projects(raken),
        SyncResource.RAKEN_MEMBERS: lists.members(raken),
        SyncResource.RAKEN_TIME_CARDS: TimeCardSource(raken, time),
        SyncResource.RAKEN_DAILY_REPORTS: DailyReportSource(report_months(raken, store, time), time),
        SyncResource.RAKEN_WORK_LOGS: WorkLogSource(RakenFieldLogs(raken).work_log_page, time),
        SyncResource.RAKEN_COST_CODES: lists.cost_codes(names),
        SyncResource.RAKEN_CLASSIFICATIONS: lists.classifications(names),
    }


def raken_sinks(
    store: DocumentStore, queue: WakeWriter, time: Clock, foundation: WakeWriter | None = None
) -> Mapping[SyncResource, RecordSink]:
    """Where those rows go that become records which people work with; all others go to the mirror."""
    parked = parked_over(store, queue, time, foundation)
    inbox = Inbox(DocumentExceptions(store), time)
    reports = ReportExpiry(DocumentReportCache(store), time)
    return {
        SyncResource.RAKEN_PROJECTS: ProjectSink(DocumentProjects(store), parked),
        SyncResource.RAKEN_MEMBERS: EmployeeSink(DocumentEmployees(store), parked),
        SyncResource.RAKEN_TIME_CARDS: TimeCardSink(
            DocumentTimeCards(store), DocumentRedatedCards(store), inbox, reports
        ),
    }
