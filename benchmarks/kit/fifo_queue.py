"""The writer's queue as SQS keeps it: FIFO by message group, deduplicated, with visibility and receive counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fieldledger.clients.wake_queue import IDS_PER_MESSAGE
from fieldledger.domain.clock import Clock, iso
from fieldledger.result import Result

DEDUPLICATED_FOR = timedelta(minutes=5)
RECEIVE_AT_ONCE = 10


@dataclass(eq=False)
class Message:
    """One wake-up. While it is in flight, nothing else of its group is handed out."""

    group: str
    company_id: str
    posting_ids: tuple[str, ...]
    not_before: datetime | None
    visible_at: datetime
    receives: int = 0
    in_flight: bool = False


@dataclass
class FifoQueue:
    """``apart``: a company's lanes are groups of their own; otherwise everything of everybody is one line."""

    clock: Clock
    apart: bool = True
    messages: list[Message] = field(default_factory=list)
    _seen: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def receive(self) -> list[Message]:
        """Up to ten messages, in order."""
        now = self.clock.now()
        held = {m.group for m in self.messages if m.in_flight and m.visible_at > now}
        taken = [m for m in self.messages if m.group not in held][:RECEIVE_AT_ONCE]
        for message in taken:
            message.in_flight, message.receives = True, message.receives + 1
            message.visible_at = now + timedelta(minutes=30)
        return taken

    def delete(self, message: Message) -> None:
        """It was dealt with."""
        self.messages.remove(message)

    def postpone(self, message: Message, until: datetime) -> None:
        """It stays in flight until then."""
        message.visible_at = until

    def send(self, group: str, company_id: str, posting_ids: Sequence[str], key: str, at: datetime | None) -> None:
        """Unless the same was sent within five minutes."""
        now, own = self.clock.now(), group if self.apart else "all"
        sent = self._seen.get((own, key))
        if sent is not None and now - sent < DEDUPLICATED_FOR:
            return
        self._seen[own, key] = now
        self.messages.append(Message(own, company_id, tuple(posting_ids), at, now))


@dataclass(frozen=True, slots=True)
class Lane:
    """Implements ``WakeWriter`` and ``LaneQueue`` as ``SqsWriterQueue`` does over SQS."""

    queue: FifoQueue
    name: str = "approved"

    async def wake(self, company_id: str, posting_ids: Sequence[str], occasion: str) -> Result[int]:
        """One message."""
        key = f"{company_id}{occasion}{len(posting_ids)}"
        self.queue.send(f"{company_id}:{self.name}", company_id, posting_ids[:IDS_PER_MESSAGE], key, None)
        return Result.ok(1)

    async def go_on(self, company_id: str, group: str | None, occasion: str) -> Result[int]:
        """In the same group."""
        self.queue.send(group or f"{company_id}:{self.name}", company_id, [], f"{company_id}go on{occasion}", None)
        return Result.ok(1)

    async def wake_at(self, company_id: str, moment: datetime) -> Result[int]:
        """In a group of its own."""
        self.queue.send(f"{company_id}:{iso(moment)}", company_id, [], f"{company_id}{iso(moment)}", moment)
        return Result.ok(1)
