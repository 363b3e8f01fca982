"""The shared rate budget of one vendor account: every container reserves from the same item before it calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fieldledger.domain.clock import Clock, iso
from fieldledger.domain.rate_budget import BudgetState, Granted, Refused, Window, close, reserve
from fieldledger.repositories.budgets import Budgets
from fieldledger.result import ErrorCode, Result

MAX_WAIT_SECONDS = 2.0
_TRIES = 8


@dataclass(frozen=True, slots=True)
class BudgetKey:
    """Whose budget: ``account`` is vendor and vendor tenant (``quickbooks:<realmId>``)."""

    company_id: str
    account: str


class RateBudget:
    """Waits at most two seconds; beyond that it answers ``BUDGET_EXHAUSTED`` with ``retry_at`` in the details."""

    def __init__(self, budgets: Budgets, windows: Sequence[Window], clock: Clock) -> None:
        self._budgets = budgets
        self._windows = windows
        self._clock = clock
        self._known: dict[BudgetKey, BudgetState] = {}

    async def take(self, key: BudgetKey, costs: Mapping[str, int]) -> Result[None]:
        """Reserve ``costs`` from every window, in one conditional write."""
        waited = 0.0
        for _ in range(_TRIES):
            decided = await self._decide(key, costs)
            if decided.failed:
                if decided.error_code == ErrorCode.VERSION_CONFLICT:
                    continue
                return decided.failure()
            refusal = decided.unwrap()
            if refusal is None:
                return Result.ok(None)
            wait = (refusal.retry_at - self._clock.now()).total_seconds()
            if waited + wait > MAX_WAIT_SECONDS:
                return _exhausted(refusal.retry_at, refusal.reason)
            waited += max(wait, 0.0)
            await self._clock.sleep(max(wait, 0.0))
        return _exhausted(self._clock.now(), "contention")

    async def close(self, key: BudgetKey, until: datetime) -> Result[None]:
        """Nobody calls this account before ``until``: the vendor's own word wins over our count."""
        for _ in range(_TRIES):
            state = await self._state(key)
            if state.failed:
                return state.failure()
            saved = await self._save(key, close(state.unwrap(), until))
            if saved.error_code != ErrorCode.VERSION_CONFLICT:
                return saved.map(lambda _: None)
        return Result.fail("the budget is contended", ErrorCode.VERSION_CONFLICT)

    async def _decide(self, key: BudgetKey, costs: Mapping[str, int]) -> Result[Refused | None]:
        state = await self._state(key)
        if state.failed:
            return state.failure()
        match reserve(state.unwrap(), self._windows, costs, self._clock.now()):
            case Granted(taken):
                return (await self._save(key, taken)).map(lambda _: None)
            case Refused() as refusal:
                self._known.pop(key, None)
                return Result.ok(refusal)

    async def _state(self, key: BudgetKey) -> Result[BudgetState]:
        """The state as this container wrote it last; a conflict or a refusal makes the next look a fresh read."""
        known = self._known.get(key)
        if known is not None:
            return Result.ok(known)
        found = await self._budgets.find(key.company_id, key.account)
        return found.map(lambda state: state or BudgetState(company_id=key.company_id, account=key.account))

    async def _save(self, key: BudgetKey, state: BudgetState) -> Result[BudgetState]:
        self._known.pop(key, None)
        saved = await self._budgets.save(state)
        if saved.success:
            self._known[key] = saved.unwrap()
        return saved


def _exhausted(retry_at: datetime, reason: str) -> Result[None]:
    details = {"retry_at": iso(retry_at), "reason": reason, "outcome": "not_sent"}
    return Result.fail("the vendor's rate budget is used up for now", ErrorCode.BUDGET_EXHAUSTED, details)
