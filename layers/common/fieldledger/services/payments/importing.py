"""Taking in a payments file of FOUNDATION: how far the invoices that were posted there from here are paid.

Bad rows never hold good ones up: a register of payments has many that are of no invoice of ours. Each row that was not
taken is answered with its number and the reason, and a file that is sent again changes nothing that it said before.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.hashing import content_hash
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.posting import Posting, PostingState, SourceType
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.at_once import at_once
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.document_numbers import GivenNumbers
from fieldledger.repositories.identities import Identities, canonical_ids
from fieldledger.repositories.invoice_records import InvoiceRecords
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import audit_entry
from fieldledger.services.payments.applying import Applied, applied
from fieldledger.services.payments.noting import Noted, PaymentNotes
from fieldledger.services.payments.payments_file import PaymentRow, RowFault, read_payments
from fieldledger.services.writing import Transactions

_NOT_LINKED: Final = "no subcontractor here is linked to this vendor of FOUNDATION"
_NOT_OURS: Final = "no invoice of this vendor with this number was posted to FOUNDATION from here"
_CONTENDED: Final = "the invoice kept changing meanwhile: send the row again"


@dataclass(frozen=True, slots=True)
class Imported:
    """Together ``recorded``, ``unchanged`` and ``refused`` are all ``rows``. ``invoice_ids`` are those that changed."""

    rows: int
    recorded: int = 0
    unchanged: int = 0
    refused: tuple[RowFault, ...] = ()
    invoice_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportParts:
    """Where invoices, and what leads to them, are kept."""

    identities: Identities
    numbers: GivenNumbers
    invoices: InvoiceRecords[VendorInvoice]
    postings: Postings
    audit: AuditTrail
    notes: PaymentNotes[VendorInvoice]
    transactions: Transactions
    clock: Clock


@dataclass(slots=True)
class _Sorted:
    """Rows by the invoice that they are of, the posting behind it, and rows that are of none."""

    rows: dict[str, list[PaymentRow]] = field(default_factory=lambda: defaultdict(list))
    document_ids: dict[str, str] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)


class PaymentsImport:
    """Takes files in."""

    def __init__(self, parts: ImportParts) -> None:
        self._parts = parts

    async def take(self, company_id: str, user_id: str, text: str) -> Result[Imported]:
        """``VALIDATION_FAILED`` for what is no such file; our own store's failure leaves the rows before it taken."""
        read = read_payments(text)
        if read.failed:
            return read.failure()
        found = await self._sorted(company_id, read.unwrap().rows)
        if found.failed:
            return found.failure()
        told = found.unwrap()
        outcomes = await at_once(partial(self._record, company_id, user_id, told), sorted(told.rows))
        failed = next((each for each in outcomes if each.failed), None)
        if failed is not None:
            return failed.failure()
        answer = _summed([each.unwrap() for each in outcomes])
        faults = (*read.unwrap().faults, *told.faults, *answer.refused)
        refused = tuple(sorted(faults, key=lambda fault: fault.row))
        whole = replace(answer, rows=read.unwrap().count, refused=refused)
        return await self._told(company_id, user_id, text, whole)

    async def _sorted(self, company_id: str, rows: Sequence[PaymentRow]) -> Result[_Sorted]:
        suppliers = await self._suppliers(company_id, rows)
        if suppliers.failed:
            return suppliers.failure()
        told, asked = _Sorted(), dict[tuple[str, str], list[PaymentRow]]()
        for row in rows:
            supplier = suppliers.unwrap().get(row.vendor_id)
            if supplier is None:
                told.faults.append(RowFault(row.row, ErrorCode.SUPPLIER_UNMATCHED, _NOT_LINKED))
            else:
                asked.setdefault((supplier, row.invoice_number.casefold()), []).append(row)
        invoices = await self._invoices(company_id, list(asked))
        if invoices.failed:
            return invoices.failure()
        for key, those in asked.items():
            _place(told, those, invoices.unwrap().get(key))
        return Result.ok(told)

    async def _suppliers(self, company_id: str, rows: Sequence[PaymentRow]) -> Result[dict[str, str]]:
        """Our supplier of each of FOUNDATION's vendors."""
        kind, vendor = IdentityKind.SUPPLIER, VendorName.FOUNDATION
        vendor_ids = (row.vendor_id for row in rows)
        return await canonical_ids(self._parts.identities, company_id, kind, vendor, vendor_ids)

    async def _invoices(
        self, company_id: str, keys: Sequence[tuple[str, str]]
    ) -> Result[dict[tuple[str, str], tuple[VendorInvoice, Posting]]]:
        """The invoice that goes by each number, with its posting to FOUNDATION."""
        asked = [partial(self._parts.numbers.find, company_id, SourceType.VENDOR_INVOICE, *key) for key in keys]
        given = await at_once(lambda ask: ask(), asked)
        failed = next((each for each in given if each.failed), None)
        if failed is not None:
            return failed.failure()
        ids = {key: each.data.invoice_id for key, each in zip(keys, given, strict=True) if each.data is not None}
        found = await self._parts.invoices.get_many(company_id, list(ids.values()))
        if found.failed:
            return found.failure()
        invoices = {each.invoice_id: each for each in found.unwrap()}
        posted = await self._posted(company_id, invoices)
        return posted.map(lambda by: {key: (invoices[each], by[each]) for key, each in ids.items() if each in by})

    async def _posted(self, company_id: str, invoices: Mapping[str, VendorInvoice]) -> Result[dict[str, Posting]]:
        wanted = [each for invoice in invoices.values() for each in invoice.posting_ids]
        found = await self._parts.postings.get_many(company_id, wanted)
        return found.map(
            lambda rows: {
                row.source.record_id: row
                for row in rows
                if row.target == "foundation"
                and row.source.record_type is SourceType.VENDOR_INVOICE
                and row.state is PostingState.POSTED
            }
        )

    async def _record(self, company_id: str, user_id: str, told: _Sorted, invoice_id: str) -> Result[Imported]:
        """One invoice; ``VERSION_CONFLICT`` is a fault of its rows, not of the file."""
        rows, document_id = told.rows[invoice_id], told.document_ids[invoice_id]
        seen: list[Applied] = []

        def decide(invoice: VendorInvoice) -> Noted:
            seen.append(applied(invoice, document_id, rows))
            entry = self._entry(user_id, invoice, seen[-1])
            return Noted(seen[-1].payment, (self._parts.audit.write(entry),))

        noted = await self._parts.notes.note(user_id, company_id, invoice_id, decide)
        if noted.failed and noted.error_code != ErrorCode.VERSION_CONFLICT:
            return noted.failure()
        if noted.failed or not seen:
            faults = tuple(RowFault(row.row, ErrorCode.VERSION_CONFLICT, _CONTENDED) for row in rows)
            return Result.ok(Imported(len(rows), refused=faults))
        last = seen[-1]
        changed = (invoice_id,) if noted.unwrap() else ()
        return Result.ok(Imported(len(rows), last.recorded, last.unchanged, last.faults, changed))

    def _entry(self, user_id: str, invoice: VendorInvoice, outcome: Applied) -> AuditEntry:
        before, after = invoice.payment, outcome.payment
        return audit_entry(
            invoice.company_id,
            user_id,
            LogEvent.PAYMENT_RECORDED,
            invoice.invoice_id,
            self._parts.clock.now(),
            before={} if before is None else {"status": before.status, "paid": str(before.paid)},
            after={}
            if after is None
            else {"status": after.status, "paid": str(after.paid), "version": str(invoice.version + 1)},
        )

    async def _told(self, company_id: str, user_id: str, text: str, answer: Imported) -> Result[Imported]:
        """The file itself in the audit trail, by its hash: who said that it was paid."""
        digest = content_hash({"csv": text})
        entry = audit_entry(
            company_id,
            user_id,
            LogEvent.PAYMENTS_IMPORTED,
            f"foundation_payments:{digest}",
            self._parts.clock.now(),
            after={
                "rows": str(answer.rows),
                "recorded": str(answer.recorded),
                "unchanged": str(answer.unchanged),
                "refused": str(len(answer.refused)),
            },
        )
        written = await self._parts.transactions.transact([self._parts.audit.write(entry)])
        log_mutation(LogEvent.PAYMENTS_IMPORTED, user_id, entry.entity_id, recorded=str(answer.recorded))
        same = written.error_code == ErrorCode.VERSION_CONFLICT  # the same file twice at the same moment
        return Result.ok(answer) if same else written.map(lambda _: answer)


def _place(told: _Sorted, rows: Sequence[PaymentRow], found: tuple[VendorInvoice, Posting] | None) -> None:
    if found is None:
        told.faults += [RowFault(row.row, ErrorCode.NOT_FOUND, _NOT_OURS) for row in rows]
        return
    invoice, posting = found
    told.rows[invoice.invoice_id] += rows
    told.document_ids[invoice.invoice_id] = posting.vendor_id or invoice.document_number or ""


def _summed(parts: Sequence[Imported]) -> Imported:
    return Imported(
        rows=sum(each.rows for each in parts),
        recorded=sum(each.recorded for each in parts),
        unchanged=sum(each.unchanged for each in parts),
        refused=tuple(fault for each in parts for fault in each.refused),
        invoice_ids=tuple(key for each in parts for key in each.invoice_ids),
    )
