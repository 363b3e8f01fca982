"""What a sync's changes mean for invoices: a second reader of the mirror, after the crosswalk.

What cannot be taken as it is becomes ``held`` with an item in the inbox, and is looked at again when anything arrives
that it may have waited for.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company
from fieldledger.domain.exception_item import ExceptionState, exception_id
from fieldledger.domain.invoice import HOLDS, Invoice, InvoiceStatus
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.posting import SourceType
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.document_numbers import GivenNumbers
from fieldledger.repositories.documents import Put
from fieldledger.repositories.exceptions import Exceptions
from fieldledger.repositories.invoice_records import InvoiceRecords
from fieldledger.repositories.mirror import Mirror, MirrorKey
from fieldledger.repositories.paging import all_items
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM, audit_entry
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.invoices.building import InvoiceBuilding
from fieldledger.services.invoices.currencies import in_own_currency
from fieldledger.services.invoices.merging import Merged, merge
from fieldledger.services.invoices.numbering import DocumentNumbering, Numbered
from fieldledger.services.invoices.source_notes import PREFIXES
from fieldledger.services.writing import Transactions

_MENDING: Final = frozenset(
    {
        SyncResource.PROCORE_VENDORS,
        SyncResource.PROCORE_PROJECTS,
        SyncResource.PROCORE_COST_CODES,
        SyncResource.PROCORE_COMMITMENTS,
    }
)
"""What held invoices may wait for, beside other invoices."""
_UNDECIDED: Final = frozenset({InvoiceStatus.CHANGED, InvoiceStatus.AWAITING_SECOND})
_TRIES: Final = 3
_PAGE: Final = 100


class InvoiceChanges(Protocol):
    """What a sync tells invoices after it stored changes of a resource."""

    async def after_changes(self, company_id: str, resource: SyncResource, keys: Collection[MirrorKey]) -> Result[int]:
        """May be called again for the same changes; the answer counts invoices written."""
        ...


@dataclass(frozen=True, slots=True)
class AllFollowed:
    """Implements ``InvoiceChanges`` by several: what is billed, and what is paid."""

    parts: tuple[InvoiceChanges, ...]

    async def after_changes(self, company_id: str, resource: SyncResource, keys: Collection[MirrorKey]) -> Result[int]:
        """The sum of them; the first failure is the answer."""
        written = 0
        for part in self.parts:
            done = await part.after_changes(company_id, resource, keys)
            if done.failed:
                return done
            written += done.unwrap()
        return Result.ok(written)


@dataclass(frozen=True, slots=True)
class InvoiceKeepers:
    """Where invoices, and what is said about them, are kept."""

    companies: Companies
    numbers: GivenNumbers
    mirror: Mirror
    vendor_invoices: InvoiceRecords[VendorInvoice]
    owner_invoices: InvoiceRecords[OwnerInvoice]
    exceptions: Exceptions
    audit: AuditTrail
    transactions: Transactions
    inbox: Inbox


class InvoicesFollowed:
    """Implements ``InvoiceChanges``. What did not change is not written."""

    def __init__(self, building: InvoiceBuilding, keepers: InvoiceKeepers, clock: Clock) -> None:
        self._building = building
        self._keepers = keepers
        self._clock = clock

    async def after_changes(self, company_id: str, resource: SyncResource, keys: Collection[MirrorKey]) -> Result[int]:
        """Resources that no invoice depends on need nothing."""
        if not keys or (resource not in PREFIXES and resource not in _MENDING):
            return Result.ok(0)
        taken = await self._told(company_id, resource, keys)
        if taken.failed:
            return taken
        again = await self._held_again(company_id, keys)
        return again.map(lambda count: taken.unwrap() + count)

    async def _told(self, company_id: str, resource: SyncResource, keys: Collection[MirrorKey]) -> Result[int]:
        """What changed itself, and what is billed on a contract that came to nothing."""
        if resource is not SyncResource.PROCORE_COMMITMENTS:
            return await self._take(company_id, resource, keys) if resource in PREFIXES else Result.ok(0)
        billed = await self._building.on_unfit_contracts(company_id, keys)
        return await billed.and_then_async(partial(self._take, company_id, SyncResource.PROCORE_REQUISITIONS))

    async def _take(self, company_id: str, resource: SyncResource, keys: Collection[MirrorKey]) -> Result[int]:
        found = await self._keepers.mirror.get_many(company_id, resource, list(keys))
        if found.failed:
            return found.failure()
        records = found.unwrap()
        if resource is SyncResource.PROCORE_PAYMENT_APPLICATIONS:
            applications = await self._building.applications(company_id, records)
            return await applications.and_then_async(partial(self._keep, self._keepers.owner_invoices))
        build = self._building.requisitions
        if resource is SyncResource.PROCORE_DIRECT_COSTS:
            build = self._building.direct_costs
        invoices = await build(company_id, records)
        return await invoices.and_then_async(partial(self._keep, self._keepers.vendor_invoices))

    async def _held_again(self, company_id: str, done: Collection[MirrorKey]) -> Result[int]:
        """Invoices with an open item: what they lacked may be there now."""
        subjects = await self._held(company_id)
        if subjects.failed:
            return subjects.failure()
        written = 0
        for resource, prefix in PREFIXES.items():
            owners = resource is SyncResource.PROCORE_PAYMENT_APPLICATIONS
            kind = SourceType.OWNER_INVOICE if owners else SourceType.VENDOR_INVOICE
            start = f"{kind}:{prefix}"
            ids = [subject.removeprefix(f"{kind}:") for subject in subjects.unwrap() if subject.startswith(start)]
            scopes = await self._scopes(company_id, ids, owners=owners)
            if scopes.failed:
                return scopes.failure()
            keys = [(scope, key.removeprefix(prefix)) for key, scope in scopes.unwrap().items()]
            taken = await self._take(company_id, resource, [key for key in keys if key not in done])
            if taken.failed:
                return taken
            written += taken.unwrap()
        return Result.ok(written)

    async def _held(self, company_id: str) -> Result[list[str]]:
        by_state = self._keepers.exceptions.by_state
        open_ = await all_items(lambda start: by_state(company_id, ExceptionState.OPEN, _PAGE, start))
        return open_.map(lambda items: [item.subject for item in items if item.code in HOLDS])

    async def _scopes(self, company_id: str, ids: Sequence[str], *, owners: bool) -> Result[dict[str, str | None]]:
        """The source's project of each invoice."""
        if not ids:
            return Result.ok({})
        if owners:
            applications = await self._keepers.owner_invoices.get_many(company_id, ids)
            return applications.map(lambda found: {each.invoice_id: each.source_scope_id for each in found})
        invoices = await self._keepers.vendor_invoices.get_many(company_id, ids)
        return invoices.map(lambda found: {each.invoice_id: each.source_scope_id for each in found})

    async def _keep[M: Invoice](self, invoices: InvoiceRecords[M], built: Sequence[M]) -> Result[int]:
        company = await self._company(built)
        written = 0
        for invoice in built:
            kept = await company.and_then_async(partial(self._keep_one, invoices, invoice))
            if kept.failed:
                return kept.failure()
            written += kept.unwrap()
        return Result.ok(written)

    async def _keep_one[M: Invoice](self, invoices: InvoiceRecords[M], read: M, company: Company | None) -> Result[int]:
        """Somebody who approves it at the same moment is faster: it is merged again with what is there then."""
        for _ in range(_TRIES):
            held = await invoices.find(read.company_id, read.invoice_id)
            if held.failed:
                return held.failure()
            numbered = await self._numbered(company, invoices, held.unwrap(), in_own_currency(company, read))
            if numbered.failed:
                return numbered.failure()
            merged = merge(held.unwrap(), numbered.unwrap().invoice)
            if merged is None:
                return Result.ok(0)
            writes = await self._writes(invoices, held.unwrap(), merged, numbered.unwrap().taking)
            if writes.failed:
                return writes.failure()
            written = await self._keepers.transactions.transact(writes.unwrap())
            if written.success:
                log_mutation(LogEvent.RECORD_SAVED, SYSTEM, read.invoice_id, kind=read.record_type)
                return Result.ok(1)
            if written.error_code != ErrorCode.VERSION_CONFLICT:
                return written.failure()
        return Result.fail("the invoice kept changing while it was synced", ErrorCode.VERSION_CONFLICT)

    async def _company(self, built: Sequence[Invoice]) -> Result[Company | None]:
        """None for one that is not set up: nothing can be approved there yet."""
        if not built:
            return Result.ok(None)
        found = await self._keepers.companies.get(built[0].company_id)
        return Result.ok(None) if found.error_code == ErrorCode.NOT_FOUND else found.map(lambda company: company)

    async def _numbered[M: Invoice](
        self, company: Company | None, invoices: InvoiceRecords[M], held: M | None, read: M
    ) -> Result[Numbered[M]]:
        """Only what could be approved as it is takes a number, and what was approved once keeps the one it has."""
        settled = held is not None and held.approved_hash is not None
        if company is None or settled or read.status is not InvoiceStatus.READY:
            return Result.ok(Numbered(read))
        return await DocumentNumbering(invoices, self._keepers.numbers).number(company, read, held)

    async def _writes[M: Invoice](
        self, invoices: InvoiceRecords[M], held: M | None, merged: Merged[M], taking: Sequence[Put]
    ) -> Result[list[Put]]:
        """The invoice with what it raises and closes in the inbox."""
        invoice = merged.invoice
        subject = f"{invoice.record_type}:{invoice.invoice_id}"
        problems = [_held_because(subject, invoice)] if merged.on_hold else []
        if merged.changed_after_approval and held is not None:
            problems.append(_changed(subject, held, invoice))
        stays = {problem.code for problem in problems}
        settled = () if invoice.status in _UNDECIDED else (ErrorCode.CHANGED_AFTER_APPROVAL,)
        over = [code for code in (*HOLDS, *settled) if code not in stays]
        mended = [exception_id(invoice.company_id, code, subject) for code in over]
        raised = await self._keepers.inbox.writes(invoice.company_id, problems)
        closing = await self._keepers.inbox.closing(invoice.company_id, mended)
        if raised.failed or closing.failed:
            return raised if raised.failed else closing
        void = [self._void(held)] if merged.first_void and held is not None else []
        return Result.ok([invoices.write(invoice), *taking, *raised.unwrap(), *closing.unwrap(), *void])

    def _void(self, held: Invoice) -> Put:
        """A person's word does not vanish without a trace."""
        before = {"first_approved_by": held.first_approved_by or "", "total": str(held.total)}
        entry = audit_entry(
            held.company_id,
            SYSTEM,
            LogEvent.INVOICE_CHANGED,
            held.invoice_id,
            self._clock.now(),
            before=before,
            after={"first_approval": "void", "version": str(held.version)},
        )
        return self._keepers.audit.write(entry)


def _held_because(subject: str, invoice: Invoice) -> Problem:
    hold = invoice.hold
    code = ErrorCode.INVOICE_INCOMPLETE if hold is None else ErrorCode(hold.code)
    details = {"number": invoice.number or "", "gross": str(invoice.gross), "retainage": str(invoice.retainage)}
    return Problem(code, subject, "" if hold is None else hold.message, details)


def _changed(subject: str, held: Invoice, invoice: Invoice) -> Problem:
    now = "deleted" if invoice.deleted_at is not None else f"{invoice.total:,.2f}"
    return Problem(
        ErrorCode.CHANGED_AFTER_APPROVAL,
        subject,
        f"the invoice changed in {invoice.source.capitalize()} after it was approved here",
        {"approved": f"{held.total:,.2f}", "now": now, "number": invoice.number or ""},
    )
