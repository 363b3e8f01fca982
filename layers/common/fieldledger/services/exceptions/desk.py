"""The desk of whoever works through the inbox: explain, try, resolve one or many."""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.domain.posting import Posting
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.exceptions import Exceptions
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.approvals import Transactions
from fieldledger.services.exceptions.fixes import AcknowledgeFix, CancelFix, Fix, fitting
from fieldledger.services.exceptions.mending import Mending
from fieldledger.services.exceptions.waiting import Waiting, summary, waiting_for
from fieldledger.services.inbox import Inbox
from fieldledger.services.posting.release import ParkedPostings


@dataclass(frozen=True, slots=True)
class Explanation:
    """One item with what waits for it and the kinds of fix that fit."""

    item: ExceptionItem
    waiting: Waiting
    fixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a fix did, or with ``dry_run`` would do: how many postings are released or given up."""

    exception_id: str
    dry_run: bool
    released: int = 0
    cancelled: int = 0


class ExceptionsDesk:
    """Works on the items of one company at a time."""

    def __init__(
        self,
        exceptions: Exceptions,
        postings: Postings,
        parked: ParkedPostings,
        mending: Mending,
        inbox: Inbox,
        transactions: Transactions,
    ) -> None:
        self._exceptions = exceptions
        self._postings = postings
        self._parked = parked
        self._mending = mending
        self._inbox = inbox
        self._transactions = transactions

    async def explain(self, company_id: str, exception_id: str) -> Result[Explanation]:
        """``NOT_FOUND`` also for another company's item."""
        found = await self._item(company_id, exception_id)
        if found.failed:
            return found.failure()
        item = found.unwrap()
        waiting = await waiting_for(self._postings, item)
        return waiting.map(lambda postings: Explanation(item, summary(postings), fitting(item)))

    async def try_(self, company_id: str, user_id: str, exception_id: str, fix: Fix) -> Result[Resolution]:
        """What ``resolve`` would do; every check is made and nothing is written."""
        return await self._work(company_id, user_id, exception_id, fix, dry_run=True)

    async def resolve(self, company_id: str, user_id: str, exception_id: str, fix: Fix) -> Result[Resolution]:
        """Carry out a fix and replay what waited for it, whatever item it waited behind.

        The mapping is written first and the item closes with the last posting, so a repetition continues where an
        earlier call ended; of a resolved item it changes nothing. Codes: ``NOT_FOUND``, those of ``Mending.plan``,
        ``VERSION_CONFLICT`` if somebody changed the same mapping.
        """
        return await self._work(company_id, user_id, exception_id, fix, dry_run=False)

    async def resolve_many(
        self, company_id: str, user_id: str, exception_ids: Sequence[str], fix: Fix
    ) -> dict[str, Result[Resolution]]:
        """The same fix for several items, each by itself: what fails for one holds no other up."""
        distinct = dict.fromkeys(exception_ids)
        return {key: await self.resolve(company_id, user_id, key, fix) for key in distinct}

    async def _work(
        self, company_id: str, user_id: str, exception_id: str, fix: Fix, *, dry_run: bool
    ) -> Result[Resolution]:
        found = await self._item(company_id, exception_id)
        if found.failed:
            return found.failure()
        item = found.unwrap()
        if item.state is ExceptionState.RESOLVED:
            return Result.ok(Resolution(exception_id, dry_run))
        planned = await self._mending.plan(item, fix, user_id)
        if planned.failed:
            return planned.failure()
        waiting = await waiting_for(self._postings, item)
        if waiting.failed:
            return waiting.failure()
        if isinstance(fix, AcknowledgeFix) and waiting.unwrap():
            return Result.fail("postings wait for this: try again or give them up", ErrorCode.VALIDATION_FAILED)
        if dry_run:
            return Result.ok(_resolution(exception_id, fix, len(waiting.unwrap()), dry_run=True))
        if planned.unwrap():
            written = await self._transactions.transact(planned.unwrap())
            if written.failed:
                return written.failure()
        return await self._replay(item, fix, waiting.unwrap(), user_id)

    async def _replay(self, item: ExceptionItem, fix: Fix, waiting: list[Posting], user_id: str) -> Result[Resolution]:
        note = f"{fix.kind}: {fix.reason}" if isinstance(fix, CancelFix | AcknowledgeFix) else f"{fix.kind} by a person"
        if isinstance(fix, CancelFix):
            moved = await self._parked.cancel(item.company_id, waiting, note, user_id)
        else:
            moved = await self._parked.release_these(item.company_id, waiting, note, user_id)
        if moved.failed:
            return moved.failure()
        closed = await self._close(item, note, user_id)
        if closed.failed:
            return closed.failure()
        log_mutation(LogEvent.EXCEPTION_RESOLVED, user_id, item.exception_id, fix=fix.kind)
        return Result.ok(_resolution(item.exception_id, fix, moved.unwrap(), dry_run=False))

    async def _close(self, item: ExceptionItem, note: str, user_id: str) -> Result[None]:
        """An item that nothing waited for closes by itself; the others closed with their last posting."""
        closing = await self._inbox.closing(item.company_id, [item.exception_id], user_id, note)
        if closing.failed:
            return closing.failure()
        return await self._transactions.transact(closing.unwrap()) if closing.unwrap() else Result.ok(None)

    async def _item(self, company_id: str, exception_id: str) -> Result[ExceptionItem]:
        found = await self._exceptions.get_many(company_id, [exception_id])
        if found.failed:
            return found.failure()
        item = next(iter(found.unwrap()), None)
        return Result.fail("The exception was not found", ErrorCode.NOT_FOUND) if item is None else Result.ok(item)


def _resolution(exception_id: str, fix: Fix, count: int, *, dry_run: bool) -> Resolution:
    if isinstance(fix, CancelFix):
        return Resolution(exception_id, dry_run, cancelled=count)
    return Resolution(exception_id, dry_run, released=count)
