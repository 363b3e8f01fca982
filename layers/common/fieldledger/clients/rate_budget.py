"""The shared rate budget of vendor accounts: containers lease blocks of calls, so that few calls cost a write."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from fieldledger.clients.rate_block import Block
from fieldledger.domain.budget_key import BudgetKey
from fieldledger.domain.clock import Clock, iso
from fieldledger.domain.rate_budget import (
    BudgetState,
    Costs,
    Refused,
    Request,
    VendorReading,
    close,
    correct,
    give_back,
    lateness,
    reserve,
)
from fieldledger.domain.rate_readout import BudgetReadout, read_out
from fieldledger.domain.rate_windows import Limit, Priority
from fieldledger.repositories.budgets import Budgets
from fieldledger.result import ErrorCode, Result

MAX_WAIT_SECONDS: Final = 2.0
# A block's calls leave within this time, so that a person hardly waits longer than two seconds behind bulk work.
_SPAN: Final = timedelta(seconds=1.84)
_LEAD: Final = {
    Priority.INTERACTIVE: timedelta(seconds=MAX_WAIT_SECONDS),
    Priority.POSTING: timedelta(seconds=0.8),
    Priority.SYNC: timedelta(seconds=0.25),
    Priority.BACKFILL: timedelta(seconds=0.1),
}
_TRIES: Final = 12
# After a conflict the state is read before each reservation, this many times: a failed write costs like a good one.
_CAREFUL: Final = 8
_MOST_SPREAD_SECONDS: Final = 1.5
_MOST_CONTENTION: Final = 10
_PATIENCE: Final = 24

type _Signature = tuple[tuple[str, int], ...]
type _Change = Callable[[BudgetState], BudgetState | None]


@dataclass(slots=True)
class _Account:
    """What this container knows of one account; ``state`` is what it wrote last, ``waiting`` refusals since then."""

    state: BudgetState | None = None
    careful: int = 0
    contention: int = 0
    waiting: int = 0
    blocks: dict[_Signature, Block] = field(default_factory=dict)


class RateBudget:
    """One container's share in the budgets; ``priority`` is that of all its calls.

    Waits at most two seconds; beyond that it answers ``BUDGET_EXHAUSTED`` with ``retry_at`` in the details.
    """

    def __init__(
        self,
        budgets: Budgets,
        limits: Sequence[Limit],
        clock: Clock,
        random: Random,
        priority: Priority = Priority.SYNC,
    ) -> None:
        self._budgets = budgets
        self._limits = limits
        self._clock = clock
        self._random = random
        self._priority = priority
        self._accounts: dict[BudgetKey, _Account] = {}

    async def take(self, key: BudgetKey, costs: Costs) -> Result[None]:
        """Wait for the moment at which a call of ``costs`` may leave, and return then."""
        block = self._block(key, costs)
        until = self._clock.now() + timedelta(seconds=MAX_WAIT_SECONDS)
        while True:
            slot = block.next(self._clock.now())
            if slot is None:
                leased = await self._lease(key, block, costs, until)
                if leased.failed:
                    return leased
                continue
            await self._wait(slot)
            if block.in_time(slot, self._clock.now()):
                return Result.ok(None)
            block.miss()

    async def close(self, key: BudgetKey, until: datetime) -> Result[None]:
        """Nobody calls this account before ``until``: the vendor's own word wins over our count."""
        return await self._overrule(key, lambda state: close(state, until))

    async def heed(self, key: BudgetKey, reading: VendorReading) -> Result[None]:
        """Correct the shared state by a vendor's headers; nothing is written where they tell nothing new."""

        def corrected(state: BudgetState) -> BudgetState | None:
            return correct(state, self._limits, reading, self._clock.now())

        if corrected(self._account(key).state or key.fresh()) is None:
            return Result.ok(None)
        return await self._overrule(key, corrected)

    async def read_out(self, key: BudgetKey) -> Result[BudgetReadout]:
        """How much of each limit all containers together have used."""
        found = await self._budgets.find(key.company_id, key.account)
        return found.map(lambda state: read_out(state or key.fresh(), self._limits, self._clock.now()))

    def _account(self, key: BudgetKey) -> _Account:
        return self._accounts.setdefault(key, _Account())

    def _block(self, key: BudgetKey, costs: Costs) -> Block:
        blocks = self._account(key).blocks
        return blocks.setdefault(_signature(costs), Block(lateness(self._limits, costs)))

    async def _wait(self, moment: datetime) -> None:
        seconds = (moment - self._clock.now()).total_seconds()
        if seconds > 0:
            await self._clock.sleep(seconds)

    async def _lease(self, key: BudgetKey, block: Block, costs: Costs, until: datetime) -> Result[None]:
        """Have slots in ``block``; one task of the container asks for all of them."""
        async with block.leasing:
            if not block.empty:
                return Result.ok(None)
            request = Request(costs, self._priority, block.wanted(self._clock.now()), _LEAD[self._priority], _SPAN)
            await self._yield(key)
            for _ in range(_TRIES):
                decided = await self._decide(key, block, request)
                if decided.error_code == ErrorCode.VERSION_CONFLICT:
                    continue
                if decided.failed:
                    return decided.failure()
                refusal = decided.unwrap()
                if refusal is None:
                    return Result.ok(None)
                again_at = self._again_at(key, refusal)
                if again_at > until:
                    return _exhausted(again_at, refusal.reason)
                await self._wait(again_at)
            return _exhausted(self._clock.now(), "contention")

    async def _decide(self, key: BudgetKey, block: Block, request: Request) -> Result[Refused | None]:
        account = self._account(key)
        known = await self._state(key)
        if known.failed:
            return known.failure()
        now = self._clock.now()
        state = known.unwrap()
        if block.unused:
            state = give_back(state, self._limits, request.costs, block.unused, now)
        decided = reserve(state, self._limits, request, now)
        if isinstance(decided, Refused):
            account.state = None
            return Result.ok(decided)
        saved = await self._save(account, decided.state)
        if saved.success:
            account.contention = max(0, account.contention - 1)
            account.waiting = 0
            block.lease(decided.slots)
        return saved.map(lambda _: None)

    def _again_at(self, key: BudgetKey, refusal: Refused) -> datetime:
        """Waiting containers come back one after the other: the more contention, the wider they spread."""
        account = self._account(key)
        account.contention = min(_MOST_CONTENTION, account.contention + 1)
        account.waiting += 1
        return max(refusal.retry_at, self._clock.now()) + self._spread(account)

    async def _yield(self, key: BudgetKey) -> None:
        """A container that was just served lets those come first that wait."""
        account = self._account(key)
        if account.contention and not account.waiting:
            await self._clock.sleep(self._spread(account).total_seconds())

    def _spread(self, account: _Account) -> timedelta:
        """A random part of the width; the longer somebody waits, the narrower."""
        width = min(_MOST_SPREAD_SECONDS, 0.05 * 2**account.contention) / (1 + account.waiting / _PATIENCE)
        return timedelta(seconds=width * self._random.random())

    async def _overrule(self, key: BudgetKey, change: _Change) -> Result[None]:
        """Write what the vendor said; what was leased before is worth nothing any more."""
        account = self._account(key)
        for block in account.blocks.values():
            block.drop()
        for _ in range(_TRIES):
            known = await self._state(key)
            if known.failed:
                return known.failure()
            changed = change(known.unwrap())
            if changed is None:
                return Result.ok(None)
            saved = await self._save(account, changed)
            if saved.error_code != ErrorCode.VERSION_CONFLICT:
                return saved.map(lambda _: None)
        return Result.fail("the budget is contended", ErrorCode.VERSION_CONFLICT)

    async def _state(self, key: BudgetKey) -> Result[BudgetState]:
        """The state as this container wrote it last, or read again while others write too."""
        account = self._account(key)
        known = account.state
        if known is not None and account.careful == 0:
            return Result.ok(known)
        found = await self._budgets.find(key.company_id, key.account)
        if found.failed:
            return found.failure()
        state = found.unwrap() or key.fresh()
        if known is not None and known.version == state.version:
            account.careful -= 1
        return Result.ok(state)

    async def _save(self, account: _Account, state: BudgetState) -> Result[BudgetState]:
        saved = await self._budgets.save(state)
        account.state = saved.unwrap() if saved.success else None
        if saved.error_code == ErrorCode.VERSION_CONFLICT:
            account.careful = _CAREFUL
        return saved


def _signature(costs: Mapping[str, int]) -> _Signature:
    return tuple(sorted((name, cost) for name, cost in costs.items() if cost))


def _exhausted(retry_at: datetime, reason: str) -> Result[None]:
    details = {"retry_at": iso(retry_at), "reason": reason, "outcome": "not_sent"}
    return Result.fail("the vendor's rate budget is used up for now", ErrorCode.BUDGET_EXHAUSTED, details)
