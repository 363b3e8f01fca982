"""A company's settings: changing them, and their history."""

from fieldledger.domain.clock import Clock
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.mapping_tables import DocumentMappingTables
from fieldledger.repositories.mappings_for_foundation import DocumentMappingsForFoundation, MappingsForFoundation
from fieldledger.repositories.payments_catch_ups import DocumentPaymentsCatchUps
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.settings_versions import DocumentSettingsVersions
from fieldledger.result import Result
from fieldledger.services.approvals import WakeWriter
from fieldledger.services.company.changing import SettingsChanges, SettingsParts
from fieldledger.services.company.history import SettingsHistory
from fieldledger.services.company.in_use import SettingsInUse
from fieldledger.services.payments.catching_up import CatchUpStart
from fieldledger.settings import RecordsSettings
from fieldledger.wiring.approvals import ApprovalSettings
from fieldledger.wiring.parked import parked_over
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.writers import writers_queues


def settings_history(settings: RecordsSettings) -> SettingsHistory:
    """Over the records table."""
    return history_over(document_store(settings))


def history_over(store: DocumentStore) -> SettingsHistory:
    """Over any store."""
    companies = DocumentCompanies(store)

    async def current(company_id: str) -> Result[int]:
        return (await companies.get(company_id)).map(lambda company: company.version)

    return SettingsHistory(current, DocumentSettingsVersions(store))


def foundation_history(settings: RecordsSettings) -> SettingsHistory:
    """Of the settings for FOUNDATION."""
    return foundation_history_over(document_store(settings))


def foundation_history_over(store: DocumentStore) -> SettingsHistory:
    """The same over any store."""
    mappings = DocumentMappingsForFoundation(store)

    async def current(company_id: str) -> Result[int]:
        return (await mappings.mappings(company_id)).map(lambda found: found.version)

    return SettingsHistory(current, DocumentSettingsVersions(store, "FOUNDATION"))


def foundation_settings(settings: RecordsSettings) -> MappingsForFoundation:
    """The settings for FOUNDATION themselves."""
    return DocumentMappingsForFoundation(document_store(settings))


def settings_changes(settings: ApprovalSettings) -> SettingsChanges:
    """Changing settings on AWS."""
    queue, foundation = writers_queues(settings)
    return settings_changes_over(document_store(settings), queue, clock(), foundation)


def settings_changes_over(
    store: DocumentStore, queue: WakeWriter, time: Clock, foundation: WakeWriter | None = None
) -> SettingsChanges:
    """Changing settings over any store, queues and clock."""
    return SettingsChanges(
        SettingsParts(
            companies=DocumentCompanies(store),
            versions=DocumentSettingsVersions(store),
            in_use=SettingsInUse(DocumentPostings(store), DocumentMappingTables(store)),
            audit=DocumentAuditTrail(store),
            transactions=store,
            parked=parked_over(store, queue, time, foundation),
            catch_up=CatchUpStart(DocumentPaymentsCatchUps(store), time),
            clock=time,
        )
    )
