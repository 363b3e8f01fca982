"""FOUNDATION as the writers see it: one kind of record with a natural key, whichever of the two it is."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from fieldledger.clients.foundation.assumptions import FoundationDialect
from fieldledger.clients.foundation.look_ups import ApInvoiceKey
from fieldledger.clients.foundation.models import ApInvoice, ApInvoiceLine, TimeCard
from fieldledger.clients.foundation.models.writes import ApInvoiceLineWrite, ApInvoiceWrite, TimeCardWrite
from fieldledger.clients.foundation.preparing import Prepared
from fieldledger.clients.foundation.text import printable_ascii
from fieldledger.clients.foundation.writes import Written
from fieldledger.result import Result
from fieldledger.services.foundation_posting.mapping import BooksWrite


class FoundationBooks(Protocol):
    """What the writer needs of FOUNDATION's client."""

    dialect: FoundationDialect

    def prepared(self, write: BooksWrite) -> Result[Prepared]:
        """What would be sent; ``VALIDATION_FAILED`` for what FOUNDATION cannot hold."""
        ...

    async def post_time_card(
        self, company_id: str, card: TimeCardWrite, send_before: datetime | None = None
    ) -> Result[Written[TimeCard]]:
        """A pending time card."""
        ...

    async def post_ap_invoice(
        self, company_id: str, invoice: ApInvoiceWrite, send_before: datetime | None = None
    ) -> Result[Written[ApInvoice]]:
        """An unposted invoice."""
        ...

    async def cards_of_day(self, company_id: str, employee_id: str, day: date) -> Result[tuple[TimeCard, ...]]:
        """Every card of one employee and day."""
        ...

    async def find_ap_invoice(self, company_id: str, key: ApInvoiceKey) -> Result[tuple[ApInvoice, ...]]:
        """Invoices of the natural key."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """A record in the books, against what was or is to be sent.

    ``differences`` tell where it holds something else; ``marked``: it carries our own id, so it is ours.
    """

    vendor_id: str
    differences: Mapping[str, str] = field(default_factory=dict)
    marked: bool = False


class BooksRecords:
    """Sending and finding, without regard to the kind."""

    def __init__(self, books: FoundationBooks) -> None:
        self._books = books

    @property
    def dialect(self) -> FoundationDialect:
        """How FOUNDATION is spoken to."""
        return self._books.dialect

    def prepared(self, write: BooksWrite) -> Result[Prepared]:
        """What would be sent."""
        return self._books.prepared(write)

    def carries_our_id(self, write: BooksWrite) -> bool:
        """Whether the books have a field of its own for our id: a record without it is none of ours."""
        return isinstance(write, TimeCardWrite) and self.dialect.time_card_reference is not None

    async def send(self, company_id: str, write: BooksWrite, send_before: datetime) -> Result[Held]:
        """Write one record; never safe to repeat."""
        match write:
            case TimeCardWrite():
                card = await self._books.post_time_card(company_id, write, send_before)
                return card.map(lambda done: self._held(write, done.record))
            case ApInvoiceWrite():
                invoice = await self._books.post_ap_invoice(company_id, write, send_before)
                return invoice.map(lambda done: self._held(write, done.record))

    async def around(self, company_id: str, write: BooksWrite) -> Result[tuple[Held, ...]]:
        """What could be the record or be taken for it: the worker's cards of that day, the invoices of that number.

        The whole day, so that a card of ours that a person has changed meanwhile is not taken for absent.
        """
        match write:
            case TimeCardWrite():
                cards = await self._books.cards_of_day(company_id, write.employee_id, write.day)
                return cards.map(lambda found: tuple(self._held(write, each) for each in found))
            case ApInvoiceWrite():
                invoices = await self._books.find_ap_invoice(company_id, ApInvoiceKey.of(write))
                return invoices.map(lambda found: tuple(self._held(write, each) for each in found))

    def _held(self, write: BooksWrite, record: TimeCard | ApInvoice) -> Held:
        differences = differences_of(write, record, self.dialect)
        return Held(record.key, differences, _is_marked(write, record, self.dialect))


def natural_key(write: BooksWrite) -> str:
    """What people would tell the record from others by (foundation.md B6)."""
    match write:
        case TimeCardWrite():
            parts = (
                write.employee_id,
                write.day.isoformat(),
                write.job_id,
                write.phase_id,
                write.cost_code_id,
                write.cost_class_id,
                write.earn_code_id,
            )
            return "time_card|" + "|".join(part or "" for part in parts)
        case ApInvoiceWrite():
            return f"ap_invoice|{write.vendor_id}|{printable_ascii(write.invoice_number)}"


def _is_marked(write: BooksWrite, record: TimeCard | ApInvoice, dialect: FoundationDialect) -> bool:
    match write, record:
        case TimeCardWrite(), TimeCard() if dialect.time_card_reference is not None and write.reference is not None:
            held = record.model_dump(by_alias=True).get(dialect.time_card_reference)
            return isinstance(held, str) and held.strip() == printable_ascii(write.reference)
        case ApInvoiceWrite(), ApInvoice():
            ours = (write.description or "").rpartition(" ")[2]
            return bool(ours) and (record.description or "").endswith(ours)
        case _:
            return False


def differences_of(write: BooksWrite, record: TimeCard | ApInvoice, dialect: FoundationDialect) -> dict[str, str]:
    """By field what was sent and what the books hold, where that is something else."""
    return dict(_differences(write, record, dialect))


def _differences(
    write: BooksWrite, record: TimeCard | ApInvoice, dialect: FoundationDialect
) -> Iterator[tuple[str, str]]:
    match write, record:
        case TimeCardWrite(), TimeCard():
            yield from _of_card(write, record, dialect)
        case ApInvoiceWrite(), ApInvoice():
            yield from _of_invoice(write, record)
        case _:
            yield "kind", type(record).__name__


def _of_card(write: TimeCardWrite, card: TimeCard, dialect: FoundationDialect) -> Iterator[tuple[str, str]]:
    """A part that FOUNDATION fills in by itself is no difference."""
    money = () if write.amount is None else ("amount",)
    for name in (*dialect.time_card_key, "hours", *money):
        sent, holds = getattr(write, name), getattr(card, name)
        if sent != holds and not (sent is None and name in dialect.filled_in):
            yield name, f"sent {sent}, holds {holds}"


def _of_invoice(write: ApInvoiceWrite, invoice: ApInvoice) -> Iterator[tuple[str, str]]:
    for name in ("vendor_id", "invoice_date", "invoice_amount"):
        sent, holds = getattr(write, name), getattr(invoice, name)
        if sent != holds:
            yield name, f"sent {sent}, holds {holds}"
    number = printable_ascii(write.invoice_number)
    if number != invoice.invoice_number:
        yield "invoice_number", f"sent {number}, holds {invoice.invoice_number}"
    if (write.retainage_amount or Decimal(0)) != (invoice.retainage_amount or Decimal(0)):
        yield "retainage_amount", f"sent {write.retainage_amount}, holds {invoice.retainage_amount}"
    if Counter(map(_coding, write.lines)) != Counter(map(_coding, invoice.lines)):
        yield "lines", "the distributions differ"


def _coding(line: ApInvoiceLineWrite | ApInvoiceLine) -> tuple[str | None, ...]:
    """The account is left out: FOUNDATION fills it in from the cost class."""
    return line.job_id, line.phase_id, line.cost_code_id, line.cost_class_id, f"{line.amount.normalize():f}"
