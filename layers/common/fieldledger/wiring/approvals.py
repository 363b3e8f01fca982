"""Services behind approving."""

from fieldledger.domain.clock import Clock
from fieldledger.repositories.approvals import DocumentApprovals
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.idempotency import DocumentIdempotencyKeys, IdempotencyKeys
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.source_versions import DocumentSourceVersions
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.repositories.work_weeks import DocumentWorkWeeks
from fieldledger.services.approvals import TimeCardApprovals
from fieldledger.services.inbox import Inbox
from fieldledger.services.overtime_weeks import OvertimeWeeks
from fieldledger.services.posting.abandoned import AbandonedItems
from fieldledger.services.posting.adjusting import TimeCardAdjustments
from fieldledger.services.posting.requesting import PostingRequests
from fieldledger.services.posting.waking import BooksWriters
from fieldledger.services.time_checks import TimeChecks
from fieldledger.services.unapprovals import TimeCardUnapprovals
from fieldledger.services.writing import WakeWriter
from fieldledger.settings import (
    AuditSettings,
    ControlSettings,
    PostingsSettings,
    RecordsSettings,
    WritersQueueSettings,
)
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.writers import writers_queues


class ApprovalSettings(RecordsSettings, PostingsSettings, ControlSettings, AuditSettings, WritersQueueSettings):
    """What approving needs."""


def time_card_approvals(settings: ApprovalSettings) -> TimeCardApprovals:
    """Approving time cards on AWS."""
    queue, foundation = writers_queues(settings)
    return approvals_over(document_store(settings), queue, clock(), foundation)


def approvals_over(
    store: DocumentStore, queue: WakeWriter, time: Clock, foundation: WakeWriter | None = None
) -> TimeCardApprovals:
    """Approving over any store, queue and clock."""
    return TimeCardApprovals(
        companies=DocumentCompanies(store),
        cards=DocumentTimeCards(store),
        postings=DocumentPostings(store),
        approvals=DocumentApprovals(store),
        audit=DocumentAuditTrail(store),
        transactions=store,
        writers=BooksWriters(queue, foundation),
        checks=TimeChecks(DocumentTimeCards(store), DocumentIdentities(store)),
        overtime=_overtime(store),
        weeks=DocumentWorkWeeks(store),
        clock=time,
    )


def _overtime(store: DocumentStore) -> OvertimeWeeks:
    return OvertimeWeeks(
        DocumentTimeCards(store), DocumentPostings(store), DocumentIdentities(store), DocumentWorkWeeks(store)
    )


class UnapprovalSettings(RecordsSettings, PostingsSettings, ControlSettings, AuditSettings):
    """What taking approvals back needs: it wakes no writer."""


def time_card_unapprovals(settings: UnapprovalSettings) -> TimeCardUnapprovals:
    """Taking approvals back on AWS."""
    return unapprovals_over(document_store(settings), clock())


def unapprovals_over(store: DocumentStore, time: Clock) -> TimeCardUnapprovals:
    """The same over any store and clock."""
    postings, audit = DocumentPostings(store), DocumentAuditTrail(store)
    inbox = Inbox(DocumentExceptions(store), time, audit)
    return TimeCardUnapprovals(
        companies=DocumentCompanies(store),
        cards=DocumentTimeCards(store),
        postings=postings,
        approvals=DocumentApprovals(store),
        audit=audit,
        transactions=store,
        inbox=inbox,
        abandoned=AbandonedItems(postings, inbox, store),
        clock=time,
    )


def idempotency_keys(settings: ControlSettings) -> IdempotencyKeys:
    """Idempotency keys of API calls."""
    return DocumentIdempotencyKeys(document_store(settings))


def time_card_adjustments(settings: ApprovalSettings) -> TimeCardAdjustments:
    """Adjusting time cards on AWS."""
    queue, foundation = writers_queues(settings)
    return adjustments_over(document_store(settings), queue, clock(), foundation)


def adjustments_over(
    store: DocumentStore, queue: WakeWriter, time: Clock, foundation: WakeWriter | None = None
) -> TimeCardAdjustments:
    """Adjusting over any store, queue and clock."""
    return TimeCardAdjustments(
        companies=DocumentCompanies(store),
        cards=DocumentTimeCards(store),
        postings=DocumentPostings(store),
        audit=DocumentAuditTrail(store),
        transactions=store,
        inbox=Inbox(DocumentExceptions(store), time, DocumentAuditTrail(store)),
        writers=BooksWriters(queue, foundation),
        overtime=_overtime(store),
        weeks=DocumentWorkWeeks(store),
        clock=time,
    )


def requests_over(
    store: DocumentStore, queue: WakeWriter, time: Clock, foundation: WakeWriter | None = None
) -> PostingRequests:
    """Asking for postings over any store, queue and clock."""
    return PostingRequests(
        companies=DocumentCompanies(store),
        postings=DocumentPostings(store),
        sources=DocumentSourceVersions(store),
        audit=DocumentAuditTrail(store),
        transactions=store,
        writers=BooksWriters(queue, foundation),
        clock=time,
    )
