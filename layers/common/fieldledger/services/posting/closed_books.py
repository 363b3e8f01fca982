"""Until which day the books are closed, and their currency: checked before anything is sent (quickbooks.md 7.1, 8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from fieldledger.clients.quickbooks.models import Preferences
from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company
from fieldledger.domain.drafts import BillDraft, InvoiceDraft, day_of
from fieldledger.domain.posting import Posting
from fieldledger.repositories.books_preferences import BooksPreferences, SeenPreferences
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Problem
from fieldledger.services.posting.release import ParkedPostings

FRESH: Final = timedelta(hours=24)
_CODES: Final = frozenset({ErrorCode.BOOKS_PERIOD_CLOSED})


class ReadsPreferences(Protocol):
    """What is needed of QuickBooks."""

    async def preferences(self, company_id: str) -> Result[Preferences]:
        """The company's preferences, among them the closing date."""
        ...


@dataclass(frozen=True, slots=True)
class Taken:
    """``problems`` by posting id; ``currency`` is what documents have to name, None where books have only one."""

    problems: dict[str, Problem]
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class ClosedBooks:
    """Knows the closing date of each company's books, as read once a day and when QuickBooks says that it changed."""

    books: ReadsPreferences
    preferences: BooksPreferences
    parked: ParkedPostings
    clock: Clock

    async def takes(self, company: Company, postings: Sequence[Posting]) -> Result[Taken]:
        """Problems of postings that the books are closed for, or whose amounts are in another currency than theirs.

        Nothing is held back because of what may be older than the wish to send it: it is read again first, so that a
        person who has reopened the books can try at once.
        """
        seen = await self._seen(company.company_id, self.clock.now() - FRESH)
        if seen.failed:
            return seen.failure()
        held = [posting for posting in postings if books_problem(company, posting, seen.unwrap()) is not None]
        if any(posting.updated_at > seen.unwrap().read_at for posting in held):
            seen = await self.refresh(company.company_id)
            if seen.failed:
                return seen.failure()
        found = {posting.posting_id: books_problem(company, posting, seen.unwrap()) for posting in postings}
        problems = {posting_id: problem for posting_id, problem in found.items() if problem is not None}
        return Result.ok(Taken(problems, seen.unwrap().currency_to_name(company.currency)))

    async def refresh(self, company_id: str) -> Result[SeenPreferences]:
        """Read the date (a metered read); what it no longer holds back goes."""
        known = await self.preferences.find(company_id)
        if known.failed:
            return known.failure()
        read = await self.books.preferences(company_id)
        if read.failed:
            return read.failure()
        seen = SeenPreferences(
            company_id=company_id,
            closed_through=read.unwrap().book_close_date,
            home_currency=read.unwrap().home_currency,
            several_currencies=read.unwrap().several_currencies,
            read_at=self.clock.now(),
            version=getattr(known.unwrap(), "version", 0),
        )
        saved = await self.preferences.save(seen)
        if saved.failed and saved.error_code != ErrorCode.VERSION_CONFLICT:  # another worker read it just now
            return saved
        before = known.unwrap()
        if before is not None and before.closed_through != seen.closed_through:
            released = await self.release_open(company_id, seen)
            if released.failed:
                return released.failure()
        return Result.ok(seen)

    async def release_open(self, company_id: str, seen: SeenPreferences) -> Result[int]:
        """What waits for a period that is open."""
        note = f"QuickBooks' books are closed through {seen.closed_through or 'no day'}"
        return await self.parked.release(
            company_id, _CODES, note, ("quickbooks",), lambda p: not seen.closed(day_of(p.payload))
        )

    async def _seen(self, company_id: str, since: datetime) -> Result[SeenPreferences]:
        found = await self.preferences.find(company_id)
        if found.failed:
            return found.failure()
        seen = found.unwrap()
        return Result.ok(seen) if seen is not None and seen.read_at > since else await self.refresh(company_id)


def books_problem(company: Company, posting: Posting, seen: SeenPreferences) -> Problem | None:
    """Why the books, as last seen, take nothing of a posting."""
    return closed_problem(posting, seen) or currency_problem(company, posting, seen)


def currency_problem(company: Company, posting: Posting, seen: SeenPreferences) -> Problem | None:
    """The problem of a bill or an invoice for books of another currency; hours have none."""
    home = seen.home_currency
    if home is None or home == company.currency or not isinstance(posting.payload, BillDraft | InvoiceDraft):
        return None
    details = {"home_currency": home, "currency": company.currency}
    return Problem(ErrorCode.CURRENCY_DIFFERS, "currency:quickbooks", currency_text(home, company.currency), details)


def currency_text(home: str, own: str) -> str:
    """For a controller: whose currency is which."""
    return f"QuickBooks keeps its books in {home}, and the company's currency is {own}: nothing is converted here"


def closed_problem(posting: Posting, seen: SeenPreferences) -> Problem | None:
    """The problem of a posting that is dated in closed books."""
    day = day_of(posting.payload)
    if not seen.closed(day):
        return None
    through = str(seen.closed_through)
    text = f"QuickBooks' books are closed through {through}: nothing dated on or before that day can be posted"
    return Problem(ErrorCode.BOOKS_PERIOD_CLOSED, f"period:{through}", text, {"closed_through": through})
