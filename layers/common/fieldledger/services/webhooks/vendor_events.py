"""What the events of Procore and of the relays lead to: each record that changed is read again, once.

An event is a hint, never data. Order does not matter, repeats cost nothing, and what an event cannot tell is left to a
run of the sync, which finds every change by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.read_mark import ReadMark
from fieldledger.domain.sync_state import SyncMode
from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.connections import Connections
from fieldledger.repositories.hook_states import HookStates
from fieldledger.repositories.mirror import Mirror
from fieldledger.repositories.read_marks import ReadMarks
from fieldledger.result import ErrorCode, Remedy, Result
from fieldledger.services.deadline import Deadline
from fieldledger.services.sync.resync import RequestSync, SingleResync
from fieldledger.services.webhooks.freshness import Freshness
from fieldledger.services.webhooks.subjects import Subject, subject_of
from fieldledger.services.webhooks.targets import Target, Targets, run_of, targets_of

READ_SECONDS: Final = 30.0
"""No read is begun with less time left."""
COME_BACK: Final = timedelta(minutes=2)
"""When to try again what failed without saying when."""
RUN_APART: Final = timedelta(minutes=15)
"""A run reads the resource in every project; however many events ask for one, there is one in this time."""
REQUESTED_BY: Final = "webhook"

# A later event or run brings what these hide: nothing is gained by repeating the read.
_GIVEN_UP: Final = frozenset(
    {
        ErrorCode.NOT_CONNECTED,
        ErrorCode.RECONNECT_REQUIRED,
        ErrorCode.VENDOR_UNAUTHORIZED,
        ErrorCode.VENDOR_FORBIDDEN,
        ErrorCode.VENDOR_SETUP_INCOMPLETE,
        ErrorCode.VENDOR_NOT_FOUND,
        ErrorCode.VENDOR_REJECTED,
        ErrorCode.NOT_FOUND,
    }
)


@dataclass(slots=True)
class EventTally:
    """What became of events: each is counted once, under ``fresh`` or one of the reasons not to read for it.

    ``reads`` are vendor reads made, ``runs`` runs asked for, ``given_up`` reads that no repetition would mend.
    """

    events: int = 0
    fresh: int = 0
    covered: int = 0
    echoes: int = 0
    unknown: int = 0
    unheld: int = 0
    reads: int = 0
    runs: int = 0
    given_up: int = 0


@dataclass(frozen=True, slots=True)
class ComeBack:
    """``waits``: nothing is wrong with the event (a budget, a vendor that is down), so it never counts as failed."""

    at: datetime
    waits: bool


@dataclass(slots=True)
class Handled:
    """``open`` are events that are not settled, by their ids."""

    tally: EventTally = field(default_factory=EventTally)
    open: dict[str, ComeBack] = field(default_factory=dict)


class VendorEventHandler:
    """Handles the events of one vendor account."""

    def __init__(
        self,
        connections: Connections,
        hooks: HookStates,
        marks: ReadMarks,
        mirror: Mirror,
        resync: SingleResync,
        syncs: RequestSync,
        clock: Clock,
    ) -> None:
        self._connections = connections
        self._hooks = hooks
        self._marks = marks
        self._freshness = Freshness(marks, mirror)
        self._resync = resync
        self._syncs = syncs
        self._clock = clock

    async def handle(
        self, vendor: VendorName, account_id: str, events: Sequence[VendorEvent], deadline: Deadline
    ) -> Handled:
        """Events of an account that no company holds are dropped and counted: a vendor sends to the app."""
        handled = Handled(EventTally(events=len(events)))
        holder = await self._connections.company_of_account(vendor, account_id)
        if holder.failed:
            return self._all_open(handled, events, holder)
        company_id = holder.unwrap()
        if company_id is None:
            handled.tally.unheld = len(events)
            return handled
        own = await self._without_echoes(company_id, vendor, events, handled.tally)
        if own.failed:
            return self._all_open(handled, events, own)
        targets = targets_of(_known(own.unwrap(), handled.tally))
        fresh = await self._freshness.fresh(company_id, targets)
        if fresh.failed:
            return self._all_open(handled, events, fresh)
        found = fresh.unwrap()
        handled.tally.fresh = sum(len(told) for told in found.events.values())
        handled.tally.covered = sum(len(told) for told in targets.values()) - handled.tally.fresh
        await self._bring(company_id, found.events, found.marks, deadline, handled)
        return handled

    async def _without_echoes(
        self, company_id: str, vendor: VendorName, events: Sequence[VendorEvent], tally: EventTally
    ) -> Result[Sequence[VendorEvent]]:
        if vendor is not VendorName.PROCORE:
            return Result.ok(events)
        state = await self._hooks.find(company_id)
        if state.failed:
            return state.failure()
        ours = state.unwrap()
        kept = events if ours is None else [event for event in events if not ours.wrote(event)]
        tally.echoes = len(events) - len(kept)
        return Result.ok(kept)

    async def _bring(
        self, company_id: str, targets: Targets, marks: Mapping[Target, ReadMark], deadline: Deadline, handled: Handled
    ) -> None:
        """Target after target; when the vendor's budget is used up, the others of the account wait with it."""
        wait: ComeBack | None = None
        for target, events in targets.items():
            if wait is None and not deadline.allows(READ_SECONDS):
                wait = ComeBack(self._clock.now(), waits=True)
            asked_at = self._clock.now()
            rests = self._rests(target, marks.get(target))
            back = wait or rests or await self._settled(company_id, target, handled.tally)
            if back is None:
                back = await self._remember(company_id, target, events, marks.get(target), asked_at)
            if back is not None:
                handled.open |= {event.event_id: back for event in events}
                wait = wait or (back if back.waits and back is not rests else None)

    def _rests(self, target: Target, mark: ReadMark | None) -> ComeBack | None:
        """Until when a resource that a run has just brought is left alone."""
        if not target.is_run or mark is None or self._clock.now() >= mark.read_at + RUN_APART:
            return None
        return ComeBack(mark.read_at + RUN_APART, waits=True)

    async def _settled(self, company_id: str, target: Target, tally: EventTally) -> ComeBack | None:
        """None once the target is read, or given up."""
        done = await self._asked(company_id, target, tally)
        if done.success:
            return None
        told = {"entity_id": target.record_id, "kind": target.resource.value, "code": done.error_code}
        logger.warning(LogEvent.EVENT_NOT_HANDLED, extra=told)
        if done.error_code in _GIVEN_UP:
            tally.given_up += 1
            return None
        return self._come_back(done)

    async def _asked(self, company_id: str, target: Target, tally: EventTally) -> Result[object]:
        if target.is_run:
            return await self._run(company_id, target, tally)
        tally.reads += 1
        read = await self._resync.read(company_id, target.resource, target.record_id, target.scope)
        if read.error_code == ErrorCode.VALIDATION_FAILED:  # the event did not name the scope that the source needs
            return await self._run(company_id, run_of(target.resource), tally)
        if read.success:
            logger.info(LogEvent.EVENT_HANDLED, extra={"entity_id": target.record_id, "kind": target.resource.value})
        return read

    async def _run(self, company_id: str, target: Target, tally: EventTally) -> Result[object]:
        tally.runs += 1
        return await self._syncs.request(company_id, target.resource, SyncMode.INCREMENTAL, REQUESTED_BY)

    async def _remember(
        self, company_id: str, target: Target, events: Sequence[VendorEvent], mark: ReadMark | None, asked_at: datetime
    ) -> ComeBack | None:
        newest = min(max(event.occurred_at for event in events), asked_at)
        resource, scope_id, record_id = target.key
        covered = ReadMark(
            company_id=company_id,
            resource=resource,
            scope_id=scope_id,
            record_id=record_id,
            covered_until=newest if mark is None else max(newest, mark.covered_until),
            read_at=asked_at,
            version=0 if mark is None else mark.version,
        )
        saved = await self._marks.save(covered, self._clock.now())
        return None if saved.success else self._come_back(saved)

    def _all_open(self, handled: Handled, events: Sequence[VendorEvent], failed: Result[object]) -> Handled:
        back = self._come_back(failed)
        handled.open = {event.event_id: back for event in events}
        return handled

    def _come_back(self, failed: Result[object]) -> ComeBack:
        waits = failed.retry_at is not None or failed.traits.remedy is Remedy.RETRY
        return ComeBack(failed.retry_at or self._clock.now() + COME_BACK, waits)


def _known(events: Sequence[VendorEvent], tally: EventTally) -> list[tuple[VendorEvent, Subject]]:
    known = [(event, subject) for event in events if (subject := subject_of(event)) is not None]
    tally.unknown = len(events) - len(known)
    return known
