"""An event loop whose waits take no time: concurrency is real, only the clock is not."""

import asyncio
import selectors
from datetime import datetime, timedelta
from typing import Final

from tests.fakes.clock import MONDAY_MORNING, FakeClock


class _Jump(selectors.SelectSelector):
    """Instead of waiting for the next timer, time goes there."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Everything happens in this process, so nothing can arrive while all tasks wait."""
        if timeout is not None and timeout > 0:
            self.now += timeout
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """``time`` stands still while tasks work and jumps when all of them wait."""

    def __init__(self) -> None:
        self._jump: Final = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        """Seconds since the loop began."""
        return self._jump.now


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
