"""The shared rate budget of a vendor account: GCRA over several windows at once, and calendar quotas.

Pure decisions, no clock and no store. A reservation is a block of *slots*: moments at which one call each may leave.
Containers that hold slots of the same state never exceed a window together, however they interleave.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from pydantic import Field

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.rate_windows import Limit, Priority, Quota, Window, from_micros, to_micros

type Costs = Mapping[str, int]

_LEFT_TO_PEOPLE: Final = (
    20  # bulk work stops when a twentieth of a vendor's window remains, and at two calls in any case
)


@dataclass(frozen=True, slots=True)
class VendorReading:
    """What a vendor's headers said of one window: they count the calls of others too, so they win over our count."""

    window: str
    limit: int
    remaining: int
    resets_at: datetime


class Count(CanonicalModel):
    """Calls counted in a span that ends at ``ends_at``."""

    ends_at: Utc
    used: int


class BudgetState(CanonicalModel):
    """What all containers share about one vendor account.

    ``arrivals`` are theoretical arrival times (microseconds since the epoch), ``limits`` what the vendor's headers
    said instead of our settings, ``closed_until`` and ``bulk_closed_until`` the vendor's own word.
    """

    company_id: str
    account: str
    arrivals: dict[str, int] = Field(default_factory=dict)
    counts: dict[str, Count] = Field(default_factory=dict)
    limits: dict[str, int] = Field(default_factory=dict)
    closed_until: Utc | None = None
    bulk_closed_until: Utc | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """How many calls of ``costs`` somebody wants, beginning at most ``lead`` from now and spread over ``span``."""

    costs: Costs
    priority: Priority = Priority.SYNC
    count: int = 1
    lead: timedelta = timedelta()
    span: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Granted:
    """One call may leave at each of ``slots``; ``state`` must be stored before the first does."""

    state: BudgetState
    slots: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was taken; the same request is granted from ``retry_at`` on, if nobody else comes first."""

    retry_at: datetime
    reason: str


def in_force(state: BudgetState, limits: Sequence[Limit]) -> tuple[Limit, ...]:
    """``limits`` with the sizes that the vendor itself named."""
    return tuple(replace(limit, limit=state.limits.get(limit.name, limit.limit)) for limit in limits)


def lateness(limits: Sequence[Limit], costs: Costs) -> timedelta:
    """How long after its slot a call may still leave: the least that any of its windows allows."""
    graces = [limit.grace for limit in limits if isinstance(limit, Window) and costs.get(limit.name)]
    return timedelta(microseconds=min(graces, default=500_000))


def reserve(state: BudgetState, limits: Sequence[Limit], request: Request, now: datetime) -> Granted | Refused:
    """Up to ``request.count`` slots: as many as fit its span, at least one, or a refusal."""
    closed = _closed(state, request.priority)
    if closed is not None and closed > now:
        return Refused(closed, "closed by the vendor")
    actual = in_force(state, limits)
    spent = _quota_spent(state, actual, request, now)
    if spent is not None:
        return spent
    windows = [limit for limit in actual if isinstance(limit, Window) and request.costs.get(limit.name)]
    slots, arrivals, reason = _slots(state, windows, request, now)
    if slots[0] > now + request.lead:
        return Refused(slots[0] - request.lead, reason)
    allowed = slots[: max(1, min(len(slots), _quota_left(state, actual, request, now)))]
    if len(allowed) < len(slots):
        arrivals = _slots(state, windows, replace(request, count=len(allowed)), now)[1]
    counts = _counted(state, actual, request.costs, len(allowed), allowed[0])
    return Granted(state.model_copy(update={"arrivals": state.arrivals | arrivals, "counts": counts}), allowed)


def give_back(state: BudgetState, limits: Sequence[Limit], costs: Costs, count: int, now: datetime) -> BudgetState:
    """Take ``count`` calls that were never made out of the quotas' counts; their moments in the windows are gone."""
    quotas = [limit for limit in limits if isinstance(limit, Quota)]
    return state.model_copy(update={"counts": _counted(state, quotas, costs, -count, now)})


def close(state: BudgetState, until: datetime) -> BudgetState:
    """The vendor said stop: nobody calls before ``until``; an earlier mark never shortens a later one."""
    return state.model_copy(update={"closed_until": _later(state.closed_until, until)})


def correct(state: BudgetState, limits: Sequence[Limit], reading: VendorReading, now: datetime) -> BudgetState | None:
    """The state after the vendor's headers; None where they tell nothing new.

    A remainder below ours pulls ours down, an empty one closes the account until the reset, and a small one closes it
    for bulk work. A size that differs from our setting is used from now on.
    """
    known = {limit.name: limit for limit in in_force(state, limits)}
    window = known.get(reading.window)
    if not isinstance(window, Window) or reading.resets_at <= now:
        return None
    window = replace(window, limit=max(1, reading.limit))
    changes: dict[str, object] = {}
    if state.limits.get(window.name, known[window.name].limit) != window.limit:
        changes["limits"] = state.limits | {window.name: window.limit}
    if reading.remaining < _at_once(state, window, now):
        arrival = to_micros(now) + (window.burst - reading.remaining) * window.spacing
        changes["arrivals"] = state.arrivals | {window.name: arrival}
    changes |= _closing(state, window, reading)
    if not changes:
        return None
    count = Count(ends_at=reading.resets_at, used=max(0, window.limit - reading.remaining))
    return state.model_copy(update=changes | {"counts": state.counts | {window.name: count}})


def _closing(state: BudgetState, window: Window, reading: VendorReading) -> dict[str, object]:
    if reading.remaining <= 0:
        name, so_far = "closed_until", state.closed_until
    elif reading.remaining <= max(2, window.limit // _LEFT_TO_PEOPLE):
        name, so_far = "bulk_closed_until", state.bulk_closed_until
    else:
        return {}
    return {} if so_far is not None and so_far >= reading.resets_at else {name: reading.resets_at}


def _closed(state: BudgetState, priority: Priority) -> datetime | None:
    if priority.bulk and state.bulk_closed_until is not None:
        return _later(state.closed_until, state.bulk_closed_until)
    return state.closed_until


def _later(first: datetime | None, second: datetime) -> datetime:
    return second if first is None else max(first, second)


def _at_once(state: BudgetState, window: Window, now: datetime) -> int:
    """Calls that the window would let through at this moment."""
    ahead = max(0, state.arrivals.get(window.name, 0) - to_micros(now))
    return max(0, (window.burst * window.spacing - ahead) // window.spacing)


def _slots(
    state: BudgetState, windows: Sequence[Window], request: Request, now: datetime
) -> tuple[tuple[datetime, ...], dict[str, int], str]:
    """The slots of the block, where they leave each window, and which window set the first one."""
    arrivals = {window.name: state.arrivals.get(window.name, 0) for window in windows}
    instant, reason = to_micros(now), ""
    slots: list[int] = []
    while len(slots) < request.count:
        slot, by = _next_slot(arrivals, windows, request, slots[-1] if slots else instant)
        if slots and slot > slots[0] + request.span // timedelta(microseconds=1):
            break
        reason = reason or by
        slots.append(slot)
        for window in windows:
            arrivals[window.name] = _advanced(arrivals, window, request, slot)
    return tuple(from_micros(slot) for slot in slots), arrivals, reason


def _next_slot(
    arrivals: Mapping[str, int], windows: Sequence[Window], request: Request, earliest: int
) -> tuple[int, str]:
    slot, reason = earliest, ""
    for window in windows:
        cost = request.costs[window.name]
        if cost > window.burst:
            raise ValueError(f"{cost} calls can never fit the burst of {window.burst} in {window.name}")
        allowed_at = arrivals[window.name] + cost * window.spacing - window.tolerance(request.priority, cost)
        if allowed_at > slot:
            slot, reason = allowed_at, window.name
    return slot, reason


def _advanced(arrivals: Mapping[str, int], window: Window, request: Request, slot: int) -> int:
    return max(arrivals[window.name], slot) + request.costs[window.name] * window.spacing


def _quota_spent(state: BudgetState, limits: Sequence[Limit], request: Request, now: datetime) -> Refused | None:
    for quota in limits:
        if isinstance(quota, Quota) and _room(state, quota, request, now) == 0:
            return Refused(quota.end(now), quota.name)
    return None


def _quota_left(state: BudgetState, limits: Sequence[Limit], request: Request, now: datetime) -> int:
    rooms = [_room(state, quota, request, now) for quota in limits if isinstance(quota, Quota)]
    return min((room for room in rooms if room is not None), default=request.count)


def _room(state: BudgetState, quota: Quota, request: Request, now: datetime) -> int | None:
    """How many of the calls fit the quota; None if they do not count in it."""
    cost = request.costs.get(quota.name, 0)
    if cost == 0:
        return None
    return max(0, quota.allowed(request.priority) - used(state, quota, now)) // cost


def used(state: BudgetState, limit: Limit, now: datetime) -> int:
    """Calls counted in the span of ``limit`` that holds ``now``."""
    count = state.counts.get(limit.name)
    return count.used if count is not None and count.ends_at > now else 0


def _counted(
    state: BudgetState, limits: Sequence[Limit], costs: Costs, count: int, moment: datetime
) -> dict[str, Count]:
    counts = dict(state.counts)
    for limit in limits:
        cost = costs.get(limit.name, 0) * count
        if cost:
            before = counts.get(limit.name)
            ends_at = before.ends_at if before is not None and before.ends_at > moment else limit.end(moment)
            counts[limit.name] = Count(ends_at=ends_at, used=max(0, used(state, limit, moment) + cost))
    return counts
