"""Sends events at least once: a failure pauses everything after it, and half a day of failures discards it all.

Procore's numbers (procore.md 5): 5 s for an answer, pauses from 1 s to 1 h, 12 h until the queue is flushed.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import httpx

from simulators.kit.clock import SimClock
from simulators.procore.events import Event
from simulators.procore.hooks import Hook
from simulators.procore.settings import WebhookSettings
from simulators.procore.wire import encode

type ClientFactory = Callable[[], httpx.AsyncClient]

_KEPT: Final = 5000
_KEPT_OF_BODY: Final = 500


class DeliveryStatus(StrEnum):
    """v2's words; ``retrying`` has failed at least once and is still in the queue."""

    ENQUEUED = "enqueued"
    RETRYING = "retrying"
    SUCCEEDED = "succeeded"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One POST; ``response_status`` is None where no answer came in time."""

    started_at: datetime
    completed_at: datetime
    response_status: int | None
    response_body: str
    error: str | None


@dataclass(slots=True, eq=False)
class Delivery:
    """One event on its way to one hook."""

    event: Event
    hook_id: int
    status: DeliveryStatus = DeliveryStatus.ENQUEUED
    attempts: list[Attempt] = field(default_factory=list)


@dataclass(slots=True)
class _Line:
    """What waits for one hook; ``failing_since`` is None while the last attempt was good."""

    waiting: deque[Delivery] = field(default_factory=deque)
    resume_at: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0

    def recovered(self) -> None:
        self.resume_at, self.failing_since, self.failures = None, None, 0


class Deliveries:
    """Takes up events and sends them when asked to; a background task decides when that is."""

    def __init__(self, clock: SimClock, clients: ClientFactory, settings: Callable[[], WebhookSettings]) -> None:
        self.made: deque[Delivery] = deque(maxlen=_KEPT)
        self._clock = clock
        self._clients = clients
        self._settings = settings
        self._lines: dict[int, _Line] = {}
        self._sending = asyncio.Lock()

    def enqueue(self, hook: Hook, event: Event) -> None:
        """Put an event behind those that wait, or before the last of them if reordering was asked for."""
        delivery = Delivery(event, hook.id)
        self.made.append(delivery)
        waiting = self._lines.setdefault(hook.id, _Line()).waiting
        waiting.insert(max(0, len(waiting) - 1) if self._settings().reorder else len(waiting), delivery)

    def forget(self, hook_id: int) -> None:
        """Drop what waits for a hook that is gone."""
        self._lines.pop(hook_id, None)

    def of_hook(self, hook_id: int) -> list[Delivery]:
        """Oldest first; the last 5,000 of all hooks are kept."""
        return [delivery for delivery in self.made if delivery.hook_id == hook_id]

    async def deliver_due(self, hooks: dict[int, Hook]) -> int:
        """Send everything due now; returns how many events were taken."""
        async with self._sending:
            due = [hook for hook in hooks.values() if self._is_due(hook.id)]
            if not due:
                return 0
            async with self._clients() as client:
                return sum([await self._drain(client, hook) for hook in due])

    def _is_due(self, hook_id: int) -> bool:
        line = self._lines.get(hook_id)
        if line is None or not line.waiting:
            return False
        self._discard_if_hopeless(line)
        return bool(line.waiting) and (line.resume_at is None or self._clock.now() >= line.resume_at)

    def _discard_if_hopeless(self, line: _Line) -> None:
        patience = timedelta(seconds=self._settings().discard_after_seconds)
        if line.failing_since is None or self._clock.now() - line.failing_since < patience:
            return
        for delivery in line.waiting:
            delivery.status = DeliveryStatus.DISCARDED
        line.waiting.clear()
        line.recovered()

    async def _drain(self, client: httpx.AsyncClient, hook: Hook) -> int:
        """Send in order until one fails."""
        line, taken = self._lines.get(hook.id, _Line()), 0
        while line.waiting:
            delivery = line.waiting[0]
            if not await self._send(client, hook, delivery):
                self._pause(line, delivery)
                break
            delivery.status = DeliveryStatus.SUCCEEDED
            line.waiting.remove(delivery)
            line.recovered()
            taken += 1
            if self._settings().deliver_twice:
                await self._send(client, hook, delivery)
        return taken

    def _pause(self, line: _Line, delivery: Delivery) -> None:
        now, settings = self._clock.now(), self._settings()
        delivery.status = DeliveryStatus.RETRYING
        line.failing_since = line.failing_since or now
        seconds = min(settings.first_backoff_seconds * 2.0**line.failures, settings.longest_backoff_seconds)
        line.failures = min(line.failures + 1, 60)
        line.resume_at = now + timedelta(seconds=seconds * settings.backoff_scale)

    async def _send(self, client: httpx.AsyncClient, hook: Hook, delivery: Delivery) -> bool:
        started = self._clock.now()
        answer, error = await self._post(client, hook, delivery.event)
        status = None if answer is None else answer.status_code
        body = "" if answer is None else answer.text[:_KEPT_OF_BODY]
        delivery.attempts.append(Attempt(started, self._clock.now(), status, body, error))
        return answer is not None and answer.is_success

    async def _post(
        self, client: httpx.AsyncClient, hook: Hook, event: Event
    ) -> tuple[httpx.Response | None, str | None]:
        headers = {"content-type": "application/json", "user-agent": "Procore Webhooks"}
        if hook.authorization is not None:
            headers["authorization"] = hook.authorization
        content = encode(event.payload(hook.version))
        seconds = self._settings().timeout_seconds
        try:
            return await client.post(hook.destination_url, content=content, headers=headers, timeout=seconds), None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return None, type(error).__name__
