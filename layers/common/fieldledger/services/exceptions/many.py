"""Working through many items in one request: each by itself, and no longer than an invocation allows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.repositories.exceptions import Exceptions
from fieldledger.repositories.paging import all_items
from fieldledger.result import ErrorCode, Result
from fieldledger.services.deadline import Deadline
from fieldledger.services.exceptions.desk import ExceptionsDesk, Resolution
from fieldledger.services.exceptions.fixes import Fix, RetryFix, fitting

ITEM_SECONDS: Final = 9.0
"""One item with thousands of postings behind it fits in this; with less time left no other one is begun."""

_READ_AT_ONCE: Final = 200
_RETRY: Final = RetryFix()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item of many."""

    exception_id: str
    result: Result[Resolution]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """``remaining`` counts what was not come to: the next request goes on with it."""

    done: tuple[Outcome, ...]
    remaining: int = 0


@dataclass(frozen=True, slots=True)
class ReplayOrder:
    """Open items of ``codes`` that were seen last before ``seen_before``.

    A retry that comes back opens its item again, later than that: so whoever repeats an order comes to its end.
    """

    company_id: str
    user_id: str
    codes: Collection[ErrorCode]
    seen_before: datetime
    limit: int


class ManyExceptions:
    """Resolves and replays items of one company."""

    def __init__(self, desk: ExceptionsDesk, exceptions: Exceptions, clock: Clock) -> None:
        self._desk = desk
        self._exceptions = exceptions
        self._clock = clock

    def now(self) -> datetime:
        """From when on what comes back is new."""
        return self._clock.now()

    async def resolve(self, company_id: str, user_id: str, fixes: Mapping[str, Fix], deadline: Deadline) -> Outcomes:
        """A fix of its own for each item, by exception id; what fails for one holds no other up.

        Items that an earlier call resolved say so and are not resolved again.
        """
        done: list[Outcome] = []
        for key, fix in fixes.items():
            if done and not deadline.allows(ITEM_SECONDS):
                break
            done.append(Outcome(key, await self._desk.resolve(company_id, user_id, key, fix)))
        return Outcomes(tuple(done), len(fixes) - len(done))

    async def replay(self, order: ReplayOrder, deadline: Deadline) -> Result[Outcomes]:
        """Try again what waits behind the items, the oldest first; items that no retry mends are not touched."""
        found = await self._open(order)
        if found.failed:
            return found.failure()
        chosen = [item.exception_id for item in found.unwrap()]
        fixes = dict.fromkeys(chosen[: order.limit], _RETRY)
        outcomes = await self.resolve(order.company_id, order.user_id, fixes, deadline)
        return Result.ok(Outcomes(outcomes.done, len(chosen) - len(outcomes.done)))

    async def _open(self, order: ReplayOrder) -> Result[Sequence[ExceptionItem]]:
        by_state, company_id = self._exceptions.by_state, order.company_id
        open_ = await all_items(lambda start: by_state(company_id, ExceptionState.OPEN, _READ_AT_ONCE, start))
        return open_.map(lambda items: [item for item in items if _wanted(item, order)])


def _wanted(item: ExceptionItem, order: ReplayOrder) -> bool:
    return item.code in order.codes and item.last_seen_at < order.seen_before and _RETRY.kind in fitting(item)
