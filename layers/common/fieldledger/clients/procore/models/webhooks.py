"""Webhooks: hooks, their triggers, and what became of deliveries (procore.md 5)."""

from fieldledger.clients.procore.body import ProcoreWrite
from fieldledger.clients.procore.models.base import Id, Json, Moment, OptionalId, ProcoreModel, Text


class Hook(ProcoreModel):
    """A destination, in v1 or v2. The header in it is masked to its last five characters."""

    id: Id
    namespace: str | None = None
    destination_url: str | None = None
    destination_headers: dict[str, str | None] | None = None
    api_version: str | None = None
    owned_by_company_id: OptionalId = None
    owned_by_project_id: OptionalId = None
    # v2 only
    payload_version: str | None = None
    status: str | None = None
    trigger_count: int | None = None
    company_id: OptionalId = None
    project_id: OptionalId = None
    updated_at: Moment = None


class Trigger(ProcoreModel):
    """Which events go to a hook; ``event_type`` is in capitals in v1's answers."""

    id: Id
    webhook_hook_id: OptionalId = None
    resource_name: str | None = None
    event_type: str | None = None
    company_id: OptionalId = None
    project_id: OptionalId = None


class FailedTrigger(ProcoreModel):
    """A trigger of a bulk call that was refused."""

    code: Text = None
    message: str | None = None
    trigger: Json | None = None


class Delivery(ProcoreModel):
    """An attempt to deliver one event, v1."""

    event_id: Id
    event: Json | None = None
    outcome: str | None = None
    response_status: int | None = None
    response_error: str | None = None
    started_at: Moment = None
    completed_at: Moment = None


class DeliveryV2(ProcoreModel):
    """One event with all attempts to deliver it, v2."""

    id: Id
    status: str | None = None
    payload: Json | None = None
    delivery_attempts: tuple[Json, ...] = ()


class HookResource(ProcoreModel):
    """What can be subscribed to; v1 and v2 name it differently."""

    name: str | None = None
    tools: str | None = None
    actions: tuple[object, ...] = ()
    api_version: str | None = None
    payload_version: str | None = None


class HookWrite(ProcoreWrite):
    """``authorization`` is the secret that every delivery brings: Procore signs nothing.

    ``namespace``: small letters, digits and hyphens, one per app.
    """

    namespace: str
    destination_url: str
    authorization: str


class TriggerWrite(ProcoreWrite):
    """``event_type``: create, update or delete."""

    resource_name: str
    event_type: str
