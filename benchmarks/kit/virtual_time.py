"""An event loop whose waits take no time: concurrency is real, only the clock is not."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Final
from unittest import mock

from aws_lambda_powertools.utilities.circuit_breaker import base as powertools
from aws_lambda_powertools.utilities.circuit_breaker.persistence import base as powertools_store

from fieldledger.clients.circuit_breaker import Attempt, PowertoolsCircuitBreaker
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.domain.budget_key import BudgetKey
from fieldledger.log import logger
from fieldledger.result import Result
from fieldledger.runtime import metrics
from tests.fakes.circuits import InMemoryCircuits
from tests.fakes.clock import MONDAY_MORNING, FakeClock

_A_MOMENT: Final = 0.05


class _Jump(selectors.SelectSelector):
    """Instead of waiting for the next timer, time goes there; ``outside`` counts threads that work meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.outside = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Everything happens in this process: unless a thread works, nothing can arrive while all tasks wait."""
        if timeout == 0:
            return super().select(0)
        if self.outside:
            return super().select(_A_MOMENT)
        if timeout is not None:
            self.now += max(0.0, timeout)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """``time`` stands still while tasks work and jumps when all of them wait."""

    def __init__(self) -> None:
        self._jump: Final = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        """Seconds since the loop began."""
        return self._jump.now

    @contextmanager
    def a_thread_works(self, change: int = 1) -> Iterator[None]:
        """Time stands still in between; with ``change`` -1 it goes on in between."""
        self._jump.outside += change
        try:
            yield
        finally:
            self._jump.outside -= change


class VirtualClock(FakeClock):
    """The product's and the vendor's clock on a virtual loop."""

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def now(self) -> datetime:
        """Monday morning and the loop's time."""
        return MONDAY_MORNING + timedelta(seconds=self._loop.time())

    async def sleep(self, seconds: float) -> None:
        """Wait, and let the others work."""
        await asyncio.sleep(seconds)


class VirtualBreaker:
    """The product's circuit breaker, whose decisions run in threads, with its store in memory."""

    def __init__(self, loop: VirtualLoop, circuits: InMemoryCircuits) -> None:
        self._loop = loop
        self._inner = PowertoolsCircuitBreaker(lambda _company_id: circuits)

    async def call(self, key: BudgetKey, attempt: Attempt) -> Result[VendorAnswer]:
        """The product's own decision."""

        async def on_the_loop() -> Result[VendorAnswer]:
            with self._loop.a_thread_works(-1):
                return await attempt()

        with self._loop.a_thread_works():
            return await self._inner.call(key, on_the_loop)


def in_virtual_time[T](work: Callable[[VirtualLoop, VirtualClock], Coroutine[None, None, T]]) -> T:
    """Run ``work`` to its end on a loop and a clock of its own; Powertools tells the same time."""
    loop = VirtualLoop()
    clock = VirtualClock(loop)
    time = SimpleNamespace(datetime=clock)
    logger.setLevel("CRITICAL")
    with (
        mock.patch.object(metrics, "count"),
        mock.patch.object(metrics, "gauge"),
        mock.patch.object(powertools, "dt", time),
        mock.patch.object(powertools_store, "dt", time),
    ):
        asyncio.set_event_loop(loop)
        try:
            return loop.run_until_complete(work(loop, clock))
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()
