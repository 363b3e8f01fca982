"""Our clients: ``python -m benchmarks.clients.ours quickbooks|procore <url> <token> <account> <calls> <at once>``."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from fractions import Fraction
from random import SystemRandom
from typing import Final

from benchmarks.clients.usage import memory, report, timed
from fieldledger.clients.external_api import ApiAccess
from fieldledger.clients.http_library import AsyncClient
from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.clients.procore.client import ProcoreClient
from fieldledger.clients.quickbooks.client import QuickbooksClient
from fieldledger.clients.quickbooks.models import Customer
from fieldledger.clients.rate_budget import RateBudget
from fieldledger.domain.clock import SystemClock
from fieldledger.domain.rate_windows import Window
from fieldledger.result import Result
from local.verify.access import COMPANY, GivenToken, MemoryBudgets, Straight

# The simulators let everything through here: the budget is counted, and never in the way.
_WIDE: Final = 10_000_000

type OneCall = Callable[[], Awaitable[Result[object]]]


def _access(http: AsyncClient, token: GivenToken, names: tuple[str, ...]) -> ApiAccess:
    limits = [Window(name, _WIDE, 60, Fraction(1, 2)) for name in names]
    budget = RateBudget(MemoryBudgets(), limits, SystemClock(), SystemRandom())
    return ApiAccess(lambda: http, token, budget, Straight(), SystemClock(), SystemRandom())


def _call(vendor: str, http: AsyncClient, url: str, token: GivenToken) -> OneCall:
    """The ordinary list of the vendor: a page of 100."""
    if vendor == "quickbooks":
        books = QuickbooksClient(_access(http, token, ("second", "minute")), url)

        async def customers() -> Result[object]:
            return (await books.page(COMPANY, Customer, size=100)).map(lambda page: page)

        return customers
    api = ProcoreApi(ProcoreClient(_access(http, token, ("hour", "spike")), url))

    async def vendors() -> Result[object]:
        return (await api.vendors.page(COMPANY)).map(lambda page: page)

    return vendors


async def _work(vendor: str, url: str, token: GivenToken, calls: int, at_once: int) -> int:
    async with AsyncClient() as http:
        call = _call(vendor, http, url, token)
        left = iter(range(calls))

        async def worker() -> None:
            for _ in left:
                (await call()).unwrap()

        await asyncio.gather(*(worker() for _ in range(at_once)))
    return calls


def main() -> None:
    """Measure and report."""
    vendor, url, token, account, calls, at_once = sys.argv[1:]
    idle = memory()
    made, seconds = timed(lambda: asyncio.run(_work(vendor, url, GivenToken(token, account), int(calls), int(at_once))))
    report(made, seconds, idle)


if __name__ == "__main__":
    main()
