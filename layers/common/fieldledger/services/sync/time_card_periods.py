"""Time cards compared pay period by pay period: which cards there are, and how many minutes they add up to.

Raken tells of changed and of deleted cards by the time of the change only, so what vanished without a word is in no
feed. But it lists the living cards of jobsite days (raken.md A5). A card that it lists no longer is never taken for
deleted: no address tells whether it is gone, and a list may be cut off. A person is told which cards these are, and
they cannot be approved until they are told of again.
"""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.company import PayPeriod, PayPeriodRule
from fieldledger.domain.exception_item import exception_id
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.domain.sync_state import SyncRun
from fieldledger.domain.time_card import TimeCard
from fieldledger.log import LogEvent, log_mutation, logger
from fieldledger.repositories.at_once import at_once
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.paging import every_item
from fieldledger.repositories.time_cards import TimeCards
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.deadline import Deadline
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.sync.reading import PageKeeping
from fieldledger.services.sync.second_look import CALL_SECONDS, following, named
from fieldledger.services.sync.source import PageRequest, SourcePage, SourceRow, SourceTraits, Span
from fieldledger.services.sync.sources import Registry
from fieldledger.services.sync.time_card_sink import time_card

_PAGE: Final = 1000
_EVER: Final = datetime(2000, 1, 1, tzinfo=UTC)
_WEEKS: Final = PayPeriodRule(anchor=date(2024, 1, 1))
"""Of a company without settings: from Monday on."""


@dataclass(frozen=True, slots=True)
class PeriodDone:
    """Vendor calls, and the first day of the period that is next; None after the last."""

    following: str | None
    calls: int


@dataclass(slots=True)
class _Listed:
    """What the vendor lists of a period, each card once; ``unreadable`` cards are there as well."""

    rows: dict[str, SourceRow] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    total: int | None = None
    calls: int = 0

    @property
    def cut_off(self) -> bool:
        """Whether it is shorter than the vendor says itself."""
        return self.total is not None and len(self.rows) + len(self.unreadable) < self.total

    def note(self, page: SourcePage) -> None:
        """One page more. Pages overlap: of two rows of one card the newer one counts."""
        self.calls += page.calls
        self.total = page.total
        self.unreadable.update(row.entity_id or row.sha256 for row in page.malformed)
        for row in page.rows:
            known = self.rows.get(row.record_id)
            if known is None or _changed_at(row) >= _changed_at(known):
                self.rows[row.record_id] = row


@dataclass(frozen=True, slots=True)
class _Difference:
    """Cards that only one side has, and cards that say something else; as they were before anything was mended."""

    gone: tuple[str, ...]
    missing: tuple[str, ...]
    differing: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.gone or self.missing or self.differing)


class TimeCardPeriods:
    """Each period is a step of its own, which begins afresh when it is done again."""

    def __init__(
        self,
        registry: Registry,
        cards: TimeCards,
        companies: Companies,
        keeping: PageKeeping,
        inbox: Inbox,
        clock: Clock,
    ) -> None:
        self._registry = registry
        self._cards = cards
        self._companies = companies
        self._keeping = keeping
        self._inbox = inbox
        self._clock = clock

    async def compare(self, run: SyncRun, traits: SourceTraits, place: str, deadline: Deadline) -> Result[PeriodDone]:
        """The period that begins on ``place``; empty: the first one that the run has read completely.

        Codes: the source's; ``VENDOR_TIMEOUT`` without the time for all of the period, ``VENDOR_UNAVAILABLE`` where the
        vendor's list is shorter than its own total: both are to be done again.
        """
        company = await self._companies.get(run.company_id)
        if company.failed and company.error_code != ErrorCode.NOT_FOUND:
            return company.failure()
        rule = company.unwrap().pay_periods if company.success else _WEEKS
        earliest = (run.until - (traits.look_back or timedelta(0))).date()
        period = rule.period_of(date.fromisoformat(place) if place else earliest)
        if period.first_day < earliest:
            period = rule.period_of(period.last_day + timedelta(days=1))
        calls = await self._one(run, traits, period, deadline)
        if calls.failed:
            return calls.failure()
        next_day = period.last_day + timedelta(days=1)
        return Result.ok(PeriodDone(next_day.isoformat() if next_day <= run.until.date() else None, calls.unwrap()))

    async def _one(self, run: SyncRun, traits: SourceTraits, period: PayPeriod, deadline: Deadline) -> Result[int]:
        """Vendor calls. Only what both could know when the run began is compared: windows overlap by as much."""
        listed = await self._list(run, PageRequest(run.company_id, period=period), deadline)
        if listed.failed:
            return listed.failure()
        theirs = listed.unwrap()
        held = await self._held(run.company_id, period)
        if held.failed:
            return held.failure()
        suspects = _suspects(run, theirs, held.unwrap())
        if not suspects:
            return (await self._close(run, period)).map(lambda _: theirs.calls)
        settled = run.until - traits.overlap
        calls = await self._catch_up(run, Span(settled, self._clock.now()), deadline)
        if calls.failed:
            return calls
        now_held = await self._now_held(run.company_id, suspects, held.unwrap())
        if now_held.failed:
            return now_held.failure()
        ours = now_held.unwrap()
        difference = _difference(run, period, theirs, ours, settled)
        told = await self._tell(run, period, theirs, ours, difference)
        marked = await told.and_then_async(lambda _: self._mark([ours[key] for key in difference.gone]))
        mended = await marked.and_then_async(lambda _: self._mend(run, theirs, suspects))
        return mended.map(lambda _: theirs.calls + calls.unwrap())

    async def _list(self, run: SyncRun, first: PageRequest, deadline: Deadline) -> Result[_Listed]:
        listed = _Listed()
        async for page in self._pages(run, first, deadline):
            if page.failed:
                return page.failure()
            listed.note(page.unwrap())
        if listed.cut_off:
            text = f"{run.resource.vendor} lists fewer records than it says that there are"
            return Result.fail(text, ErrorCode.VENDOR_UNAVAILABLE)
        return Result.ok(listed)

    async def _catch_up(self, run: SyncRun, window: Span, deadline: Deadline) -> Result[int]:
        """What happened while the run was under way comes by its own feeds, before anybody is told of it."""
        calls = 0
        async for page in self._pages(run, PageRequest(run.company_id, window=window), deadline):
            kept = await page.and_then_async(lambda found: self._keeping.keep(run.company_id, run.resource, found))
            if kept.failed:
                return kept.failure()
            calls += kept.unwrap().calls
        return Result.ok(calls)

    async def _mark(self, gone: Iterable[TimeCard]) -> Result[None]:
        """Somebody who changes a card meanwhile is faster: the next comparison looks again."""
        unmarked = [card for card in gone if card.unlisted_since is None]
        for saved in await at_once(self._mark_one, unmarked):
            if saved.failed and saved.error_code != ErrorCode.VERSION_CONFLICT:
                return saved.failure()
        return Result.ok(None)

    async def _mark_one(self, card: TimeCard) -> Result[TimeCard]:
        saved = await self._cards.save(card.model_copy(update={"unlisted_since": self._clock.now()}))
        if saved.success:
            log_mutation(LogEvent.RECORD_SAVED, SYSTEM, card.time_card_id, kind="time_card", status=card.status)
        return saved

    async def _mend(self, run: SyncRun, listed: _Listed, suspects: Collection[str]) -> Result[SyncCounts]:
        """What we lack or hold otherwise is taken as the vendor lists it; told first, so that a death hides nothing."""
        rows = tuple(row for key, row in listed.rows.items() if key in suspects)
        return await self._keeping.keep(run.company_id, run.resource, SourcePage(rows, calls=0))

    async def _pages(self, run: SyncRun, first: PageRequest, deadline: Deadline) -> AsyncIterator[Result[SourcePage]]:
        source = self._registry.source_of(run)
        if source.failed:
            yield source.failure()
            return
        request: PageRequest | None = first
        while request is not None:
            if not deadline.allows(CALL_SECONDS):
                yield Result.fail("there was no time to compare all of a pay period", ErrorCode.VENDOR_TIMEOUT)
                return
            page = await source.unwrap().page(request)
            yield page
            if page.failed:
                return
            request = following(request, page.unwrap())

    async def _held(self, company_id: str, period: PayPeriod) -> Result[dict[str, TimeCard]]:
        """By the index, which is a moment behind: what differs is read again by its key."""
        cards: dict[str, TimeCard] = {}
        first, last = period.first_day, period.last_day
        async for found in every_item(lambda start: self._cards.by_date(company_id, first, last, _PAGE, start)):
            if found.failed:
                return found.failure()
            cards[found.unwrap().time_card_id] = found.unwrap()
        return Result.ok(cards)

    async def _now_held(
        self, company_id: str, suspects: Collection[str], held: Mapping[str, TimeCard]
    ) -> Result[dict[str, TimeCard]]:
        read = await self._cards.get_many(company_id, sorted(suspects))
        others = {key: card for key, card in held.items() if key not in suspects}
        return read.map(lambda cards: others | {card.time_card_id: card for card in cards})

    async def _tell(
        self, run: SyncRun, period: PayPeriod, listed: _Listed, held: Mapping[str, TimeCard], found: _Difference
    ) -> Result[None]:
        if not found:
            return await self._close(run, period)
        logger.warning(LogEvent.SYNC_DIFFERED, extra={"entity_id": run.company_id, "resource": run.resource.value})
        ours = [card for key, card in held.items() if _living(card, period) and key not in listed.unreadable]
        text = (
            f"{run.resource.vendor} lists {len(listed.rows)} time cards of the pay period from {period.first_day} to "
            f"{period.last_day}, we held {len(ours)}: {len(found.gone)} are no longer listed, "
            f"{len(found.missing)} were missing here, {len(found.differing)} differed"
        )
        details = {
            "first_day": str(period.first_day),
            "last_day": str(period.last_day),
            "vendor_records": str(len(listed.rows)),
            "our_records": str(len(ours)),
            "vendor_minutes": str(_minutes(_card(run, row).total_hours for row in listed.rows.values())),
            "our_minutes": str(_minutes(card.total_hours for card in ours)),
            "no_longer_listed": named(found.gone),
            "missing_here": named(found.missing),
            "differing": named(found.differing),
        }
        problem = Problem(ErrorCode.SYNC_DIFFERS, _subject(run, period), text, details)
        return (await self._inbox.raise_(run.company_id, problem)).map(lambda _: None)

    async def _close(self, run: SyncRun, period: PayPeriod) -> Result[None]:
        item = exception_id(run.company_id, ErrorCode.SYNC_DIFFERS, _subject(run, period))
        return (await self._inbox.resolve(run.company_id, [item])).map(lambda _: None)


def _suspects(run: SyncRun, listed: _Listed, held: Mapping[str, TimeCard]) -> set[str]:
    """Cards that seem to differ, or to be on one side only, and those that are listed again."""
    living = {key for key, card in held.items() if card.deleted_at is None and key not in listed.unreadable}
    found = living - listed.rows.keys()
    for key, row in listed.rows.items():
        known = held[key] if key in living else None
        if known is None or known.unlisted_since is not None or known.content_hash != _card(run, row).content_hash:
            found.add(key)
    return found


def _difference(
    run: SyncRun, period: PayPeriod, listed: _Listed, held: Mapping[str, TimeCard], settled: datetime
) -> _Difference:
    """What has changed on either side since the run began is the next run's."""
    stable = {key for key, card in held.items() if card.source_updated_at < settled}
    living = {key for key, card in held.items() if _living(card, period) and key not in listed.unreadable}
    both = {
        key: row
        for key, row in listed.rows.items()
        if _changed_at(row) < settled and (key in stable or key not in held)
    }
    return _Difference(
        gone=tuple(sorted((living & stable) - listed.rows.keys())),
        missing=tuple(sorted(both.keys() - living)),
        differing=tuple(
            sorted(k for k, row in both.items() if k in living and held[k].content_hash != _card(run, row).content_hash)
        ),
    )


def _living(card: TimeCard, period: PayPeriod) -> bool:
    return card.deleted_at is None and period.first_day <= card.work_date <= period.last_day


def _card(run: SyncRun, row: SourceRow) -> TimeCard:
    return time_card(run.company_id, row)


def _changed_at(row: SourceRow) -> datetime:
    return row.updated_at or _EVER


def _minutes(hours: Iterable[Decimal]) -> int:
    """Whole minutes of the sum."""
    return int((sum(hours, Decimal(0)) * 60).to_integral_value(ROUND_HALF_UP))


def _subject(run: SyncRun, period: PayPeriod) -> str:
    return f"sync:{run.resource}:{period.first_day}"
