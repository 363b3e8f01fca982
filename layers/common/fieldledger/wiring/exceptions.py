"""The desk of the exceptions inbox."""

from fieldledger.domain.clock import Clock
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.services.approvals import WakeWriter
from fieldledger.services.exceptions.desk import ExceptionsDesk
from fieldledger.services.exceptions.mending import Mending
from fieldledger.services.inbox import Inbox
from fieldledger.wiring.parked import parked_over


def desk_over(store: DocumentStore, queue: WakeWriter, time: Clock) -> ExceptionsDesk:
    """The desk over any store, queue and clock."""
    return ExceptionsDesk(
        exceptions=DocumentExceptions(store),
        postings=DocumentPostings(store),
        parked=parked_over(store, queue, time),
        mending=Mending(DocumentCrosswalk(store), DocumentCompanies(store), DocumentAuditTrail(store), time),
        inbox=Inbox(DocumentExceptions(store), time),
        transactions=store,
    )
