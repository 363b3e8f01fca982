"""The second look of a comparison: the vendor lists everything once more, and is asked for what it lists no longer."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Final

from fieldledger.domain.census import HeldRecord, bucket_of
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.domain.sync_state import SyncRun
from fieldledger.repositories.holdings import Holdings
from fieldledger.repositories.paging import every_item
from fieldledger.result import ErrorCode, Result
from fieldledger.services.deadline import Deadline
from fieldledger.services.sync.reading import PageKeeping
from fieldledger.services.sync.source import PageRequest, Scope, SourcePage, SourceRow, SourceTraits
from fieldledger.services.sync.sources import Registry
from fieldledger.services.sync.stepping import day_of, windows

MOST_ASKED: Final = 50
"""Records that are looked up by themselves in one step of a comparison."""
CALL_SECONDS: Final = 20.0
_MOST_NAMED: Final = 20
# Not the vendor's word that the record is gone: it stays, and a person is told.
_NO_ANSWER: Final = frozenset(
    {ErrorCode.VENDOR_NOT_FOUND, ErrorCode.VENDOR_FORBIDDEN, ErrorCode.VENDOR_REJECTED, ErrorCode.VALIDATION_FAILED}
)

type Key = tuple[str | None, str]
"""Scope and record."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What a run has read of its resource: of which scopes (None: there are none) and days (None: of all)."""

    traits: SourceTraits
    scopes: Mapping[str, Scope] | None = None
    days: tuple[date, date] | None = None

    def narrowed(self, parts: Collection[int]) -> "Covered":
        """The same, with the scopes of these parts only (``domain/census.py``)."""
        if self.scopes is None:
            return self
        scopes = {key: scope for key, scope in self.scopes.items() if bucket_of(key) in parts}
        return replace(self, scopes=scopes)

    def has(self, record: HeldRecord) -> bool:
        """Whether the run would have brought a record of ours."""
        if record.deleted or (self.scopes is not None and record.scope_id not in self.scopes):
            return False
        named_day = record.facts.get(self.traits.dated_by or "")
        return self._in_days(date.fromisoformat(named_day) if isinstance(named_day, str) else None)

    def lists(self, resource: SyncResource, row: SourceRow) -> bool:
        """Whether a row of the vendor's is a record that is compared."""
        if row.resource is not resource or row.facts is None or row.deleted:
            return False
        return self._in_days(day_of(row.facts, self.traits))

    def _in_days(self, day: date | None) -> bool:
        return self.days is None or (day is not None and self.days[0] <= day <= self.days[1])


@dataclass(slots=True)
class Second:
    """What the vendor lists now, by key with its amount.

    ``unfinished`` if time ran out, ``too_many`` if more are gone than are asked for in one step. ``asked`` were looked
    up, of which ``deleted`` are gone by the vendor's word.
    ``gone`` are records of ours that it does not list, ``missing`` those that it lists and we do not hold although the
    list was kept. ``held_amount`` is what the listed records add up to by what we hold of them. Records that cannot be
    read are ``unreadable``: they are there, and their items are in the inbox.
    """

    keys: dict[Key, Decimal] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    gone: list[Key] = field(default_factory=list)
    missing: list[Key] = field(default_factory=list)
    held_amount: Decimal = Decimal(0)
    unfinished: bool = False
    too_many: bool = False
    asked: int = 0
    deleted: int = 0
    calls: int = 0

    @property
    def goes_on(self) -> bool:
        """Whether more may be looked up at once: what is deleted by now is not in the way any more."""
        return self.too_many and self.deleted > 0

    @property
    def amount(self) -> Decimal:
        """What the listed records add up to."""
        return sum(self.keys.values(), Decimal(0))

    @property
    def explains(self) -> bool:
        """Whether both are the same by now."""
        return not (self.gone or self.missing or self.unfinished) and self.amount == self.held_amount


class SecondLook:
    """Keeps what it reads: the difference is mended as far as the vendor's word goes."""

    def __init__(self, registry: Registry, holdings: Holdings, keeping: PageKeeping) -> None:
        self._registry = registry
        self._holdings = holdings
        self._keeping = keeping

    async def again(self, run: SyncRun, resource: SyncResource, covered: Covered, deadline: Deadline) -> Result[Second]:
        """The source's failures; then it has to be done again."""
        second = Second()
        for scope in [None] if covered.scopes is None else covered.scopes.values():
            done = await self._list(run, resource, covered, scope, deadline, second)
            if done.success and not second.unfinished:
                done = await self._weigh(run.company_id, resource, covered, scope, second)
            if done.success and not second.unfinished:
                done = await self._look_up(run.company_id, resource, covered, deadline, second)
            if done.failed or second.unfinished:
                return done.map(lambda _: second)
        return Result.ok(second)

    async def _look_up(
        self, company_id: str, resource: SyncResource, covered: Covered, deadline: Deadline, second: Second
    ) -> Result[None]:
        """What was not asked for yet, as far as the vendor has addresses."""
        waiting = second.gone[second.asked : MOST_ASKED] if covered.traits.looked_up else []
        for key in waiting:
            if not deadline.allows(CALL_SECONDS):
                second.unfinished = True
                return Result.ok(None)
            asked = await self._ask(company_id, resource, covered, key)
            if asked.failed:
                return asked.failure()
            second.asked += 1
            second.calls += asked.unwrap().calls
            second.deleted += asked.unwrap().deleted
        second.too_many = covered.traits.looked_up and len(second.gone) > MOST_ASKED
        return Result.ok(None)

    async def _list(
        self,
        run: SyncRun,
        resource: SyncResource,
        covered: Covered,
        scope: Scope | None,
        deadline: Deadline,
        second: Second,
    ) -> Result[None]:
        source = self._registry.source_of(run)
        if source.failed:
            return source.failure()
        for window in windows(run, covered.traits):
            only = None if resource is run.resource else resource
            request: PageRequest | None = PageRequest(run.company_id, scope, window, only=only)
            while request is not None:
                if not deadline.allows(CALL_SECONDS):
                    second.unfinished = True
                    return Result.ok(None)
                page = await source.unwrap().page(request)
                kept = await page.and_then_async(lambda found: self._keeping.keep(run.company_id, run.resource, found))
                if kept.failed:
                    return kept.failure()
                _note(second, resource, covered, page.unwrap())
                request = following(request, page.unwrap())
        return Result.ok(None)

    async def _weigh(
        self, company_id: str, resource: SyncResource, covered: Covered, scope: Scope | None, second: Second
    ) -> Result[None]:
        """What we hold of the scope, beside what is listed of it."""
        scope_id = None if scope is None else scope.scope_id
        held: set[Key] = set()
        async for found in held_records(self._holdings, company_id, resource, scope_id):
            if found.failed:
                return found.failure()
            record = found.unwrap()
            key = (record.scope_id, record.record_id)
            if key in second.keys and not record.deleted:
                held.add(key)
                second.held_amount += record.amount
            elif covered.has(record) and not _unreadable(second, resource, record.record_id):
                second.gone.append(key)
        listed = (key for key in second.keys if scope_id is None or key[0] == scope_id)
        second.missing.extend(key for key in listed if key not in held)
        return Result.ok(None)

    async def _ask(self, company_id: str, resource: SyncResource, covered: Covered, key: Key) -> Result[SyncCounts]:
        """What it came to. Without its word that the record is gone, the record stays as it is."""
        scope_id, record_id = key
        scope = None if scope_id is None else (covered.scopes or {}).get(scope_id, Scope(scope_id))
        source = self._registry.source(covered.traits.resource)
        page = await source.and_then_async(lambda reader: reader.one(company_id, resource, record_id, scope))
        if page.failed and page.error_code in _NO_ANSWER:
            return Result.ok(SyncCounts(calls=1))
        return await page.and_then_async(lambda found: self._keeping.keep(company_id, resource, found))


def held_records(
    holdings: Holdings, company_id: str, resource: SyncResource, scope_id: str | None = None
) -> AsyncIterator[Result[HeldRecord]]:
    """All that we hold of a resource, or of one scope of it, one after the other."""
    return every_item(lambda start: holdings.page(company_id, resource, start, scope_id))


def following(request: PageRequest, page: SourcePage) -> PageRequest | None:
    """The request for the page after this one; None after the last."""
    if page.next_cursor is None:
        return None
    return replace(request, cursor=page.next_cursor)


def named(ids: Iterable[str]) -> str:
    """The first of them, for an item of the inbox."""
    return ", ".join(islice(ids, _MOST_NAMED))


def _note(second: Second, resource: SyncResource, covered: Covered, page: SourcePage) -> None:
    second.calls += page.calls
    second.unreadable.update(row.entity_id for row in page.malformed if row.entity_id is not None)
    for row in page.rows:
        if row.facts is not None and covered.lists(resource, row):
            second.keys[row.scope_id, row.record_id] = row.facts.census_amount


def _unreadable(second: Second, resource: SyncResource, record_id: str) -> bool:
    """Of the books, a row says which list it is of."""
    return not second.unreadable.isdisjoint({record_id, f"{resource.short_name}/{record_id}"})
