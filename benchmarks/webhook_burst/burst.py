"""What happens at Procore: changes of records, and the deliveries that tell of them late, twice and in any order."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from fieldledger.clients.webhook_keys import hook_bearer
from tests.builders.webhooks import PROCORE_ACCOUNT, WEBHOOK_KEY, a_procore_body
from tests.fakes.clock import MONDAY_MORNING

EVENTS: Final = 5_000
RECORDS: Final = 200
DUPLICATES: Final = 500
BURST_SECONDS: Final = 60.0
MEAN_LATENCY_SECONDS: Final = 4.0
LONGEST_LATENCY_SECONDS: Final = 45.0
# Name, line items' name, share of the records.
_KINDS: Final = (
    ("Direct Costs", "Direct Cost Line Items", 0.4),
    ("Work Order Contracts", "Work Order Contract Line Items", 0.3),
    ("Purchase Order Contracts", "Purchase Order Contract Line Items", 0.2),
    ("Timecard Entries", None, 0.1),
)
_LINE_ITEM_SHARE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Delivery:
    """One POST that Procore is about to make."""

    due_at: datetime
    event_id: str
    body: str


@dataclass(frozen=True, slots=True)
class Burst:
    """``changes`` are the times at which each record changed, in order."""

    changes: dict[str, list[datetime]]
    deliveries: list[Delivery]


BEARER: Final = hook_bearer(WEBHOOK_KEY, PROCORE_ACCOUNT)


def a_burst(seed: int) -> Burst:
    """Some records change often: what people work on, they work on all morning."""
    rng = Random(seed)  # noqa: S311
    records = [str(1000 + place) for place in range(RECORDS)]
    weights = [1 / (place + 5) for place in range(RECORDS)]
    # Every record changes at least once.
    changed = records + rng.choices(records, weights, k=EVENTS - DUPLICATES - RECORDS)
    changes: dict[str, list[datetime]] = {record: [] for record in records}
    deliveries: list[Delivery] = []
    for place, record in enumerate(changed):
        at = MONDAY_MORNING + timedelta(seconds=rng.uniform(0, BURST_SECONDS))
        changes[record].append(at)
        deliveries.append(_delivery(rng, place, record, at))
    deliveries += [_again(rng, rng.choice(deliveries)) for _ in range(DUPLICATES)]
    return Burst({record: sorted(times) for record, times in changes.items()}, sorted(deliveries, key=_due))


def _delivery(rng: Random, place: int, record: str, at: datetime) -> Delivery:
    name, lines = _kind(record)
    event_id = f"01KJ{place:022d}"
    about: dict[str, object] = {"resource_name": name, "resource_id": int(record), "related_resources": []}
    if lines is not None and rng.random() < _LINE_ITEM_SHARE:
        related = [{"id": int(record), "name": name}]
        about = {"resource_name": lines, "resource_id": 900_000 + place, "related_resources": related}
    body = a_procore_body() | about | {"ulid": event_id, "timestamp": at.isoformat()}
    latency = min(rng.expovariate(1 / MEAN_LATENCY_SECONDS), LONGEST_LATENCY_SECONDS)
    return Delivery(at + timedelta(seconds=latency), event_id, json.dumps(body))


def _again(rng: Random, delivery: Delivery) -> Delivery:
    return Delivery(delivery.due_at + timedelta(seconds=rng.uniform(0, 30)), delivery.event_id, delivery.body)


def _kind(record: str) -> tuple[str, str | None]:
    place, share = (int(record) - 1000) / RECORDS, 0.0
    for name, lines, part in _KINDS:
        share += part
        if place < share:
            return name, lines
    raise AssertionError(record)


def _due(delivery: Delivery) -> datetime:
    return delivery.due_at
