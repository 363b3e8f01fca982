"""Invoices as people work with them, of what Procore shows (procore.md 6, 7 and 12)."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from fieldledger.domain.attachment import MOST_ATTACHMENTS, Attachment, attachment
from fieldledger.domain.drafts import BillingLine, CostLine
from fieldledger.domain.facts.procore_attachments import Attached
from fieldledger.domain.facts.procore_direct_costs import DirectCostFacts
from fieldledger.domain.facts.procore_invoices import PaymentApplicationFacts, ProgressInvoice, RequisitionFacts
from fieldledger.domain.hashing import content_hash
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.invoice import Hold, InvoiceStatus, NumberParts
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.mirror import MirrorKey
from fieldledger.result import ErrorCode, Result
from fieldledger.services.invoices.commitments import unfit
from fieldledger.services.invoices.figures import BilledLine, Figures, cost_figures, progress_figures
from fieldledger.services.invoices.lookups import InvoiceLookups, Known
from fieldledger.services.invoices.source_notes import PREFIXES

# Statuses are an open list: what is not named here is not approved.
_APPROVED: Final = frozenset({"approved", "approved_as_noted"})
_TAX: Final = "Tax"
_BILLED_DIRECTLY: Final = "invoice"
"""The kind of direct cost that is somebody's invoice; a ``subcontractor_invoice`` is a requisition's shadow."""


class InvoiceBuilding:
    """Builds many at once."""

    def __init__(self, lookups: InvoiceLookups) -> None:
        self._lookups = lookups

    async def requisitions(self, company_id: str, records: Sequence[MirrorRecord]) -> Result[list[VendorInvoice]]:
        """Of subcontractors' progress invoices."""
        facts = {record.record_id: record.read(RequisitionFacts) for record in records}
        before = await self._lookups.before_requisitions(company_id, records)
        vendors = [each.vendor_id for each in facts.values()]
        codes = [_code_key(r, line.cost_code_id) for r in records for line in facts[r.record_id].lines]
        known = await self._known(company_id, records, vendors, codes)
        billed_on = [_contract_key(record, facts[record.record_id]) for record in records]
        contracts = await self._lookups.contracts(company_id, [key for key in billed_on if key is not None])
        if before.failed or known.failed or contracts.failed:
            return next(each.failure() for each in (before, known, contracts) if each.failed)
        found = replace(known.unwrap(), before=before.unwrap(), contracts=contracts.unwrap())
        return Result.ok([_requisition(record, facts[record.record_id], found) for record in records])

    async def on_unfit_contracts(self, company_id: str, keys: Collection[MirrorKey]) -> Result[list[MirrorKey]]:
        """Requisitions on those of the commitments on which nothing may be billed (any more)."""
        return await self._lookups.billed_on(company_id, keys)

    async def direct_costs(self, company_id: str, records: Sequence[MirrorRecord]) -> Result[list[VendorInvoice]]:
        """Of direct costs that are invoices; expenses and payroll are nobody's bill."""
        facts = {record.record_id: record.read(DirectCostFacts) for record in records}
        billed = [record for record in records if facts[record.record_id].kind == _BILLED_DIRECTLY]
        vendors = [facts[record.record_id].vendor_id for record in billed]
        codes = [_code_key(r, line.cost_code_id) for r in billed for line in facts[r.record_id].lines]
        known = await self._known(company_id, billed, vendors, codes)
        return known.map(lambda found: [_direct_cost(each, facts[each.record_id], found) for each in billed])

    async def applications(self, company_id: str, records: Sequence[MirrorRecord]) -> Result[list[OwnerInvoice]]:
        """Of payment applications to owners."""
        before = await self._lookups.before_applications(company_id, records)
        known = await self._known(company_id, records, (), ())
        if before.failed or known.failed:
            return before.failure() if before.failed else known.failure()
        found = replace(known.unwrap(), before=before.unwrap())
        return Result.ok([_application(record, record.read(PaymentApplicationFacts), found) for record in records])

    async def _known(
        self,
        company_id: str,
        records: Sequence[MirrorRecord],
        vendors: Sequence[str | None],
        codes: Sequence[MirrorKey | None],
    ) -> Result[Known]:
        projects = await self._lookups.ours(company_id, IdentityKind.PROJECT, [each.scope_id for each in records])
        suppliers = await self._lookups.ours(company_id, IdentityKind.SUPPLIER, vendors)
        texts = await self._lookups.codes(company_id, [key for key in codes if key is not None])
        jobs = await self._lookups.jobs(company_id, [each.scope_id for each in records])
        failed = next((each for each in (projects, suppliers, texts, jobs) if each.failed), None)
        if failed is not None:
            return failed.failure()
        return Result.ok(Known(projects.unwrap(), suppliers.unwrap(), texts.unwrap(), jobs.unwrap()))


def _requisition(record: MirrorRecord, bill: RequisitionFacts, known: Known) -> VendorInvoice:
    figures, missing = _figures(record, bill, known)
    contract = known.contracts.get(_contract_key(record, bill) or (None, ""))
    unfit_contract = unfit(contract)
    return _vendor_invoice(
        record,
        figures if unfit_contract is None else replace(figures, problem=unfit_contract),
        known,
        missing=missing,
        status=bill.status,
        numbering=_parts(record, bill, known, None if contract is None else _number(contract.number)),
        day=bill.billed_on or bill.period_end,
        vendor=(bill.vendor_id, bill.vendor_name),
        commitment_id=bill.commitment_id,
        currency=bill.currency or (None if contract is None else contract.currency),
        attachments=_attachments(bill),
    )


def _attachments(told: Attached) -> tuple[Attachment, ...]:
    return tuple(attachment(each.name, each.url) for each in (told.attachments or ())[:MOST_ATTACHMENTS])


def _direct_cost(record: MirrorRecord, cost: DirectCostFacts, known: Known) -> VendorInvoice:
    return _vendor_invoice(
        record,
        cost_figures(cost),
        known,
        missing=None,
        status=cost.status,
        numbering=NumberParts(own=_number(cost.invoice_number), job=known.jobs.get(record.scope_id or "")),
        day=cost.incurred_on,
        vendor=(cost.vendor_id, cost.vendor_name),
        commitment_id=None,
        currency=cost.currency,
        attachments=_attachments(cost),
    )


def _vendor_invoice(
    record: MirrorRecord,
    figures: Figures,
    known: Known,
    *,
    missing: str | None,
    status: str | None,
    numbering: NumberParts,
    day: date | None,
    vendor: tuple[str | None, str | None],
    commitment_id: str | None,
    currency: str | None,
    attachments: tuple[Attachment, ...],
) -> VendorInvoice:
    vendor_id, vendor_name = vendor
    number = numbering.own or numbering.number
    project_id, supplier_id = known.projects.get(record.scope_id or ""), known.suppliers.get(vendor_id or "")
    lines = tuple(_cost(record, line, known, project_id) for line in figures.lines)
    lines += tuple(
        CostLine(amount=amount, description=_TAX, project_id=project_id, is_tax=True, tax_code=code)
        for code, amount in figures.taxes.items()
    )
    uncoded = next((line for line in figures.lines if _is_uncoded(record, line, known)), None)
    lacks = (
        missing
        or ("its subcontractor, which is not known here yet" if supplier_id is None else None)
        or _lacking(number, day, project_id)
        or (f"the cost code of {uncoded.description!r}, which is not known here yet" if uncoded else None)
    )
    approved = (status or "").lower() in _APPROVED
    hold = _hold(record, lacks, figures) if approved else None
    content = _content(record, number, day, figures.retainage)
    amounts = [(str(line.amount), line.description, line.cost_code, *_taxed(line)) for line in lines]
    return VendorInvoice.model_validate(
        {
            **_common(record, approved=approved, status=status, hold=hold, currency=currency),
            "content_hash": content_hash({**content, "vendor_id": vendor_id, "lines": amounts}),
            "number": number,
            "numbering": numbering,
            "invoice_date": day,
            "project_id": project_id,
            "supplier_id": supplier_id,
            "supplier_name": vendor_name,
            "commitment_id": commitment_id,
            "lines": lines,
            "retainage": figures.retainage,
            "attachments": attachments,
        }
    )


def _application(record: MirrorRecord, bill: PaymentApplicationFacts, known: Known) -> OwnerInvoice:
    figures, missing = _figures(record, bill, known)
    numbering, day = _parts(record, bill, known, None), bill.billed_on or bill.period_end
    number = numbering.own or numbering.number
    project_id = known.projects.get(record.scope_id or "")
    lines = tuple(BillingLine(amount=line.amount, description=line.description) for line in figures.lines)
    lines += tuple(
        BillingLine(amount=amount, description=_TAX, is_tax=True, tax_code=code)
        for code, amount in figures.taxes.items()
    )
    approved = (bill.status or "").lower() in _APPROVED
    hold = _hold(record, missing or _lacking(number, day, project_id), figures) if approved else None
    content = _content(record, number, day, figures.retainage)
    amounts = [(str(line.amount), line.description, *_under(line)) for line in lines]
    return OwnerInvoice.model_validate(
        {
            **_common(record, approved=approved, status=bill.status, hold=hold, currency=bill.currency),
            "content_hash": content_hash({**content, "lines": amounts}),
            "number": number,
            "numbering": numbering,
            "invoice_date": day,
            "project_id": project_id,
            "contract_id": bill.contract_id,
            "lines": lines,
            "retainage": figures.retainage,
            "attachments": _attachments(bill),
        }
    )


def _figures(record: MirrorRecord, bill: ProgressInvoice, known: Known) -> tuple[Figures, str | None]:
    """What an invoice bills can only be told if the one before it is known."""
    if record.record_id not in known.before:
        return Figures(()), "the invoice before it, which was not read yet"
    return progress_figures(bill, known.before[record.record_id]), None


def _common(
    record: MirrorRecord, *, approved: bool, status: str | None, hold: Hold | None, currency: str | None
) -> dict[str, object]:
    stands = InvoiceStatus.UNAPPROVED
    if record.deleted:
        stands = InvoiceStatus.DELETED
    elif approved:
        stands = InvoiceStatus.READY if hold is None else InvoiceStatus.HELD
    return {
        "company_id": record.company_id,
        "invoice_id": f"{PREFIXES[record.resource]}{record.record_id}",
        "source": record.resource.vendor.value,
        "source_scope_id": record.scope_id,
        "currency": currency,
        "source_approved": approved,
        "source_status": status,
        "source_updated_at": record.source_updated_at,
        "deleted_at": record.deleted_at,
        "status": stands,
        "hold": hold,
    }


def _content(record: MirrorRecord, number: str | None, day: date | None, retainage: Decimal) -> dict[str, object]:
    """What reaches the books, in the source's own terms: a link that a person decides changes no invoice."""
    return {
        "scope": record.scope_id,
        "number": number,
        "date": day,
        "retainage": str(retainage),
        "deleted": record.deleted,
    }


def _hold(record: MirrorRecord, lacks: str | None, figures: Figures) -> Hold | None:
    if record.deleted:
        return None
    if lacks is not None:
        return Hold(code=ErrorCode.INVOICE_INCOMPLETE.value, message=f"it lacks {lacks}")
    return figures.problem


def _parts(record: MirrorRecord, bill: ProgressInvoice, known: Known, commitment: str | None) -> NumberParts:
    """What the invoice's number in the books may be made of."""
    return NumberParts(
        own=_number(bill.invoice_number),
        number=_number(bill.number),
        job=known.jobs.get(record.scope_id or ""),
        commitment=commitment,
        period=None if bill.period_end is None else f"{bill.period_end:%Y-%m}",
    )


def _lacking(number: str | None, day: date | None, project_id: str | None) -> str | None:
    if number is None:
        return "an invoice number"
    if day is None:
        return "a date"
    return "its project, which is not known here yet" if project_id is None else None


def _number(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None


def _cost(record: MirrorRecord, line: BilledLine, known: Known, project_id: str | None) -> CostLine:
    code = known.codes.get((record.scope_id, line.cost_code_id or "")) or line.cost_code
    return CostLine(
        amount=line.amount,
        description=line.description,
        project_id=project_id,
        cost_code=code,
        tax_code=line.tax_code,
    )


def _taxed(line: CostLine) -> tuple[str, ...]:
    """Only of lines that have any: the others keep the hash that they had before there were taxes."""
    return (*(("tax",) if line.is_tax else ()), *_under(line))


def _under(line: CostLine | BillingLine) -> tuple[str, ...]:
    return () if line.tax_code is None else (line.tax_code,)


def _is_uncoded(record: MirrorRecord, line: BilledLine, known: Known) -> bool:
    """A line that has a cost code, which nobody told us the text of."""
    unknown = (record.scope_id, line.cost_code_id or "") not in known.codes
    return line.cost_code_id is not None and line.cost_code is None and unknown


def _contract_key(record: MirrorRecord, bill: RequisitionFacts) -> MirrorKey | None:
    return None if bill.commitment_id is None else (record.scope_id, bill.commitment_id)


def _code_key(record: MirrorRecord, cost_code_id: str | None) -> MirrorKey | None:
    return None if cost_code_id is None else (record.scope_id, cost_code_id)
