"""What a scenario of QuickBooks plays on: the world, its queues, and who comes to help when something fails."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from unittest import mock

from fieldledger.domain.connection import VendorName
from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.result import ErrorCode, Result
from fieldledger.runtime.coming_back import ComingBack
from fieldledger.runtime.sqs_batch import Retry
from tests.builders import COMPANY
from tests.integration.flow.doubles import RecordingQueue
from tests.integration.flow.harness import World
from tests.soak.effects import Effects, Harm
from tests.soak.watched import WatchedCipher, WatchedQueue, WatchedStore, WatchedTransport

_ADMIN: Final = "user-admin"
_STALL_SECONDS: Final = 100
"""Shorter than the 120 s that the vendor may work on a request."""
_VISIBILITY: Final = timedelta(minutes=30)


@dataclass
class Stage:
    """``redelivers``: the queue brings a message again until its writer is done; else only the sweep helps."""

    world: World
    effects: Effects
    queue: RecordingQueue
    redelivers: bool = True
    delivered: int = 0
    receives: int = 0
    events: list[VendorEvent] = field(default_factory=list)
    later: list[datetime] = field(default_factory=list)
    disconnected: bool = False

    async def deliver(self) -> Result[object]:
        """The waiting messages, newest first: they leave the queue when the writer is done. No message, no writer."""
        end = len(self.queue.woken)
        waiting = self.queue.woken[self.delivered : end]
        if not waiting:
            return Result.ok(None)
        if not self.redelivers:
            self.delivered = end
        self.receives += 1
        named = [posting_id for _, ids in reversed(waiting) for posting_id in ids]
        written = await self.world.flow.write(ids=named, deadline=self.effects)
        with mock.patch("fieldledger.runtime.coming_back.metrics"):
            coming_back = ComingBack(_Lanes(self), self.world.flow.clock)
            outcome = await coming_back.after(COMPANY, None, self.receives, written)
        if isinstance(outcome, Retry):
            await self._put_off(outcome)
            code = written.error_code or ErrorCode.BUDGET_EXHAUSTED
            return Result.fail("the writer comes back later", code, dict(written.details))
        self.delivered, self.receives = end, 0
        if len(self.queue.woken) > end:
            return Result.fail("another message follows", ErrorCode.BUDGET_EXHAUSTED)
        return Result.ok(None)

    async def deliver_later(self) -> None:
        """Messages that were sent for a moment, when it has come."""
        moments, self.later = sorted(self.later), []
        for moment in moments:
            self._until(moment)
            await self.world.flow.write()

    def _until(self, moment: datetime) -> None:
        clock = self.world.flow.clock
        clock.advance(max(0.0, (moment - clock.now()).total_seconds()))

    async def _put_off(self, retry: Retry) -> None:
        """A message that cannot be put off comes back when the queue's own time is over."""
        put_off = await self.effects.result("postpone", ErrorCode.QUEUE_UNAVAILABLE, _postponed)
        gone = self.world.flow.clock.now() + _VISIBILITY
        self._until(retry.at if put_off.success and retry.at is not None else gone)

    async def deliver_everything_again(self) -> None:
        """A queue that delivers at least once may do that long after."""
        named = [posting_id for _, ids in self.queue.woken for posting_id in ids]
        (await self.world.flow.write(ids=named)).unwrap()

    async def disconnect(self) -> None:
        """A person ends the connection with the books; again if a refresh of the token was faster."""
        for _ in range(3):
            connections = self.world.flow.container().connections
            done = await connections.disconnect(COMPANY, _ADMIN, VendorName.QUICKBOOKS)
            if done.success:
                self.disconnected = True
                return
        done.unwrap()

    async def recover(self) -> None:
        """Half a minute later; who disconnected the books connects them again."""
        self.world.flow.clock.advance(seconds=31)
        await self.reconnect()

    async def reconnect(self) -> None:
        """A person's part."""
        if self.disconnected:
            await self.world.connect_books()
            self.disconnected = False

    async def deliver_with_help(self) -> None:
        """The waiting messages, and a person who reads the inbox: a refresh token that got lost needs one."""
        done = await self.deliver()
        if done.error_code == ErrorCode.RECONNECT_REQUIRED:
            await self.world.connect_books()

    async def another_writer(self) -> None:
        """The books or the store take their time, and meanwhile somebody else is woken."""
        self.world.flow.clock.advance(_STALL_SECONDS)
        await self.world.flow.write()


@dataclass
class _Lanes:
    """Implements ``LaneQueue``: what the writer sends itself."""

    stage: Stage

    async def go_on(self, company_id: str, group: str | None, occasion: str) -> Result[int]:
        """One more message behind the others."""
        return await self.stage.world.flow.queue.wake(company_id, [], occasion)

    async def wake_at(self, company_id: str, moment: datetime) -> Result[int]:
        """A message that comes at its moment, or is lost."""
        sent = await self.stage.effects.result("wake_at", ErrorCode.QUEUE_UNAVAILABLE, _postponed)
        if sent.success:
            self.stage.later.append(moment)
        return sent.map(lambda _: 1)


async def _postponed() -> Result[None]:
    return Result.ok(None)


def staged(world: World, effects: Effects, *, redelivers: bool) -> Stage:
    """Containers are made after this, so they see nothing but what is watched."""
    flow = world.flow
    stage = Stage(world, effects, flow.queue, redelivers, delivered=len(flow.queue.woken))
    effects.interlude = stage.disconnect if effects.harm is Harm.DISCONNECTED else stage.another_writer
    vars(flow).update(
        store=WatchedStore(flow.store, effects),
        queue=WatchedQueue(flow.queue, effects),
        cipher=WatchedCipher(flow.cipher, effects),
    )
    hosts = flow.wire.hosts
    flow.wire.hosts = {host: WatchedTransport(transport, effects) for host, transport in hosts.items()}
    return stage
