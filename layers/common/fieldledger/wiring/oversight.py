"""What a controller looks at."""

from fieldledger.clients.export_files import S3ExportFiles
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.foundation_exports import DocumentFoundationExports
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.runtime import aws
from fieldledger.services.foundation_posting.downloading import ExportDownloads
from fieldledger.services.queries.audit import AuditQueries
from fieldledger.services.queries.exports import ExportQueries
from fieldledger.services.queries.reconciliations import ReconciliationQueries
from fieldledger.settings import AuditSettings, ControlSettings, ExportFilesSettings, PostingsSettings
from fieldledger.wiring.store import clock, document_store


class DownloadSettings(PostingsSettings, AuditSettings, ExportFilesSettings):
    """Exports, the bucket of their files, and the trail that says who fetched them."""


def audit_queries(settings: AuditSettings) -> AuditQueries:
    """The audit trail."""
    return AuditQueries(DocumentAuditTrail(document_store(settings)))


def export_queries(settings: PostingsSettings) -> ExportQueries:
    """Import files for FOUNDATION."""
    return ExportQueries(DocumentFoundationExports(document_store(settings)))


def export_downloads(settings: DownloadSettings) -> ExportDownloads:
    """Addresses of files in the bucket."""
    store = document_store(settings)
    files = S3ExportFiles(aws.s3, settings.export_bucket)
    return ExportDownloads(DocumentFoundationExports(store), files, DocumentAuditTrail(store), store, clock())


def reconciliation_queries(settings: ControlSettings) -> ReconciliationQueries:
    """What the comparisons with the vendors found."""
    store = document_store(settings)
    return ReconciliationQueries(DocumentSyncStates(store), DocumentExceptions(store))
