"""How our hook has to be, and how one that exists differs from it (procore.md 5). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fieldledger.clients.procore.models.webhooks import Hook, HookResource, HookWrite, Trigger, TriggerWrite
from fieldledger.clients.webhook_keys import SHOWN_OF_BEARER
from fieldledger.services.webhooks.subjects import procore_subject

PAYLOAD_VERSION: Final = "v3.0"
"""Names the parents of line items, and the app that made a change; v4.0 names neither."""
WEBHOOK_PATH: Final = "/v1/webhooks/procore"
_EVENTS: Final = ("create", "update", "delete")
_DISABLED: Final = "disabled"


class Drift(StrEnum):
    """What is wrong with our hook."""

    MISSING = "missing"
    DISABLED = "disabled"
    ADDRESS = "address"
    BEARER = "bearer"
    PAYLOAD = "payload"


DEAF: Final = frozenset({Drift.MISSING, Drift.DISABLED, Drift.ADDRESS})
"""Nothing reached us while the hook was like this. An older bearer is still accepted while its key is listed."""


@dataclass(frozen=True, slots=True)
class HookWish:
    """Our hook as it has to be; ``namespace`` is ours alone, so whatever is under it may be changed."""

    namespace: str
    url: str
    bearer: str

    def write(self) -> HookWrite:
        """As Procore takes it."""
        return HookWrite(namespace=self.namespace, destination_url=self.url, authorization=self.bearer)

    def ours(self, hooks: Iterable[Hook]) -> list[Hook]:
        """Our own hooks among others, the oldest first; more than one is one too many."""
        return sorted((hook for hook in hooks if hook.namespace == self.namespace), key=lambda hook: _number(hook.id))

    def drifts(self, hook: Hook) -> list[Drift]:
        """How ``hook`` differs. Of the bearer Procore shows no more than the end."""
        shown = (hook.destination_headers or {}).get("Authorization") or ""
        wrong = {
            Drift.DISABLED: hook.status == _DISABLED,
            Drift.ADDRESS: hook.destination_url != self.url,
            Drift.BEARER: shown[-SHOWN_OF_BEARER:] != self.bearer[-SHOWN_OF_BEARER:],
            Drift.PAYLOAD: hook.payload_version != PAYLOAD_VERSION,
        }
        return [drift for drift, is_wrong in wrong.items() if is_wrong]


type TriggerKey = tuple[str, str]
"""Resource name and event."""


def wanted_triggers(offered: Iterable[HookResource]) -> list[TriggerKey]:
    """Of what Procore offers all that we bring something of; names and events are taken as it spells them."""
    return [
        (resource.name, event)
        for resource in offered
        if resource.name is not None and procore_subject(resource.name) is not None
        for event in _EVENTS
        if event in {str(action).lower() for action in resource.actions}
    ]


def missing_triggers(wanted: Sequence[TriggerKey], present: Iterable[Trigger]) -> list[TriggerWrite]:
    """Those to be made; further ones on our hook do no harm and stay."""
    there = {(trigger.resource_name, (trigger.event_type or "").lower()) for trigger in present}
    return [TriggerWrite(resource_name=name, event_type=event) for name, event in wanted if (name, event) not in there]


def _number(id_: str) -> tuple[int, str]:
    return (len(id_), id_)
