"""Items of the inbox that are about a span of days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from fieldledger.domain.books_span import MOST_DAYS, BooksSpan
from fieldledger.domain.drafts import day_of
from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.domain.month_close import CloseException
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.exceptions import Exceptions
from fieldledger.repositories.invoice_records import InvoiceRecords
from fieldledger.repositories.paging import all_items
from fieldledger.repositories.postings import Postings
from fieldledger.repositories.time_cards import TimeCards
from fieldledger.result import Result

_PAGE: Final = 500
# An item about the days of a span may have been seen before them: a job that was not linked yet.
_BEFORE: Final = timedelta(days=MOST_DAYS)


@dataclass(frozen=True, slots=True)
class ExceptionsFound:
    """Of the days of the span, and of no day: by what became of them."""

    open: tuple[CloseException, ...]
    resolved: tuple[CloseException, ...]


@dataclass(frozen=True, slots=True)
class SubjectsParts:
    """Where the day of an item's subject is found."""

    postings: Postings
    cards: TimeCards
    vendor_invoices: InvoiceRecords[VendorInvoice]
    owner_invoices: InvoiceRecords[OwnerInvoice]


class ExceptionsOfDays:
    """An item about a posting, a time card or an invoice has its day; one about a worker or a connection has none."""

    def __init__(self, exceptions: Exceptions, parts: SubjectsParts) -> None:
        self._exceptions = exceptions
        self._parts = parts

    async def of(self, company_id: str, span: BooksSpan) -> Result[ExceptionsFound]:
        """Open: all of these days and all of no day. Resolved: of these days, and what of no day was closed since."""
        began = datetime.combine(span.first_day, time.min, UTC)
        open_items = await self._every(company_id, ExceptionState.OPEN, None)
        closed = await self._every(company_id, ExceptionState.RESOLVED, began - _BEFORE)
        if open_items.failed or closed.failed:
            return open_items.failure() if open_items.failed else closed.failure()
        days = await self._days(company_id, [*open_items.unwrap(), *closed.unwrap()])
        if days.failed:
            return days.failure()
        known = days.unwrap()
        return Result.ok(
            ExceptionsFound(
                tuple(_told(item, known) for item in open_items.unwrap() if _is_of(item, known, span)),
                tuple(
                    _told(item, known)
                    for item in closed.unwrap()
                    if _is_of(item, known, span) and (item.subject in known or item.last_seen_at >= began)
                ),
            )
        )

    async def _every(
        self, company_id: str, state: ExceptionState, since: datetime | None
    ) -> Result[list[ExceptionItem]]:
        return await all_items(lambda start: self._exceptions.by_state(company_id, state, _PAGE, start, since=since))

    async def _days(self, company_id: str, items: Iterable[ExceptionItem]) -> Result[Mapping[str, date]]:
        """By subject."""
        subjects = sorted({item.subject for item in items})
        postings = await self._parts.postings.get_many(company_id, _ids(subjects, "posting"))
        cards = await self._parts.cards.get_many(company_id, _ids(subjects, "time_card"))
        bills = await self._parts.vendor_invoices.get_many(company_id, _ids(subjects, "vendor_invoice"))
        invoices = await self._parts.owner_invoices.get_many(company_id, _ids(subjects, "owner_invoice"))
        failed = next((each for each in (postings, cards, bills, invoices) if each.failed), None)
        if failed is not None:
            return failed.failure()
        days = {f"posting:{each.posting_id}": day_of(each.payload) for each in postings.unwrap()}
        days |= {f"time_card:{each.time_card_id}": each.work_date for each in cards.unwrap()}
        days |= {f"vendor_invoice:{each.invoice_id}": each.invoice_date for each in bills.unwrap()}
        days |= {f"owner_invoice:{each.invoice_id}": each.invoice_date for each in invoices.unwrap()}
        return Result.ok({subject: day for subject, day in days.items() if day is not None})


def _ids(subjects: Iterable[str], kind: str) -> list[str]:
    return [subject.removeprefix(f"{kind}:") for subject in subjects if subject.startswith(f"{kind}:")]


def _is_of(item: ExceptionItem, days: Mapping[str, date], span: BooksSpan) -> bool:
    return item.subject not in days or span.holds(days[item.subject])


def _told(item: ExceptionItem, days: Mapping[str, date]) -> CloseException:
    return CloseException(
        exception_id=item.exception_id,
        code=item.code,
        subject=item.subject,
        day=days.get(item.subject),
        message=item.message,
        details=item.details,
        first_seen_at=item.first_seen_at,
        resolved_at=item.resolved_at,
        resolved_by=item.resolved_by,
        resolution=item.resolution,
    )
