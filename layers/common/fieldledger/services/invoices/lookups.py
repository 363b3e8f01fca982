"""What building invoices has to know beside the invoice: our ids, cost codes, and the invoice before it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from fieldledger.domain.connection import VendorName
from fieldledger.domain.facts.procore_commitments import CommitmentFacts
from fieldledger.domain.facts.procore_invoices import PaymentApplicationFacts, ProgressInvoice, RequisitionFacts
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.mirror import Mirror, MirrorKey
from fieldledger.repositories.paging import all_items
from fieldledger.result import Result
from fieldledger.services.crosswalk.links import IdentityLinks
from fieldledger.services.invoices.commitments import unfit

_PAGE: Final = 200
_PROCORE: Final = VendorName.PROCORE


@dataclass(frozen=True, slots=True)
class Known:
    """``projects`` and ``suppliers`` are our ids by Procore's, ``codes`` the texts by project and id.

    ``jobs`` are the numbers that people know them by, by Procore's id.
    ``before``: the invoice before each, by its own id; None for the first of a contract. One that should be there and
    is not has no entry. ``contracts``: the commitments, by project and id, as far as they were read.
    """

    projects: Mapping[str, str]
    suppliers: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[MirrorKey, str] = field(default_factory=dict)
    jobs: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, ProgressInvoice | None] = field(default_factory=dict)
    contracts: Mapping[MirrorKey, CommitmentFacts] = field(default_factory=dict)


class InvoiceLookups:
    """Reads for many invoices at once."""

    def __init__(self, mirror: Mirror, links: IdentityLinks) -> None:
        self._mirror = mirror
        self._links = links

    async def ours(self, company_id: str, kind: IdentityKind, ids: Iterable[str | None]) -> Result[dict[str, str]]:
        """Our ids of Procore's projects or vendors, as far as they are known."""
        wanted = sorted({each for each in ids if each is not None})
        return await self._links.ours(company_id, kind, _PROCORE, wanted) if wanted else Result.ok({})

    async def codes(self, company_id: str, keys: Iterable[MirrorKey]) -> Result[dict[MirrorKey, str]]:
        """The texts of cost codes, by project and id."""
        wanted = sorted(set(keys), key=str)
        found = await self._mirror.get_many(company_id, SyncResource.PROCORE_COST_CODES, wanted)
        return found.map(
            lambda records: {
                (record.scope_id, record.record_id): str(record.facts["code"])
                for record in records
                if record.facts.get("code")
            }
        )

    async def contracts(self, company_id: str, keys: Iterable[MirrorKey]) -> Result[dict[MirrorKey, CommitmentFacts]]:
        """Commitments by project and id, as far as they were read and are not deleted."""
        wanted = sorted(set(keys), key=str)
        found = await self._mirror.get_many(company_id, SyncResource.PROCORE_COMMITMENTS, wanted)
        return found.map(
            lambda records: {
                (record.scope_id, record.record_id): record.read(CommitmentFacts)
                for record in records
                if not record.deleted
            }
        )

    async def billed_on(self, company_id: str, keys: Iterable[MirrorKey]) -> Result[list[MirrorKey]]:
        """Requisitions on those of the commitments that nothing may be billed on, by project and id."""
        known = await self.contracts(company_id, keys)
        if known.failed:
            return known.failure()
        unfit_ones = {key for key, contract in known.unwrap().items() if unfit(contract) is not None}
        billed: list[MirrorKey] = []
        for scope in sorted({scope or "" for scope, _ in unfit_ones}):
            listed = await self._requisitions(company_id, scope)
            if listed.failed:
                return listed.failure()
            billed += [
                (each.scope_id, each.record_id)
                for each in listed.unwrap()
                if (each.scope_id, each.read(RequisitionFacts).commitment_id) in unfit_ones
            ]
        return Result.ok(billed)

    async def _requisitions(self, company_id: str, scope: str) -> Result[list[MirrorRecord]]:
        resource = SyncResource.PROCORE_REQUISITIONS
        return await all_items(lambda start: self._mirror.page(company_id, resource, _PAGE, start, scope))

    async def jobs(self, company_id: str, ids: Iterable[str | None]) -> Result[dict[str, str]]:
        """The job numbers of Procore's projects."""
        wanted: list[MirrorKey] = [(None, key) for key in sorted({key for key in ids if key})]
        found = await self._mirror.get_many(company_id, SyncResource.PROCORE_PROJECTS, wanted)
        return found.map(
            lambda records: {
                record.record_id: number
                for record in records
                if (number := str(record.facts.get("number") or "").strip())
            }
        )

    async def before_requisitions(
        self, company_id: str, records: Sequence[MirrorRecord]
    ) -> Result[dict[str, ProgressInvoice | None]]:
        """Procore names the requisition before each."""
        earlier = {record.record_id: record.read(RequisitionFacts).previous_id for record in records}
        keys = [(record.scope_id, key) for record in records if (key := earlier[record.record_id]) is not None]
        found = await self._mirror.get_many(company_id, SyncResource.PROCORE_REQUISITIONS, keys)
        if found.failed:
            return found.failure()
        known = {record.record_id: record.read(RequisitionFacts) for record in found.unwrap()}
        return Result.ok(
            {key: known.get(before or "") for key, before in earlier.items() if before is None or before in known}
        )

    async def before_applications(
        self, company_id: str, records: Sequence[MirrorRecord]
    ) -> Result[dict[str, ProgressInvoice | None]]:
        """Procore numbers the applications of a contract; the one before has the next lower number."""
        before: dict[str, ProgressInvoice | None] = {}
        for scope in {record.scope_id for record in records}:
            listed = await self._applications(company_id, scope)
            if listed.failed:
                return listed.failure()
            for record in records:
                if record.scope_id == scope:
                    before[record.record_id] = _before(record, listed.unwrap())
        return Result.ok(before)

    async def _applications(self, company_id: str, scope: str | None) -> Result[list[PaymentApplicationFacts]]:
        resource = SyncResource.PROCORE_PAYMENT_APPLICATIONS
        listed = await all_items(lambda start: self._mirror.page(company_id, resource, _PAGE, start, scope or ""))
        return listed.map(lambda found: [each.read(PaymentApplicationFacts) for each in found if not each.deleted])


def _before(record: MirrorRecord, listed: Sequence[PaymentApplicationFacts]) -> PaymentApplicationFacts | None:
    mine = record.read(PaymentApplicationFacts)
    earlier = [each for each in listed if each.contract_id == mine.contract_id and _number(each) < _number(mine)]
    return max(earlier, key=_number, default=None)


def _number(bill: PaymentApplicationFacts) -> int:
    return int(bill.number) if bill.number is not None and bill.number.isdecimal() else 0
