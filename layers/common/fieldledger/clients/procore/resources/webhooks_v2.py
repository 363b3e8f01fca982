"""Webhooks, v2: the only place that tells whether Procore has disabled a hook (procore.md 5)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from fieldledger.clients.procore.body import plain
from fieldledger.clients.procore.models.webhooks import (
    DeliveryV2,
    Hook,
    HookResource,
    HookWrite,
    Trigger,
    TriggerWrite,
)
from fieldledger.clients.procore.paging import V2_DATA, ProcorePage
from fieldledger.clients.procore.requester import Write, fetch_page, path, write_one, write_only
from fieldledger.clients.procore.resources.base import Resource, listed
from fieldledger.clients.procore.resources.webhooks import COMPANY, MOST_TRIGGERS, Scope
from fieldledger.clients.reading import Rows, read_rows
from fieldledger.result import Result

_COMPANY: Final = "/rest/v2.0/companies/{account}/webhooks"
_PROJECT: Final = "/rest/v2.0/companies/{account}/projects/{project}/webhooks"
PAYLOAD_VERSION: Final = "v2.0"


class WebhooksV2(Resource):
    """The same hooks with text ids; ``payload_version`` is v2.0, v3.0 or v4.0, and v4.0 hides the writing app."""

    async def hooks(self, company_id: str, scope: Scope = COMPANY, page: int = 1) -> Result[ProcorePage[Hook]]:
        """``GET .../hooks`` with the status of each."""
        where = _where(scope, "/hooks")
        return await fetch_page(self._requester, company_id, where, Hook, page, {"include_trigger_count": "true"})

    async def create_hook(
        self, company_id: str, hook: HookWrite, scope: Scope = COMPANY, payload_version: str = PAYLOAD_VERSION
    ) -> Result[Hook]:
        """``POST .../hooks``."""
        write = Write("POST", _where(scope, "/hooks"), _hook(hook, payload_version))
        return await write_one(self._requester, company_id, write, Hook)

    async def update_hook(
        self,
        company_id: str,
        hook_id: str,
        hook: HookWrite,
        scope: Scope = COMPANY,
        payload_version: str = PAYLOAD_VERSION,
    ) -> Result[Hook]:
        """``PATCH .../hooks/{id}``: to move it or to rotate its secret."""
        where = _where(scope, "/hooks/{hook}", hook_id)
        write = Write("PATCH", where, _hook(hook, payload_version), safe=True)
        return await write_one(self._requester, company_id, write, Hook)

    async def enable_hook(self, company_id: str, hook_id: str, scope: Scope = COMPANY) -> Result[Hook]:
        """``PATCH .../hooks/{id}``: take a hook into service again that Procore disabled."""
        where = _where(scope, "/hooks/{hook}", hook_id)
        return await write_one(
            self._requester, company_id, Write("PATCH", where, {"status": "active"}, safe=True), Hook
        )

    async def delete_hook(self, company_id: str, hook_id: str, scope: Scope = COMPANY) -> Result[None]:
        """``DELETE .../hooks/{id}`` with its triggers."""
        where = _where(scope, "/hooks/{hook}", hook_id)
        return await write_only(self._requester, company_id, Write("DELETE", where, safe=True))

    async def triggers(
        self, company_id: str, hook_id: str, scope: Scope = COMPANY, page: int = 1
    ) -> Result[ProcorePage[Trigger]]:
        """``GET .../hooks/{id}/triggers``."""
        return await fetch_page(
            self._requester, company_id, _where(scope, "/hooks/{hook}/triggers", hook_id), Trigger, page
        )

    async def create_triggers(
        self, company_id: str, hook_id: str, triggers: Sequence[TriggerWrite], scope: Scope = COMPANY
    ) -> Result[Rows[Trigger]]:
        """``POST .../hooks/{id}/triggers/bulk``: at most 500; the body is a bare list."""
        if len(triggers) > MOST_TRIGGERS:
            raise ValueError(f"at most {MOST_TRIGGERS} triggers at a time")
        write = Write("POST", _where(scope, "/hooks/{hook}/triggers/bulk", hook_id), listed(triggers))
        answered = await self._requester.write(company_id, write)
        return answered.and_then(lambda answer: read_rows(answer, Trigger, V2_DATA))

    async def deliveries(
        self,
        company_id: str,
        hook_id: str,
        status: str,
        scope: Scope = COMPANY,
        page: int = 1,
        since: datetime | None = None,
    ) -> Result[ProcorePage[DeliveryV2]]:
        """``GET .../hooks/{id}/deliveries``: ``status`` succeeded, failed, discarded, enqueued or retrying."""
        where = _where(scope, "/hooks/{hook}/deliveries", hook_id)
        params = {"filter[status]": status} | ({} if since is None else {"filter[start]": str(plain(since))})
        return await fetch_page(self._requester, company_id, where, DeliveryV2, page, params)

    async def resources(
        self, company_id: str, scope: Scope = COMPANY, payload_version: str = PAYLOAD_VERSION, page: int = 1
    ) -> Result[ProcorePage[HookResource]]:
        """``GET .../resources``: what can be subscribed to in a version of the payload."""
        params = {"payload_version": payload_version}
        return await fetch_page(self._requester, company_id, _where(scope, "/resources"), HookResource, page, params)


def _hook(hook: HookWrite, payload_version: str) -> dict[str, object]:
    return {
        "payload_version": payload_version,
        "namespace": hook.namespace,
        "destination_url": hook.destination_url,
        "destination_headers": {"Authorization": hook.authorization},
    }


def _where(scope: Scope, rest: str, hook_id: str = "") -> str:
    if scope.project_id is None:
        return path(f"{_COMPANY}{rest}", hook=hook_id)
    return path(f"{_PROJECT}{rest}", project=scope.project_id, hook=hook_id)
