"""What Procore knows of a job's costs by itself, and who its vendors are."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from fieldledger.domain.actuals import is_ours
from fieldledger.domain.connection import VendorName
from fieldledger.domain.drafts import BillDraft
from fieldledger.domain.facts.procore_commitments import CommitmentFacts
from fieldledger.domain.facts.procore_direct_costs import DirectCostFacts
from fieldledger.domain.identity import Identity, IdentityKind, founder_record
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.posting import Operation, Posting, PostingState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.identities import Identities, canonical_ids
from fieldledger.repositories.invoice_records import InvoiceRecords
from fieldledger.repositories.mirror import Mirror
from fieldledger.repositories.paging import all_items
from fieldledger.repositories.postings import Postings
from fieldledger.result import Result
from fieldledger.services.actuals.spent import Places
from fieldledger.services.invoices.source_notes import PREFIXES
from fieldledger.services.job_cost.jobs import Job
from fieldledger.services.job_cost.mirrored import cents, ids_of, living
from fieldledger.services.job_cost.procore import is_committed
from fieldledger.services.job_cost.quickbooks import ChargedBill

_BILL: Final = "Bill"
_PAGE: Final = 500
_PAYROLL: Final = "payroll"
_EXPENSE: Final = "expense"


@dataclass(frozen=True, slots=True)
class KnownToProcore:
    """``invoices`` are what people approve here of this project's requisitions and direct costs.

    ``posted_to_foundation`` is what those came to there. ``ours`` are our own direct costs as they were last read, by
    id, tombstones included. ``committed`` are vendors with a contract on the job, by Procore's ids.
    ``keeps_payroll`` and ``keeps_expenses``: people enter what labor costs, or expenses, by hand.
    """

    invoices: Sequence[VendorInvoice] = ()
    posted_to_foundation: Places = field(default_factory=dict)
    ours: Mapping[str, MirrorRecord] = field(default_factory=dict)
    committed: frozenset[str] = frozenset()
    keeps_payroll: bool = False
    keeps_expenses: bool = False


class KnownCosts:
    """Reads what is stored; asks no vendor."""

    def __init__(
        self,
        mirror: Mirror,
        invoices: InvoiceRecords[VendorInvoice],
        postings: Postings,
        identities: Identities,
    ) -> None:
        self._mirror = mirror
        self._invoices = invoices
        self._postings = postings
        self._identities = identities

    async def of_project(self, job: Job, project: str) -> Result[KnownToProcore]:
        """All of it."""
        company_id = job.company.company_id
        direct, contracts, requisitions = await asyncio.gather(
            self._direct(company_id, project),
            living(self._mirror, company_id, SyncResource.PROCORE_COMMITMENTS, CommitmentFacts, project),
            ids_of(self._mirror, company_id, SyncResource.PROCORE_REQUISITIONS, project),
        )
        for read in (direct, contracts, requisitions):
            if read.failed:
                return read.failure()
        ours = {each.record_id: each for each in direct.unwrap() if is_ours(each.read(DirectCostFacts).origin_id)}
        theirs = [each for each in direct.unwrap() if each.record_id not in ours]
        ids = [
            *(f"{PREFIXES[SyncResource.PROCORE_REQUISITIONS]}{each}" for each in requisitions.unwrap()),
            *(f"{PREFIXES[SyncResource.PROCORE_DIRECT_COSTS]}{each.record_id}" for each in theirs),
        ]
        invoices = await self._invoices.get_many(company_id, ids)
        if invoices.failed:
            return invoices.failure()
        posted = await self._posted(job, invoices.unwrap())
        return posted.map(
            lambda places: KnownToProcore(
                tuple(invoices.unwrap()),
                places,
                ours,
                _committed(contracts.unwrap().values()),
                any(_is(each, _PAYROLL) for each in theirs),
                any(_is(each, _EXPENSE) for each in theirs),
            )
        )

    async def vendors(self, company_id: str, vendor_ids: Iterable[str]) -> Result[Mapping[str, Identity]]:
        """Our suppliers by QuickBooks' ids of them, as far as they are linked."""
        kind = IdentityKind.SUPPLIER
        linked = await canonical_ids(self._identities, company_id, kind, VendorName.QUICKBOOKS, vendor_ids)
        if linked.failed:
            return linked.failure()
        ours = linked.unwrap()
        found = await self._identities.of(company_id, kind, list(dict.fromkeys(ours.values())))
        return found.map(lambda known: {key: known[canonical] for key, canonical in ours.items()})

    async def from_here(self, company_id: str, bills: Sequence[ChargedBill]) -> Result[frozenset[str]]:
        """Those of the bills, by id, that were posted from here: whatever somebody made of them since."""
        records = await self._postings.books_records(company_id, [(_BILL, each.bill_id) for each in bills])
        posted = records.map(lambda found: {each.vendor_id for each in found})
        return posted.map(lambda ids: frozenset(ids | {each.bill_id for each in bills if each.bill.marker}))

    async def _direct(self, company_id: str, project: str) -> Result[list[MirrorRecord]]:
        resource = SyncResource.PROCORE_DIRECT_COSTS
        return await all_items(lambda start: self._mirror.page(company_id, resource, _PAGE, start, project))

    async def _posted(self, job: Job, invoices: Iterable[VendorInvoice]) -> Result[Places]:
        """A posting that another one replaced counts no more."""
        ids = [key for each in invoices for key in each.posting_ids]
        found = await self._postings.get_many(job.company.company_id, ids)
        return found.map(lambda postings: _places(_standing(postings), job))


def procore_vendor(identity: Identity | None) -> str | None:
    """Procore's id of a supplier; one that Procore's record founded needs no link."""
    if identity is None:
        return None
    link = identity.link(VendorName.PROCORE)
    if link is not None:
        return link.vendor_id
    prefix = f"{VendorName.PROCORE}-"
    founder = founder_record(VendorName.PROCORE, identity.canonical_id)
    return founder[1] if founder is not None and identity.canonical_id.startswith(prefix) else None


def _committed(contracts: Iterable[CommitmentFacts]) -> frozenset[str]:
    return frozenset(each.vendor_id for each in contracts if each.vendor_id is not None and is_committed(each))


def _is(record: MirrorRecord, kind: str) -> bool:
    return not record.deleted and record.read(DirectCostFacts).kind == kind


def _standing(postings: Collection[Posting]) -> list[Posting]:
    posted = [each for each in postings if each.state is PostingState.POSTED and each.target == "foundation"]
    replaced = {each.replaces for each in posted}
    return [each for each in posted if each.posting_id not in replaced and each.operation is not Operation.REMOVE]


def _places(postings: Iterable[Posting], job: Job) -> Places:
    places: Places = {}
    for posting in postings:
        for line in posting.payload.lines if isinstance(posting.payload, BillDraft) else ():
            if line.project_id in job.ours:
                place = job.book.written(line.cost_code)
                places[place] = places.get(place, cents(None)) + cents(line.amount)
    return places
