"""Change events: CloudEvents gathered, signed, sent at least once and retried (section 6)."""

import base64
import hashlib
import hmac
import random
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx

from simulators.kit.clock import SimClock
from simulators.quickbooks.settings import SettingsHolder
from simulators.quickbooks.values import Body, Json, dumps

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
    """One POST of up to 100 events, tried until it is answered with 200."""

    id: str
    events: list[Json]
    due: datetime
    attempts: list[Attempt] = field(default_factory=list)
    delivered: bool = False


def signature(verifier_token: str, raw: bytes) -> str:
    """Sign a raw body as header `intuit-signature` carries it (section 6.3)."""
    return base64.b64encode(hmac.new(verifier_token.encode(), raw, hashlib.sha256).digest()).decode()


class Webhooks:
    """Holds what has happened, and sends it when asked to; a background task decides when that is."""

    def __init__(self, clock: SimClock, settings: SettingsHolder, rng: random.Random, clients: ClientFactory) -> None:
        self.target = WebhookTarget()
        self.deliveries: deque[Delivery] = deque(maxlen=_KEPT)
        self._clock = clock
        self._settings = settings
        self._rng = rng
        self._clients = clients
        self._gathered: list[tuple[datetime, Body]] = []
        self._waiting: list[Delivery] = []

    def note(self, realm_id: str, entity: str, operation: str, entity_id: str) -> None:
        """Take up a change; without an address set nothing is kept."""
        if self.target.url:
            now = self._clock.now()
            self._gathered.append((now, self._event(now, realm_id, entity, operation, entity_id)))

    def _event(self, now: datetime, realm_id: str, entity: str, operation: str, entity_id: str) -> Body:
        source = base64.b64encode(hashlib.sha256(self.target.url.encode()).digest()).decode()
        return {
            "specversion": "1.0",
            "id": str(uuid.UUID(int=self._rng.getrandbits(128), version=4)),
            "source": f"intuit.{source}",
            "type": f"qbo.{entity.lower()}.{operation}.v1",
            "datacontenttype": "application/json",
            "time": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "000Z",
            "intuitentityid": entity_id,
            "intuitaccountid": realm_id,
            "data": {},
        }

    async def deliver_due(self) -> int:
        """Send everything due now, one try each; returns how many deliveries were acknowledged."""
        self._gather()
        now = self._clock.now()
        due = [delivery for delivery in self._waiting if delivery.due <= now]
        if not due:
            return 0
        async with self._clients() as client:
            for delivery in due:
                await self._try(client, delivery)
        self._waiting = [delivery for delivery in self._waiting if not delivery.delivered]
        return sum(1 for delivery in due if delivery.delivered)

    def _gather(self) -> None:
        """Close the gathering once its oldest event has waited long enough; companies may share a POST."""
        options, now = self._settings.current.webhook, self._clock.now()
        window = timedelta(seconds=options.aggregation_seconds)
        if not self._gathered or now - self._gathered[0][0] < window:
            return
        events: list[Json] = [event for _, event in self._gathered]
        self._gathered = []
        for start in range(0, len(events), options.events_per_delivery):
            for _ in range(2 if options.deliver_twice else 1):
                self._enqueue(events[start : start + options.events_per_delivery], now)

    def _enqueue(self, events: list[Json], now: datetime) -> None:
        delivery = Delivery(f"{self._rng.getrandbits(64):016x}", events, due=now)
        self._waiting.append(delivery)
        self.deliveries.append(delivery)

    async def _try(self, client: httpx.AsyncClient, delivery: Delivery) -> None:
        raw = dumps(delivery.events)
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
        return timedelta(seconds=seconds * self._settings.current.webhook.retry_scale)

    def _headers(self, raw: bytes, delivery: Delivery) -> dict[str, str]:
        return {
            "content-type": "application/json",
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
