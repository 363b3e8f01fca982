"""Numbers every external effect, and disturbs one of them."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

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
    REFUSED_FOR_THE_REST = "AWS refuses all that follows"
    OUT_OF_TIME = "out of time"
    OUT_OF_TIME_AND_KILLED = "out of time and killed two effects later"
    DISCONNECTED = "disconnected"
    OVERTAKEN = "overtaken"
    CLOSED = "connection closed before it arrived"
    SERVER_ERROR = "answered with 500"
    DONE_AND_UNAVAILABLE = "done and answered with 503"
    THROTTLED = "answered with 429"
    ANSWER_LEFT_OUT = "an item without an answer"
    ANSWER_OF_A_STRANGER = "an item answered under another bId"

    def fits(self, effect: str) -> bool:
        """Whether an effect of this name can come to this harm."""
        if self in _OF_A_BATCH:
            return effect == "POST batch"
        if self is Harm.REFUSED_FOR_THE_REST:
            return not _is_call(effect)
        return self not in _OF_A_CALL or _is_call(effect)


_OF_A_BATCH: Final = frozenset({Harm.ANSWER_LEFT_OUT, Harm.ANSWER_OF_A_STRANGER})
_OF_A_CALL: Final = frozenset({Harm.CLOSED, Harm.SERVER_ERROR, Harm.DONE_AND_UNAVAILABLE, Harm.THROTTLED})
_REFUSALS: Final = frozenset({Harm.REFUSED, Harm.REFUSED_THREE_TIMES, Harm.REFUSED_FOR_THE_REST})
_HARD_KILL_AFTER: Final = 2
_STATUS: Final = {Harm.SERVER_ERROR: 500, Harm.DONE_AND_UNAVAILABLE: 503, Harm.THROTTLED: 429}

type Interlude = Callable[[], Awaitable[None]]


def _is_call(effect: str) -> bool:
    return effect.startswith(("POST ", "GET "))


async def _nothing() -> None:
    """No interlude."""


@dataclass
class Effects:
    """Counts effects while ``watching``; the one with number ``at`` (from 0) is disturbed by ``harm``.

    Implements ``Deadline``: the time of an invocation is over when the effect that runs out of time is reached.
    ``interlude`` is what others do meanwhile: its effects are not counted.
    """

    at: int | None = None
    harm: Harm = Harm.KILLED_BEFORE
    watching: bool = False
    seen: list[str] = field(default_factory=list)
    interlude: Interlude = _nothing
    time_is_over: bool = False
    _aws_is_down: bool = field(default=False, init=False)
    _left_to_live: int | None = field(default=None, init=False)

    def invocation_ends(self) -> None:
        """The next one has time again, and AWS answers it."""
        self.time_is_over, self._aws_is_down, self._left_to_live = False, False, None

    def allows(self, seconds: float) -> bool:
        """Until the time is over."""
        return not self.time_is_over

    async def result[T](self, name: str, code: ErrorCode, act: Callable[[], Awaitable[Result[T]]]) -> Result[T]:
        """An effect that answers with a Result: of the store and of the queue."""
        if not self._disturbs(name):
            return await act()
        await self._before()
        if self.harm in _REFUSALS:
            return Result.fail("throttled", code, {"cause": "ThrottlingException"})
        answer = await act()
        self._kill_after()
        if self.harm is Harm.OVERTAKEN:
            await self._meanwhile()
        lost = self.harm is Harm.LOST and answer.success
        return Result.fail("no answer", code, {"cause": "ReadTimeoutError"}) if lost else answer

    async def call(self, name: str, act: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        """An effect over HTTP."""
        if not self._disturbs(name):
            return await act()
        await self._before()
        if self.harm in _REFUSALS:
            raise httpx.ConnectError("refused")
        if self.harm is Harm.CLOSED:
            raise httpx.RemoteProtocolError("connection closed")
        if self.harm in {Harm.SERVER_ERROR, Harm.THROTTLED}:
            return httpx.Response(_STATUS[self.harm])
        if self.harm is Harm.OVERTAKEN:
            await self._meanwhile()
        answer = await act()
        self._kill_after()
        if self.harm is Harm.LOST:
            raise httpx.ReadTimeout("no answer in time")
        if self.harm is Harm.DONE_AND_UNAVAILABLE:
            return httpx.Response(_STATUS[self.harm])
        return await _garbled(answer, self.harm) if self.harm in _OF_A_BATCH else answer

    def _disturbs(self, name: str) -> bool:
        if not self.watching:
            return False
        self.seen.append(name)
        self._age()
        if self.at is None:
            return False
        if self._aws_is_down and not _is_call(name):
            return True
        width = 3 if self.harm is Harm.REFUSED_THREE_TIMES else 1
        return self.at <= len(self.seen) - 1 < self.at + width

    def _age(self) -> None:
        """Lambda ends what did not stop in time."""
        if self._left_to_live is None:
            return
        self._left_to_live -= 1
        if self._left_to_live < 0:
            self._left_to_live = None
            raise Crash

    async def _before(self) -> None:
        match self.harm:
            case Harm.KILLED_BEFORE:
                raise Crash
            case Harm.REFUSED_FOR_THE_REST:
                self._aws_is_down = True
            case Harm.OUT_OF_TIME:
                self.time_is_over = True
            case Harm.OUT_OF_TIME_AND_KILLED:
                self.time_is_over, self._left_to_live = True, _HARD_KILL_AFTER - 1
            case Harm.DISCONNECTED:
                await self._meanwhile()

    def _kill_after(self) -> None:
        if self.harm is Harm.KILLED_AFTER:
            raise Crash

    async def _meanwhile(self) -> None:
        self.watching = False
        try:
            await self.interlude()
        finally:
            self.watching = True


async def _garbled(answer: httpx.Response, harm: Harm) -> httpx.Response:
    """The batch was done, and its answer does not tell everything."""
    told = json.loads(await answer.aread())
    items = sorted(told["BatchItemResponse"], key=lambda item: str(item["bId"]))
    if harm is Harm.ANSWER_LEFT_OUT:
        items = items[1:]
    else:
        items[0]["bId"] = "stranger"
    return httpx.Response(200, json={**told, "BatchItemResponse": items})
