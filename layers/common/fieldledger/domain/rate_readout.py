"""How much of a vendor account's limits is used, for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fieldledger.domain.rate_budget import BudgetState, in_force, used
from fieldledger.domain.rate_windows import Limit


@dataclass(frozen=True, slots=True)
class LimitUse:
    """One limit: calls used and left in the span that ends at ``resets_at`` (UTC)."""

    name: str
    limit: int
    used: int
    left: int
    resets_at: datetime


@dataclass(frozen=True, slots=True)
class BudgetReadout:
    """A vendor account's limits, and until when the vendor wants no calls at all, or none of bulk work."""

    account: str
    limits: tuple[LimitUse, ...]
    closed_until: datetime | None
    bulk_closed_until: datetime | None


def read_out(state: BudgetState, limits: Sequence[Limit], now: datetime) -> BudgetReadout:
    """What is used of every limit; marks of the past are left out."""
    return BudgetReadout(
        state.account,
        tuple(_use(state, limit, now) for limit in in_force(state, limits)),
        _ahead(state.closed_until, now),
        _ahead(state.bulk_closed_until, now),
    )


def _use(state: BudgetState, limit: Limit, now: datetime) -> LimitUse:
    taken = min(limit.limit, used(state, limit, now))
    count = state.counts.get(limit.name)
    resets_at = count.ends_at if count is not None and count.ends_at > now else limit.end(now)
    return LimitUse(limit.name, limit.limit, taken, limit.limit - taken, resets_at)


def _ahead(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment is not None and moment > now else None
