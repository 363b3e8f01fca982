"""A queue of slices in memory, and sources whose rows a test decides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from fieldledger.clients.reading import MalformedRow
from fieldledger.domain.mirror import Facts
from fieldledger.domain.rate_windows import Priority
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.source import PageRequest, Scope, SourcePage, SourceRow, SourceTraits


@dataclass
class SliceMessages:
    """Implements ``SliceQueue``; ``lose`` lets messages vanish on their way."""

    waiting: list[tuple[str, SyncResource, str, int]] = field(default_factory=list)
    records: list[tuple[str, SyncResource, str, tuple[str, str | None] | None]] = field(default_factory=list)
    lose: bool = False

    async def send(self, company_id: str, resource: SyncResource, run_id: str, delay_seconds: int = 0) -> Result[None]:
        """Keep the message, or lose it."""
        if self.lose:
            return Result.fail("the sync queue did not answer", ErrorCode.QUEUE_UNAVAILABLE)
        self.waiting.append((company_id, resource, run_id, delay_seconds))
        return Result.ok(None)

    async def send_record(
        self, company_id: str, resource: SyncResource, record_id: str, scope: tuple[str, str | None] | None
    ) -> Result[None]:
        """Keep the message, or lose it."""
        if self.lose:
            return Result.fail("the sync queue did not answer", ErrorCode.QUEUE_UNAVAILABLE)
        self.records.append((company_id, resource, record_id, scope))
        return Result.ok(None)

    def take(self) -> tuple[str, SyncResource, str, int]:
        """The oldest message."""
        return self.waiting.pop(0)


class Thing(Facts):
    """What the tests sync; ``day`` is what it is about, if anything."""

    name: str
    day: date | None = None


@dataclass(frozen=True)
class Held:
    """A record at the vendor."""

    record_id: str
    name: str
    updated_at: datetime
    scope_id: str | None = None
    deleted: bool = False
    day: date | None = None


type Answer = Result[SourcePage]
type Disturb = Callable[[PageRequest], Answer | None]


class FakeVendor:
    """A source over ``held``; ``page_size`` rows a page, ``overlap`` of which come again.

    ``disturb`` may answer in its stead, ``alone`` when it is asked for a single record.
    """

    def __init__(self, traits: SourceTraits, held: Sequence[Held] = (), page_size: int = 2, overlap: int = 0) -> None:
        self.traits = traits
        self.held = list(held)
        self.page_size = page_size
        self.overlap = overlap
        self.looked_up: list[str] = []
        self.alone: Callable[[str], Answer | None] = lambda _record_id: None
        self.asked: list[PageRequest] = []
        self.disturb: Disturb = lambda _request: None
        self.malformed: tuple[MalformedRow, ...] = ()
        self.priorities: list[Priority] = []
        self.vendor_now: datetime | None = None

    async def page(self, request: PageRequest) -> Answer:
        """Rows by id, those of the scope and window."""
        self.asked.append(request)
        answer = self.disturb(request)
        if answer is not None:
            return answer
        asked_for = [each for each in self.held if _asked_for(each, request, dated=self.traits.dated_by is not None)]
        rows = sorted(asked_for, key=lambda h: h.record_id)
        begin = int(request.cursor or 0)
        end = begin + self.page_size
        malformed = self.malformed if begin == 0 else ()
        page = SourcePage(tuple(self._row(each) for each in rows[begin:end]), malformed, vendor_now=self.vendor_now)
        if end >= len(rows):
            return Result.ok(page)
        return Result.ok(replace(page, next_cursor=str(end - self.overlap), again=self.overlap))

    async def one(self, company_id: str, resource: SyncResource, record_id: str, scope: Scope | None) -> Answer:
        """The record, or that it is gone."""
        self.looked_up.append(record_id)
        answer = self.alone(record_id)
        if answer is not None:
            return answer
        found = [self._row(each) for each in self.held if each.record_id == record_id]
        gone = SourceRow(resource, record_id, None, None if scope is None else scope.scope_id, deleted=True)
        return Result.ok(SourcePage(tuple(found) or (gone,)))

    def change(self, record_id: str, name: str, at: datetime) -> None:
        """Somebody edits the record at the vendor."""
        self.held = [replace(h, name=name, updated_at=at) if h.record_id == record_id else h for h in self.held]

    def _row(self, held: Held) -> SourceRow:
        facts = None if held.deleted else Thing(name=held.name, day=held.day)
        return SourceRow(
            self.traits.resource, held.record_id, facts, held.scope_id, held.updated_at, deleted=held.deleted
        )


def _asked_for(held: Held, request: PageRequest, *, dated: bool) -> bool:
    window, scope = request.window, request.scope
    if dated and window is not None:  # as sources do that are asked for days: a day more at both ends
        ends = (window.since - timedelta(days=1), window.until + timedelta(days=1))
        in_time = held.day is not None and ends[0].date() <= held.day <= ends[1].date()
    else:
        in_time = window is None or window.since <= held.updated_at <= window.until
    return in_time and (scope is None or held.scope_id == scope.scope_id)


def traits(resource: SyncResource = SyncResource.PROCORE_VENDORS, **changes: object) -> SourceTraits:
    """Incremental, every quarter of an hour, all of it once a day."""
    usual = SourceTraits(resource, every=timedelta(minutes=15), full_every=timedelta(days=1), incremental=True)
    return replace(usual, **changes)  # type: ignore[arg-type]  # a test names fields of the traits
