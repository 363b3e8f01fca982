"""Looking records up by what people would call them by, after a write whose outcome is unknown (foundation.md B6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from fieldledger.clients.foundation.models import ApInvoice, Record, TimeCard
from fieldledger.clients.foundation.models.writes import ApInvoiceWrite, TimeCardWrite
from fieldledger.clients.foundation.text import printable_ascii
from fieldledger.clients.foundation.writes import FoundationWrites
from fieldledger.clients.reading import Rows
from fieldledger.clients.vendor_answer import CallOutcome
from fieldledger.result import ErrorCode, Result


@dataclass(frozen=True, slots=True)
class TimeCardKey:
    """The natural key of a time card; ``reference`` is our own id, used only where the dialect has a field for it."""

    employee_id: str
    day: date
    job_id: str | None = None
    phase_id: str | None = None
    cost_code_id: str | None = None
    cost_class_id: str | None = None
    earn_code_id: str | None = None
    reference: str | None = None

    @staticmethod
    def of(card: TimeCardWrite) -> "TimeCardKey":
        """The key under which ``card`` is to be found once it is written."""
        return TimeCardKey(
            card.employee_id,
            card.day,
            card.job_id,
            card.phase_id,
            card.cost_code_id,
            card.cost_class_id,
            card.earn_code_id,
            card.reference,
        )


@dataclass(frozen=True, slots=True)
class ApInvoiceKey:
    """The natural key of an invoice: a vendor never numbers two alike."""

    vendor_id: str
    invoice_number: str

    @staticmethod
    def of(invoice: ApInvoiceWrite) -> "ApInvoiceKey":
        """The key under which ``invoice`` is to be found once it is written."""
        return ApInvoiceKey(invoice.vendor_id, invoice.invoice_number)


class FoundationLookUps(FoundationWrites):
    """None, one or several matches; several mean that a person has to look.

    A list with a row that cannot be read fails with ``VENDOR_ANSWER_UNREADABLE``: the row might be the one.
    """

    async def find_time_card(self, company_id: str, key: TimeCardKey) -> Result[tuple[TimeCard, ...]]:
        """Cards with all parts of ``key``, pending, imported or posted.

        A part that FOUNDATION fills in by itself (the employee's default cost code, B5) matches any value while the
        key has none.
        """
        wanted = {"employeeId": key.employee_id, "date": self.dialect.day(key.day), "jobId": key.job_id}
        found = await self._narrowed(company_id, TimeCard, wanted)
        return found.map(lambda cards: tuple(card for card in cards if self._is_card(card, key)))

    async def cards_of_day(self, company_id: str, employee_id: str, day: date) -> Result[tuple[TimeCard, ...]]:
        """Every card of one employee and day: one that a person changed meanwhile is among them."""
        wanted = {"employeeId": employee_id, "date": self.dialect.day(day)}
        found = await self._narrowed(company_id, TimeCard, wanted)
        return found.map(lambda cards: tuple(c for c in cards if (c.employee_id, c.day) == (employee_id, day)))

    async def find_ap_invoice(self, company_id: str, key: ApInvoiceKey) -> Result[tuple[ApInvoice, ...]]:
        """Invoices of the vendor with this number, posted or not."""
        key = replace(key, invoice_number=printable_ascii(key.invoice_number))
        wanted = {"vendorId": key.vendor_id, "invoiceNumber": key.invoice_number}
        found = await self._narrowed(company_id, ApInvoice, wanted)
        parts = self.dialect.ap_invoice_key
        return found.map(lambda invoices: tuple(each for each in invoices if _alike(each, key, parts)))

    async def _narrowed[M: Record](
        self, company_id: str, kind: type[M], wanted: Mapping[str, str | None]
    ) -> Result[tuple[M, ...]]:
        stated = {name: value for name, value in wanted.items() if value is not None}
        rows = await self.every(company_id, kind, wanted=stated)
        return rows.and_then(_without_doubt)

    def _is_card(self, card: TimeCard, key: TimeCardKey) -> bool:
        field = self.dialect.time_card_reference
        if field is not None and key.reference is not None:
            held = card.model_dump(by_alias=True).get(field)
            return isinstance(held, str) and held.strip() == printable_ascii(key.reference)
        filled_in = (part for part in self.dialect.filled_in if getattr(key, part, None) is None)
        return _alike(card, key, set(self.dialect.time_card_key).difference(filled_in))


def _alike(record: Record, key: TimeCardKey | ApInvoiceKey, parts: Iterable[str]) -> bool:
    return all(getattr(record, part) == getattr(key, part) for part in parts)


def _without_doubt[M: Record](rows: Rows[M]) -> Result[tuple[M, ...]]:
    if not rows.malformed:
        return Result.ok(rows.good)
    details = {"rows": len(rows.malformed), "path": rows.malformed[0].path, "outcome": CallOutcome.UNKNOWN.value}
    return Result.fail("a row of the list cannot be read", ErrorCode.VENDOR_ANSWER_UNREADABLE, details)
