"""Vendor clients without a stack: a given token, a budget in memory, and the headers of every answer kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import SystemRandom

from fieldledger.clients.circuit_breaker import Attempt
from fieldledger.clients.external_api import ApiAccess
from fieldledger.clients.http_library import AsyncClient
from fieldledger.clients.rate_budget import RateBudget
from fieldledger.clients.tokens import AccessToken
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.domain.budget_key import BudgetKey
from fieldledger.domain.clock import SystemClock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_budget import BudgetState
from fieldledger.domain.rate_windows import Limit, Priority
from fieldledger.result import ErrorCode, Result

COMPANY = "verification"


@dataclass(frozen=True, slots=True)
class GivenToken:
    """Implements ``TokenSource``: never refreshes, since that would take the token from whoever else uses it."""

    value: str
    account_id: str

    async def access_token(
        self, company_id: str, vendor: VendorName, rejected: str | None = None
    ) -> Result[AccessToken]:
        """The token, until the vendor refuses it."""
        del company_id
        if rejected is not None:
            return Result.fail(f"{vendor} refused the given token", ErrorCode.VENDOR_UNAUTHORIZED)
        return Result.ok(AccessToken(self.value, self.account_id, SystemClock().now() + timedelta(hours=1)))


class MemoryBudgets:
    """Implements ``Budgets`` for one process."""

    def __init__(self) -> None:
        self._states: dict[tuple[str, str], BudgetState] = {}

    async def find(self, company_id: str, account: str) -> Result[BudgetState | None]:
        """The state, or None."""
        return Result.ok(self._states.get((company_id, account)))

    async def save(self, state: BudgetState) -> Result[BudgetState]:
        """Keep it."""
        self._states[state.company_id, state.account] = state
        return Result.ok(state)


class Straight:
    """Implements ``CircuitBreaker``; keeps the vendor's answers so that their headers can be looked at."""

    def __init__(self) -> None:
        self.answers: list[VendorAnswer] = []

    async def call(self, key: BudgetKey, attempt: Attempt) -> Result[VendorAnswer]:
        """Just try."""
        del key
        answered = await attempt()
        if answered.success:
            self.answers.append(answered.unwrap())
        return answered

    def sent(self, header: str) -> bool | None:
        """Whether any answer carried ``header``; None without answers."""
        return any(header in answer.headers for answer in self.answers) if self.answers else None


def access(http: AsyncClient, token: GivenToken, limits: Sequence[Limit], line: Straight) -> ApiAccess:
    """What a vendor client is made of."""
    clock, random = SystemClock(), SystemRandom()
    budget = RateBudget(MemoryBudgets(), limits, clock, random, Priority.INTERACTIVE)
    return ApiAccess(lambda: http, token, budget, line, clock, random)
