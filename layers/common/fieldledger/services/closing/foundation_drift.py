"""What FOUNDATION holds of a record against what was sent (docs/vendors/foundation.md B5)."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from fieldledger.clients.foundation.assumptions import FoundationDialect
from fieldledger.clients.foundation.models import ApInvoice, TimeCard
from fieldledger.clients.foundation.models.writes import TimeCardWrite
from fieldledger.domain.books_reconciliation import total_of
from fieldledger.domain.drafts import TimeActivityDraft, day_of
from fieldledger.domain.drift import Drift
from fieldledger.domain.posting import Posting
from fieldledger.services.foundation_posting.books import differences_of
from fieldledger.services.foundation_posting.mapping import BooksWrite
from fieldledger.services.posting.drift_notes import RECORD

type Held = TimeCard | ApInvoice

_MINUTES: Final = Decimal(60)
_LESS_THAN_A_MINUTE: Final = Decimal(1)


def drift_of(
    posting: Posting, sent: BooksWrite | None, held: Held | None, dialect: FoundationDialect, now: datetime
) -> Drift | None:
    """None for what is held as it was posted. ``sent`` is None for a record that was found there and taken as ours.

    ``held`` None: it is gone. Hours are hundredths there: the quantity is what was posted, moved by as much as the
    hours were, so that rounding is no difference.
    """
    if held is None:
        return Drift(fields={RECORD: "deleted in FOUNDATION"}, gone=True, seen_at=now)
    fields = dict(_of_draft(posting, held)) if sent is None else differences_of(sent, held, dialect)
    if not fields:
        return None
    return Drift(
        fields=fields,
        day=_day(held),
        customer_id=held.job_id,
        quantity=_quantity(posting, sent, held),
        seen_at=now,
    )


def _of_draft(posting: Posting, held: Held) -> Iterator[tuple[str, str]]:
    day, quantity, posted = day_of(posting.payload), _quantity(posting, None, held), total_of(posting.payload)
    if day != _day(held):
        yield ("day" if isinstance(held, TimeCard) else "invoice_date"), f"sent {day}, holds {_day(held)}"
    if quantity != posted:
        yield ("minutes" if _is_time(posting) else "amount"), f"sent {posted}, holds {quantity}"


def _is_time(posting: Posting) -> bool:
    return isinstance(posting.payload, TimeActivityDraft)


def _day(held: Held) -> date:
    return held.day if isinstance(held, TimeCard) else held.invoice_date


def _quantity(posting: Posting, sent: BooksWrite | None, held: Held) -> Decimal:
    """Minutes; of a per diem its amount, of a bill what is owed. A per diem that became hours is no amount any more."""
    if isinstance(held, ApInvoice):
        return held.invoice_amount - (held.retainage_amount or Decimal(0))
    if not _is_time(posting):
        return held.amount or Decimal(0)
    posted = total_of(posting.payload)
    hours = sent.hours if isinstance(sent, TimeCardWrite) else posted / _MINUTES
    moved = (held.hours - hours) * _MINUTES
    if abs(moved) < _LESS_THAN_A_MINUTE:
        return posted
    return posted + moved.quantize(Decimal(1), ROUND_HALF_UP)
