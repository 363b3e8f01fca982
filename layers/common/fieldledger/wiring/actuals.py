"""Costs of the books as direct costs in Procore."""

from fieldledger.domain.clock import Clock
from fieldledger.domain.rate_windows import Priority
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.checkpoints import DocumentCheckpoints
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.repositories.job_records import DocumentJobBills, DocumentJobSpending, DocumentJobTime
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.pushed_actuals import DocumentPushedActuals
from fieldledger.services.actuals.known import KnownCosts
from fieldledger.services.actuals.pushing import JobPush, JobPushParts
from fieldledger.services.actuals.running import Actuals, ActualsParts
from fieldledger.services.actuals.telling import ActualsTelling
from fieldledger.services.actuals.wanted import WantedActuals
from fieldledger.services.actuals.writing import ActualsWriter, DirectCostSyncs
from fieldledger.services.inbox import Inbox
from fieldledger.services.job_cost.labor import LaborRates
from fieldledger.services.job_cost.quickbooks import QuickbooksBills
from fieldledger.services.job_cost.quickbooks_spending import QuickbooksSpending
from fieldledger.services.job_cost.quickbooks_time import QuickbooksTime
from fieldledger.settings import PostingsSettings, ProcoreSettings, RecordsSettings
from fieldledger.wiring.job_cost import jobs_over
from fieldledger.wiring.procore import procore_api
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.vendors import container_name


class ActualsSettings(ProcoreSettings, RecordsSettings, PostingsSettings):
    """What is stored of the books, and Procore."""


def actuals(settings: ActualsSettings, priority: Priority) -> Actuals:
    """On AWS and the real vendor; ``INTERACTIVE`` where a person waits for it."""
    store = document_store(settings)
    return actuals_over(store, procore_api(settings, store, priority).direct_costs, clock(), container_name())


def actuals_over(store: DocumentStore, costs: DirectCostSyncs, time: Clock, owner: str) -> Actuals:
    """Over any store, vendor and clock; ``owner`` tells this container from others."""
    pushed, inbox = DocumentPushedActuals(store), Inbox(DocumentExceptions(store), time)
    parts = JobPushParts(
        wanted=_wanted(store),
        pushed=pushed,
        writer=ActualsWriter(costs, pushed, time),
        telling=ActualsTelling(inbox),
        leases=DocumentCheckpoints(store),
        clock=time,
        owner=owner,
    )
    return Actuals(
        ActualsParts(
            jobs=jobs_over(store),
            push=JobPush(parts),
            pushed=pushed,
            projects=DocumentProjects(store),
            companies=DocumentCompanies(store),
            connections=DocumentConnections(store),
            inbox=inbox,
            clock=time,
        )
    )


def _wanted(store: DocumentStore) -> WantedActuals:
    mirror, postings, names = DocumentMirror(store), DocumentPostings(store), DocumentCrosswalk(store)
    identities = DocumentIdentities(store)
    rates = LaborRates(identities, names)
    return WantedActuals(
        mirror,
        QuickbooksBills(DocumentJobBills(store), mirror, names, postings),
        QuickbooksSpending(DocumentJobSpending(store), mirror, names),
        QuickbooksTime(DocumentJobTime(store), mirror, rates, postings),
        KnownCosts(mirror, DocumentInvoiceRecords(store, VendorInvoice), postings, identities),
    )
