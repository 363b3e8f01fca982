"""Rows of import files, made by hand or of the very records that REST would take (foundation.md B7)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fieldledger.clients.foundation.models.writes import ApInvoiceLineWrite, ApInvoiceWrite, TimeCardWrite


@dataclass(frozen=True, slots=True)
class TimeCardLine:
    """One row of hours, or with an ``amount`` of an earning without hours."""

    employee_id: str
    day: date
    hours: Decimal
    job_id: str | None = None
    phase_id: str | None = None
    cost_code_id: str | None = None
    cost_class_id: str | None = None
    earn_code_id: str | None = None
    union_id: str | None = None
    class_id: str | None = None
    shift: str | None = None
    equipment_id: str | None = None
    note: str | None = None
    amount: Decimal | None = None

    @staticmethod
    def of(card: TimeCardWrite) -> "TimeCardLine":
        """The row for ``card``; our own id becomes the note, so that the row can be found again."""
        return TimeCardLine(
            employee_id=card.employee_id,
            day=card.day,
            hours=card.hours,
            job_id=card.job_id,
            phase_id=card.phase_id,
            cost_code_id=card.cost_code_id,
            cost_class_id=card.cost_class_id,
            earn_code_id=card.earn_code_id,
            class_id=card.class_id,
            note=card.reference,
            amount=card.amount,
        )


@dataclass(frozen=True, slots=True)
class ApInvoiceExportLine:
    """One distribution of an invoice; the invoice's own fields are the same in all of its rows."""

    vendor_id: str
    invoice_number: str
    invoice_date: date
    amount: Decimal
    due_date: date | None = None
    description: str | None = None
    job_id: str | None = None
    phase_id: str | None = None
    cost_code_id: str | None = None
    cost_class_id: str | None = None
    account_id: str | None = None
    retainage_percent: Decimal | None = None

    @staticmethod
    def of(invoice: ApInvoiceWrite) -> "tuple[ApInvoiceExportLine, ...]":
        """One row for each line of ``invoice``; an invoice without lines is one row of its whole amount."""
        lines = invoice.lines or (ApInvoiceLineWrite(job_id=invoice.job_id, amount=invoice.invoice_amount),)
        return tuple(_row(invoice, line) for line in lines)


def _row(invoice: ApInvoiceWrite, line: ApInvoiceLineWrite) -> ApInvoiceExportLine:
    return ApInvoiceExportLine(
        vendor_id=invoice.vendor_id,
        invoice_number=invoice.invoice_number,
        invoice_date=invoice.invoice_date,
        amount=line.amount,
        due_date=invoice.due_date,
        description=invoice.description,
        job_id=line.job_id or invoice.job_id,
        phase_id=line.phase_id,
        cost_code_id=line.cost_code_id,
        cost_class_id=line.cost_class_id,
        account_id=line.account_id,
        retainage_percent=invoice.retainage_percent,
    )
