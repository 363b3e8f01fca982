"""Numbers every external effect, and disturbs one of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum

import httpx

from fieldledger.result import ErrorCode, Result
from tests.integration.flow.doubles import Crash


class Harm(StrEnum):
    """What happens at one effect. ``LOST``: it took place, and nobody learns of it. ``REFUSED``: it did not."""

    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"
    LOST = "answer lost"
    REFUSED = "refused"
    REFUSED_THREE_TIMES = "refused three times"


@dataclass
class Effects:
    """Counts effects while ``watching``; the one with number ``at`` (from 0) is disturbed by ``harm``."""

    at: int | None = None
    harm: Harm = Harm.KILLED_BEFORE
    watching: bool = False
    seen: list[str] = field(default_factory=list)

    def _disturbs(self) -> bool:
        if self.at is None:
            return False
        width = 3 if self.harm is Harm.REFUSED_THREE_TIMES else 1
        return self.at <= len(self.seen) - 1 < self.at + width

    async def result[T](self, name: str, code: ErrorCode, act: Callable[[], Awaitable[Result[T]]]) -> Result[T]:
        """An effect that answers with a Result: of the store and of the queue."""
        if not self.watching:
            return await act()
        self.seen.append(name)
        if not self._disturbs():
            return await act()
        self._kill_before()
        if self.harm in {Harm.REFUSED, Harm.REFUSED_THREE_TIMES}:
            return Result.fail("throttled", code)
        answer = await act()
        self._kill_after()
        return Result.fail("no answer", code) if answer.success else answer

    async def call(self, name: str, act: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        """An effect over HTTP."""
        if not self.watching:
            return await act()
        self.seen.append(name)
        if not self._disturbs():
            return await act()
        self._kill_before()
        if self.harm in {Harm.REFUSED, Harm.REFUSED_THREE_TIMES}:
            raise httpx.ConnectError("refused")
        answer = await act()
        self._kill_after()
        del answer
        raise httpx.ReadTimeout("no answer in time")

    def _kill_before(self) -> None:
        if self.harm is Harm.KILLED_BEFORE:
            raise Crash

    def _kill_after(self) -> None:
        if self.harm is Harm.KILLED_AFTER:
            raise Crash
