"""What Procore could not deliver: found in its own list, and made good (procore.md 5).

After twelve hours of failures Procore discards what waits. Its list names each record, so those are read again as if
their events had arrived, and the resources concerned get a run besides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fieldledger.clients.procore.models.webhooks import DeliveryV2
from fieldledger.clients.procore.resources.webhooks import Scope
from fieldledger.clients.procore.resources.webhooks_v2 import WebhooksV2
from fieldledger.clients.procore.webhook_events import read_event
from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.result import Result

LOOK_BACK: Final = timedelta(hours=36)
"""A delivery is discarded up to twelve hours (once 24) after its event, and the list is asked by the event's time."""
_LOST: Final = ("failed", "discarded")
_MOST_PAGES: Final = 10


@dataclass(frozen=True, slots=True)
class Lost:
    """``events`` are those that can be read; ``more`` says that the list was longer than we read."""

    ids: frozenset[str] = frozenset()
    events: tuple[VendorEvent, ...] = ()
    unnamed: int = 0
    more: bool = False

    def plus(self, other: "Lost") -> "Lost":
        """Of two hooks, or of two pages."""
        return Lost(
            self.ids | other.ids, self.events + other.events, self.unnamed + other.unnamed, self.more or other.more
        )


class LostDeliveries:
    """Asks for the deliveries of one hook."""

    def __init__(self, webhooks: WebhooksV2) -> None:
        self._webhooks = webhooks

    async def since(
        self, company_id: str, hook_id: str, scope: Scope, start: datetime, known: frozenset[str]
    ) -> Result[Lost]:
        """Everything lost of events since ``start``; of deliveries in ``known`` only the ids."""
        lost = Lost()
        for status in _LOST:
            for page in range(1, _MOST_PAGES + 1):
                listed = await self._webhooks.deliveries(company_id, hook_id, status, scope, page, start)
                if listed.failed:
                    return listed.failure()
                found = listed.unwrap()
                lost = lost.plus(_lost(found.rows.good, known))
                if found.next_page is None:
                    break
            else:
                lost = lost.plus(Lost(more=True))
        return Result.ok(lost)


def _lost(deliveries: Sequence[DeliveryV2], known: frozenset[str]) -> Lost:
    fresh = [read_event(delivery.payload) for delivery in deliveries if delivery.id not in known]
    events = tuple(event for event in fresh if event is not None)
    return Lost(frozenset(delivery.id for delivery in deliveries), events, len(fresh) - len(events))
