"""The desk of whoever works through the inbox: try a fix, carry it out."""

from dataclasses import dataclass, replace

from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.domain.posting import Posting
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.exceptions import Exceptions
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.exceptions.explaining import item_of
from fieldledger.services.exceptions.fixes import (
    AcknowledgeFix,
    CancelFix,
    Fix,
    InBooksFix,
    about,
)
from fieldledger.services.exceptions.mending import Mending, Plan
from fieldledger.services.exceptions.rehearsing import ParksAgain, Rehearsal
from fieldledger.services.exceptions.waiting import waiting_for, waits_for
from fieldledger.services.foundation_posting.record_keys import foundation_record
from fieldledger.services.inbox import Inbox
from fieldledger.services.posting.release import ParkedPostings
from fieldledger.services.writing import Transactions


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a fix did, or with ``dry_run`` would do: how many postings are released (or counted as posted) or given up.

    ``changes`` names the link or mapping that becomes another one. ``parks_again`` is known of a dry run only: those of
    the released that would come back. ``earlier`` tells how the item was resolved before this call, which then did
    nothing.
    """

    exception_id: str
    dry_run: bool
    released: int = 0
    cancelled: int = 0
    changes: str | None = None
    parks_again: tuple[ParksAgain, ...] = ()
    earlier: str | None = None


class ExceptionsDesk:
    """Works on the items of one company at a time."""

    def __init__(
        self,
        exceptions: Exceptions,
        postings: Postings,
        parked: ParkedPostings,
        mending: Mending,
        rehearsal: Rehearsal,
        inbox: Inbox,
        transactions: Transactions,
    ) -> None:
        self._exceptions = exceptions
        self._postings = postings
        self._parked = parked
        self._mending = mending
        self._rehearsal = rehearsal
        self._inbox = inbox
        self._transactions = transactions

    async def try_(self, company_id: str, user_id: str, exception_id: str, fix: Fix) -> Result[Resolution]:
        """What ``resolve`` would do, and what would come back; every check is made and nothing is written."""
        prepared = await self._prepare(company_id, user_id, exception_id, fix)
        if prepared.failed:
            return prepared.failure()
        match prepared.unwrap():
            case ExceptionItem() as closed:
                return Result.ok(_earlier(closed, dry_run=True))
            case _Work() as work:
                return await self._rehearse(work)

    async def resolve(self, company_id: str, user_id: str, exception_id: str, fix: Fix) -> Result[Resolution]:
        """Carry out a fix and replay what waited for it, whatever item it waited behind.

        The mapping is written first and the item closes with the last posting, so a repetition continues where an
        earlier call ended; of a resolved item it changes nothing. Codes: ``NOT_FOUND``, those of ``Mending.plan``,
        ``VERSION_CONFLICT`` if somebody changed the same mapping.
        """
        prepared = await self._prepare(company_id, user_id, exception_id, fix)
        if prepared.failed:
            return prepared.failure()
        match prepared.unwrap():
            case ExceptionItem() as closed:
                return Result.ok(_earlier(closed, dry_run=False))
            case _Work() as work:
                changed = await self._change(work)
                return changed.failure() if changed.failed else await self._replay(work)

    async def _prepare(
        self, company_id: str, user_id: str, exception_id: str, fix: Fix
    ) -> Result["_Work | ExceptionItem"]:
        """The work to do, or the item if it is resolved already."""
        found = await item_of(self._exceptions, company_id, exception_id)
        if found.failed:
            return found.failure()
        item = found.unwrap()
        if item.state is ExceptionState.RESOLVED:
            return Result.ok(item)
        waiting = await waiting_for(self._postings, item, about(item, fix))
        if waiting.failed:
            return waiting.failure()
        planned = await self._mending.plan(item, fix, user_id, waiting.unwrap())
        if planned.failed:
            return planned.failure()
        if isinstance(fix, AcknowledgeFix) and waiting.unwrap():
            return Result.fail("postings wait for this: try again or give them up", ErrorCode.VALIDATION_FAILED)
        return Result.ok(_Work(item, fix, user_id, planned.unwrap(), waiting.unwrap()))

    async def _rehearse(self, work: "_Work") -> Result[Resolution]:
        answer = work.resolution(len(work.waiting), dry_run=True)
        if isinstance(work.fix, CancelFix | InBooksFix):
            return Result.ok(answer)
        again = await self._rehearsal.parks_again(work.plan, work.waiting)
        return again.map(lambda parks_again: replace(answer, parks_again=parks_again))

    async def _change(self, work: "_Work") -> Result[None]:
        if work.plan.event is None:
            return Result.ok(None)
        written = await self._transactions.transact(work.plan.writes)
        if written.success:
            log_mutation(work.plan.event, work.user_id, work.plan.subject, exception_id=work.item.exception_id)
        return written

    async def _replay(self, work: "_Work") -> Result[Resolution]:
        company_id, waiting = work.item.company_id, work.waiting
        if isinstance(work.fix, InBooksFix):
            moved = await self._in_books(work, work.fix)
        elif isinstance(work.fix, CancelFix):
            moved = await self._parked.cancel(company_id, waiting, work.note, work.user_id)
        else:
            moved = await self._parked.release_these(company_id, waiting, work.note, work.user_id)
        if moved.failed:
            return moved.failure()
        settled = await self._none_left(work, moved.unwrap())
        if settled.failed:
            return settled.failure()
        closed = await self._close(work.item, work.note, work.user_id)
        if closed.failed:
            return closed.failure()
        log_mutation(LogEvent.EXCEPTION_RESOLVED, work.user_id, work.item.exception_id, fix=work.fix.kind)
        return Result.ok(work.resolution(moved.unwrap(), dry_run=False))

    async def _in_books(self, work: "_Work", fix: InBooksFix) -> Result[int]:
        """An item about one posting has at most that one waiting."""
        moved = 0
        for posting in work.waiting:
            record = foundation_record(posting, fix.vendor_id)
            done = await self._parked.in_books(posting.company_id, posting, record, work.note, work.user_id)
            if done.failed:
                return done
            moved += done.unwrap()
        return Result.ok(moved)

    async def _none_left(self, work: "_Work", moved: int) -> Result[None]:
        """The item stays open while a posting is parked behind it that others kept changing."""
        if moved == len(work.waiting):
            return Result.ok(None)
        found = await self._postings.get_many(work.item.company_id, [p.posting_id for p in work.waiting])
        if found.failed:
            return found.failure()
        if any(waits_for(posting, work.item, about(work.item, work.fix)) for posting in found.unwrap()):
            return Result.fail("some of what waits was changed meanwhile: resolve again", ErrorCode.VERSION_CONFLICT)
        return Result.ok(None)

    async def _close(self, item: ExceptionItem, note: str, user_id: str) -> Result[None]:
        """An item that nothing waited for closes by itself; the others closed with their last posting."""
        closing = await self._inbox.closing(item.company_id, [item.exception_id], user_id, note)
        if closing.failed:
            return closing.failure()
        return await self._transactions.transact(closing.unwrap()) if closing.unwrap() else Result.ok(None)


@dataclass(frozen=True, slots=True)
class _Work:
    """One fix of one open item, ready to be carried out."""

    item: ExceptionItem
    fix: Fix
    user_id: str
    plan: Plan
    waiting: list[Posting]

    @property
    def note(self) -> str:
        """What the item and the postings keep of it."""
        fix = self.fix
        match fix:
            case CancelFix() | AcknowledgeFix() | InBooksFix():
                return f"{fix.kind}: {fix.reason}"
            case _:
                return f"{fix.kind} by a person"

    def resolution(self, count: int, *, dry_run: bool) -> Resolution:
        """The answer for ``count`` postings."""
        given_up = isinstance(self.fix, CancelFix)
        return Resolution(
            self.item.exception_id,
            dry_run,
            released=0 if given_up else count,
            cancelled=count if given_up else 0,
            changes=self.plan.subject or None,
        )


def _earlier(item: ExceptionItem, *, dry_run: bool) -> Resolution:
    return Resolution(item.exception_id, dry_run, earlier=item.resolution or "closed by itself")
