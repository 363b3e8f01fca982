"""Deliveries of change events: gathered, signed, sent at least once, in any order, and retried (section 6.4)."""

import random
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx

from simulators.kit.clock import SimClock
from simulators.quickbooks.settings import SettingsHolder, WebhookSettings
from simulators.quickbooks.values import Json, dumps
from simulators.quickbooks.webhook_events import Happening, signature, source_of, written

__all__ = ["Attempt", "ClientFactory", "Delivery", "WebhookTarget", "Webhooks", "signature"]

# Pauses after each failed try; the last one goes on for ever.
RETRY_SECONDS = (10, 20, 30, 300, 1200, 7200, 14400, 21600)
ANSWER_SECONDS = 3
_KEPT = 5000

ClientFactory = Callable[[], httpx.AsyncClient]


@dataclass(slots=True)
class WebhookTarget:
    """Where events go; while not `enabled` they gather and leave only by a flush."""

    url: str = ""
    verifier_token: str = ""
    enabled: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try; `status` is None where no answer came in time."""

    at: datetime
    status: int | None


@dataclass(slots=True)
class Delivery:
    """One POST, tried until it is answered with 200."""

    id: str
    body: Json
    due: datetime
    attempts: list[Attempt] = field(default_factory=list)
    delivered: bool = False


class Webhooks:
    """Holds what has happened, and sends it when asked to; a background task decides when that is."""

    def __init__(self, clock: SimClock, settings: SettingsHolder, rng: random.Random, clients: ClientFactory) -> None:
        self.target = WebhookTarget()
        self.deliveries: deque[Delivery] = deque(maxlen=_KEPT)
        self._clock = clock
        self._settings = settings
        self._rng = rng
        self._clients = clients
        self._gathered: list[Happening] = []
        self._waiting: list[Delivery] = []

    def note(self, realm_id: str, entity: str, event: str, entity_id: str, lost_id: str | None = None) -> None:
        """Take up a change; without an address set nothing is kept."""
        if self.target.url:
            event_id = uuid.UUID(int=self._rng.getrandbits(128), version=4)
            now = self._clock.now()
            self._gathered.append(Happening(now, realm_id, entity, event, entity_id, lost_id, event_id))

    async def deliver_due(self) -> int:
        """Send everything due now, one try each; returns how many deliveries were acknowledged."""
        self._gather()
        delivered = 0
        due = self._due()
        if not due:
            return 0
        async with self._clients() as client:
            for delivery in due:
                await self._try(client, delivery)
                delivered += delivery.delivered
                if not delivery.delivered and self._options.head_of_line:
                    break
        self._waiting = [delivery for delivery in self._waiting if not delivery.delivered]
        return delivered

    @property
    def _options(self) -> WebhookSettings:
        return self._settings.current.webhook

    def _due(self) -> list[Delivery]:
        """Choose what to try now; a first delivery that waits for its next try withholds all others."""
        now = self._clock.now()
        if self._options.head_of_line and self._waiting and self._waiting[0].due > now:
            return []
        return [delivery for delivery in self._waiting if delivery.due <= now]

    def _gather(self) -> None:
        """Close the gathering once its oldest event has waited long enough."""
        options, now = self._options, self._clock.now()
        window = timedelta(seconds=options.aggregation_seconds)
        if not self._gathered or now - self._gathered[0].at < window:
            return
        happenings, self._gathered = self._gathered, []
        if options.shuffled:
            self._rng.shuffle(happenings)
        bodies = [written(group, source_of(self.target.url), options) for group in _groups(happenings, options)]
        if options.deliver_twice:
            bodies = [body for body in bodies for _ in range(2)]
        if options.shuffled:
            self._rng.shuffle(bodies)
        for body in bodies:
            self._enqueue(body, now)

    def _enqueue(self, body: Json, now: datetime) -> None:
        delivery = Delivery(f"{self._rng.getrandbits(64):016x}", body, due=now)
        self._waiting.append(delivery)
        self.deliveries.append(delivery)

    async def _try(self, client: httpx.AsyncClient, delivery: Delivery) -> None:
        raw = dumps(delivery.body)
        now = self._clock.now()
        try:
            answer = await client.post(
                self.target.url, content=raw, headers=self._headers(raw, delivery), timeout=ANSWER_SECONDS
            )
            status = answer.status_code
        except httpx.HTTPError:
            status = None
        delivery.attempts.append(Attempt(now, status))
        delivery.delivered = status == httpx.codes.OK
        if not delivery.delivered:
            delivery.due = now + self._pause(len(delivery.attempts))

    def _pause(self, tries: int) -> timedelta:
        seconds = RETRY_SECONDS[min(tries, len(RETRY_SECONDS)) - 1]
        return timedelta(seconds=seconds * self._options.retry_scale)

    def _headers(self, raw: bytes, delivery: Delivery) -> dict[str, str]:
        return {
            "content-type": self._options.content_type,
            "intuit-signature": signature(self.target.verifier_token, raw),
            "intuit-t-id": delivery.id,
            "intuit-created-time": self._clock.now().isoformat(),
            "intuit-notification-schema-version": "0.1",
            "user-agent": "intuit_notification_server/0.1",
        }

    def waiting_events(self) -> int:
        """Count the events gathered and not yet in a delivery."""
        return len(self._gathered)

    def reset(self) -> None:
        self.target = WebhookTarget()
        self.deliveries.clear()
        self._gathered.clear()
        self._waiting.clear()


def _groups(happenings: list[Happening], options: WebhookSettings) -> Iterator[list[Happening]]:
    """Cut what has gathered into POSTs; companies share one unless the settings keep them apart."""
    companies: dict[str, list[Happening]] = {}
    for happening in happenings:
        companies.setdefault("" if options.several_companies else happening.realm_id, []).append(happening)
    for company in companies.values():
        for start in range(0, len(company), options.events_per_delivery):
            yield company[start : start + options.events_per_delivery]
