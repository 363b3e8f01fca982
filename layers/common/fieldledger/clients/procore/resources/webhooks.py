"""Webhooks, v1. Procore signs nothing: the header set on the hook is all that proves a delivery (procore.md 5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fieldledger.clients.procore.body import ACCOUNT, number
from fieldledger.clients.procore.models.webhooks import (
    Delivery,
    FailedTrigger,
    Hook,
    HookResource,
    HookWrite,
    Trigger,
    TriggerWrite,
)
from fieldledger.clients.procore.requester import Write, fetch_rows, path, write_one, write_only
from fieldledger.clients.procore.resources.base import Resource, listed
from fieldledger.clients.reading import Rows, read_rows, rows_of
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.result import Result

PAYLOAD_VERSION: Final = "v2"
MOST_TRIGGERS: Final = 500
DELIVERIES: Final = 100
_HOOKS: Final = "/rest/v1.0/webhooks/hooks"
_HOOK: Final = f"{_HOOKS}/{{hook}}"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a hook lives: a project, or the whole company if ``project_id`` is None."""

    project_id: str | None = None

    def params(self) -> dict[str, str]:
        """As parameters of reads."""
        return {"company_id": ACCOUNT} if self.project_id is None else {"project_id": self.project_id}

    def frame(self) -> dict[str, object]:
        """As part of bodies."""
        return {"company_id": ACCOUNT} if self.project_id is None else {"project_id": number(self.project_id)}


@dataclass(frozen=True, slots=True)
class BulkTriggers:
    """A bulk call may succeed in part (207)."""

    created: Rows[Trigger]
    refused: Rows[FailedTrigger]


@dataclass(frozen=True, slots=True)
class Deliveries:
    """``next_start`` is the event after which the next page begins; None on the last page."""

    rows: Rows[Delivery]
    next_start: str | None


COMPANY: Final = Scope()


class Webhooks(Resource):
    """Hooks of a company or of a project, with their triggers and deliveries."""

    async def hooks(self, company_id: str, scope: Scope = COMPANY) -> Result[Rows[Hook]]:
        """``GET /rest/v1.0/webhooks/hooks``."""
        return await fetch_rows(self._requester, company_id, _HOOKS, Hook, scope.params())

    async def create_hook(self, company_id: str, hook: HookWrite, scope: Scope = COMPANY) -> Result[Hook]:
        """``POST /rest/v1.0/webhooks/hooks`` for payloads of version 2, which name the writing app."""
        write = Write("POST", _HOOKS, {**scope.frame(), "hook": _hook(hook)})
        return await write_one(self._requester, company_id, write, Hook)

    async def update_hook(self, company_id: str, hook_id: str, hook: HookWrite, scope: Scope = COMPANY) -> Result[Hook]:
        """``PATCH /rest/v1.0/webhooks/hooks/{id}``: to rotate the secret, for instance."""
        write = Write("PATCH", path(_HOOK, hook=hook_id), {**scope.frame(), "hook": _hook(hook)}, safe=True)
        return await write_one(self._requester, company_id, write, Hook)

    async def delete_hook(self, company_id: str, hook_id: str, scope: Scope = COMPANY) -> Result[None]:
        """``DELETE /rest/v1.0/webhooks/hooks/{id}`` with its triggers; deleting twice does no harm."""
        write = Write("DELETE", path(_HOOK, hook=hook_id), params=scope.params(), safe=True)
        return await write_only(self._requester, company_id, write)

    async def triggers(self, company_id: str, hook_id: str, scope: Scope = COMPANY) -> Result[Rows[Trigger]]:
        """``GET /rest/v1.0/webhooks/hooks/{id}/triggers``."""
        where = path(f"{_HOOK}/triggers", hook=hook_id)
        return await fetch_rows(self._requester, company_id, where, Trigger, scope.params())

    async def create_triggers(
        self, company_id: str, hook_id: str, triggers: Sequence[TriggerWrite], scope: Scope = COMPANY
    ) -> Result[BulkTriggers]:
        """``POST /rest/v1.0/webhooks/hooks/{id}/triggers/bulk``: at most 500."""
        if len(triggers) > MOST_TRIGGERS:
            raise ValueError(f"at most {MOST_TRIGGERS} triggers at a time")
        body = {**scope.frame(), "api_version": PAYLOAD_VERSION, "triggers": listed(triggers)}
        write = Write("POST", path(f"{_HOOK}/triggers/bulk", hook=hook_id), body)
        return (await self._requester.write(company_id, write)).and_then(_bulk)

    async def deliveries(
        self,
        company_id: str,
        hook_id: str,
        start: str | None = None,
        status: str = "any",
        scope: Scope = COMPANY,
    ) -> Result[Deliveries]:
        """``GET /rest/v1.0/webhooks/hooks/{id}/deliveries``: ``status`` any, successful, failing or discarded."""
        params = {**scope.params(), "page_size": str(DELIVERIES), "filters[status]": status}
        params |= {} if start is None else {"page_start": start}
        where = path(f"{_HOOK}/deliveries", hook=hook_id)
        answered = await self._requester.get(company_id, where, params)
        rows = answered.and_then(lambda answer: read_rows(answer, Delivery, id_field="event_id"))
        return rows.map(_deliveries)

    async def resources(self, company_id: str, scope: Scope = COMPANY) -> Result[Rows[HookResource]]:
        """``GET /rest/v1.0/webhooks/resources``: what can be subscribed to."""
        where = "/rest/v1.0/webhooks/resources"
        return await fetch_rows(self._requester, company_id, where, HookResource, scope.params())


def _hook(hook: HookWrite) -> dict[str, object]:
    return {
        "api_version": PAYLOAD_VERSION,
        "namespace": hook.namespace,
        "destination_url": hook.destination_url,
        "destination_headers": {"Authorization": hook.authorization},
    }


def _bulk(answer: VendorAnswer) -> Result[BulkTriggers]:
    parsed = answer.json()
    if parsed.failed:
        return parsed.failure()
    created, refused = parsed.unwrap().get("success"), parsed.unwrap().get("failed")
    if not isinstance(created, list) and not isinstance(refused, list):
        return answer.unreadable("is no answer to a bulk call", "success")
    return Result.ok(BulkTriggers(rows_of(_list(created), Trigger), rows_of(_list(refused), FailedTrigger)))


def _list(rows: object) -> Sequence[object]:
    return rows if isinstance(rows, list) else ()


def _deliveries(rows: Rows[Delivery]) -> Deliveries:
    more = rows.received >= DELIVERIES and rows.good
    return Deliveries(rows, rows.good[-1].event_id if more else None)
