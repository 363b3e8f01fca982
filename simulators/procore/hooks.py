"""Hooks and their triggers: who wants to hear of what (procore.md 5)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from simulators.procore.events import Event, EventType, PayloadVersion
from simulators.procore.settings import WebhookSettings

_SHOWN: Final = 5


class HookStatus(StrEnum):
    """A disabled hook hears nothing until it is made active again."""

    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(slots=True)
class Trigger:
    """One kind of event that a hook wants."""

    id: int
    resource_name: str
    event_type: EventType


@dataclass(slots=True)
class Hook:
    """A destination of one company, or of one project of it."""

    id: int
    company_id: int
    project_id: int | None
    owner_id: int
    namespace: str
    destination_url: str
    authorization: str | None
    version: PayloadVersion
    created_at: datetime
    updated_at: datetime
    status: HookStatus = HookStatus.ACTIVE
    triggers: dict[int, Trigger] = field(default_factory=dict)

    def masked_authorization(self) -> str | None:
        """Only the last five characters are ever shown again."""
        if self.authorization is None:
            return None
        return "*" * max(0, len(self.authorization) - _SHOWN) + self.authorization[-_SHOWN:]

    def trigger_for(self, resource_name: str, event_type: EventType) -> Trigger | None:
        for trigger in self.triggers.values():
            if (trigger.resource_name, trigger.event_type) == (resource_name, event_type):
                return trigger
        return None

    def wants(self, event: Event, settings: WebhookSettings) -> bool:
        """Whether a company's hook hears of its projects is not known, so that is a setting."""
        if self.status is HookStatus.DISABLED or self.company_id != event.company_id:
            return False
        in_scope = self.project_id == event.project_id
        if self.project_id is None and event.project_id is not None:
            in_scope = settings.company_hooks_carry_project_events
        return in_scope and self.trigger_for(event.resource_name, event.event_type) is not None


@dataclass(slots=True)
class Hooks:
    """All hooks by id."""

    by_id: dict[int, Hook] = field(default_factory=dict)

    def in_scope(self, company_id: int, project_id: int | None) -> list[Hook]:
        """Those of a company itself, or those of one project."""
        return [hook for hook in self.by_id.values() if (hook.company_id, hook.project_id) == (company_id, project_id)]

    def wanting(self, event: Event, settings: WebhookSettings) -> Iterator[Hook]:
        return (hook for hook in self.by_id.values() if hook.wants(event, settings))
