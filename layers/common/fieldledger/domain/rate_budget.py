"""GCRA over several windows at once: pure decisions, no clock and no store.

A window allows ``limit`` calls in any span of ``seconds``. To keep that promise for every span, and not only on
average, the bucket lets ``burst`` calls through at once and refills at ``(limit - burst) / seconds``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from math import ceil

from pydantic import Field

from fieldledger.domain.base import CanonicalModel, Utc

_MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Window:
    """A vendor's limit; ``burst`` defaults to an eighth of it (at least one call)."""

    name: str
    limit: int
    seconds: int
    burst_share: Fraction = Fraction(1, 8)

    @property
    def burst(self) -> int:
        """Calls that may go at once."""
        return max(1, int(self.limit * self.burst_share))

    @property
    def spacing(self) -> int:
        """Microseconds that one call costs; rounded up, so that rounding never exceeds the limit."""
        return ceil(Fraction(self.seconds * _MICRO, max(1, self.limit - self.burst)))


@dataclass(frozen=True, slots=True)
class VendorReading:
    """What a vendor's headers said of one window: they count the calls of others too, so they win over our count."""

    window: str
    limit: int
    remaining: int
    resets_at: datetime


class BudgetState(CanonicalModel):
    """Theoretical arrival time per window (microseconds since the epoch), and a mark set by the vendor's own word."""

    company_id: str
    account: str
    arrivals: dict[str, int] = Field(default_factory=dict)
    closed_until: Utc | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Granted:
    """The calls may go now; ``state`` must be stored before they do."""

    state: BudgetState


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was taken; ask again at ``retry_at``."""

    retry_at: datetime
    reason: str


def micros(moment: datetime) -> int:
    """Whole microseconds since the epoch, without float rounding."""
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * _MICRO + delta.microseconds


def _moment(value: int) -> datetime:
    return datetime.fromtimestamp(value // _MICRO, UTC).replace(microsecond=value % _MICRO)


def reserve(
    state: BudgetState, windows: Sequence[Window], costs: Mapping[str, int], now: datetime
) -> Granted | Refused:
    """Take ``costs[window.name]`` calls (absent: none) from every window, or from none of them."""
    if state.closed_until is not None and state.closed_until > now:
        return Refused(state.closed_until, "closed by the vendor")
    instant = micros(now)
    arrivals = dict(state.arrivals)
    latest, reason = instant, ""
    for window in windows:
        cost = costs.get(window.name, 0)
        if cost == 0:
            continue
        if cost > window.burst:
            raise ValueError(f"{cost} calls can never fit the burst of {window.burst} in {window.name}")
        arrival = max(arrivals.get(window.name, 0), instant) + cost * window.spacing
        allowed_at = arrival - window.burst * window.spacing
        if allowed_at > latest:
            latest, reason = allowed_at, window.name
        arrivals[window.name] = arrival
    if latest > instant:
        return Refused(_moment(latest), reason)
    return Granted(state.model_copy(update={"arrivals": arrivals}))


def close(state: BudgetState, until: datetime) -> BudgetState:
    """The vendor said stop: nobody calls before ``until``; an earlier mark never shortens a later one."""
    later = until if state.closed_until is None else max(until, state.closed_until)
    return state.model_copy(update={"closed_until": later})
