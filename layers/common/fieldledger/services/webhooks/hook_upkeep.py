"""One hook as it has to be: made, moved, switched on, and subscribed to everything that we bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import batched
from typing import Final

from fieldledger.clients.procore.models.webhooks import Hook, Trigger
from fieldledger.clients.procore.paging import all_pages
from fieldledger.clients.procore.resources.webhooks import MOST_TRIGGERS, Scope
from fieldledger.clients.procore.resources.webhooks_v2 import WebhooksV2
from fieldledger.log import LogEvent, log_mutation, logger
from fieldledger.result import Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.webhooks.hook_wish import (
    PAYLOAD_VERSION,
    Drift,
    HookWish,
    TriggerKey,
    missing_triggers,
    wanted_triggers,
)

MOST_PAGES: Final = 20


@dataclass(frozen=True, slots=True)
class Upkeep:
    """``drifts`` were mended; ``triggers`` were added, ``refused`` ones Procore did not take."""

    hook_id: str
    drifts: tuple[Drift, ...] = ()
    triggers: int = 0
    refused: int = 0


class HookUpkeep:
    """Changes only hooks of our own namespace."""

    def __init__(self, webhooks: WebhooksV2) -> None:
        self._webhooks = webhooks

    async def offered(self, company_id: str, scopes: Sequence[Scope]) -> Result[list[TriggerKey]]:
        """What can be subscribed to; names of projects are listed only where a project is asked (procore.md 5)."""
        found: dict[TriggerKey, None] = {}
        for scope in scopes:
            pages = partial(self._webhooks.resources, company_id, scope, PAYLOAD_VERSION)
            listed = await all_pages(pages, MOST_PAGES)
            if listed.failed:
                return listed.failure()
            found |= dict.fromkeys(wanted_triggers(listed.unwrap().good))
        return Result.ok(list(found))

    async def keep(self, company_id: str, scope: Scope, wish: HookWish, wanted: Sequence[TriggerKey]) -> Result[Upkeep]:
        """Mend what is wrong. A repetition after any failure goes on where this one ended."""
        listed = await all_pages(partial(self._webhooks.hooks, company_id, scope), MOST_PAGES)
        if listed.failed:
            return listed.failure()
        ours = wish.ours(listed.unwrap().good)
        hook = (
            await self._mended(company_id, scope, wish, ours[0]) if ours else await self._made(company_id, scope, wish)
        )
        if hook.failed:
            return hook.failure()
        hook_id, drifts = hook.unwrap()
        for extra in ours[1:]:
            gone = await self._webhooks.delete_hook(company_id, extra.id, scope)
            if gone.failed:
                return gone.failure()
            _log(extra.id, "one too many", scope)
        added = await self._subscribed(company_id, scope, hook_id, wanted)
        return added.map(lambda counts: Upkeep(hook_id, tuple(drifts), counts[0], counts[1]))

    async def _made(self, company_id: str, scope: Scope, wish: HookWish) -> Result[tuple[str, list[Drift]]]:
        made = await self._webhooks.create_hook(company_id, wish.write(), scope, PAYLOAD_VERSION)
        if made.failed:
            return made.failure()
        _log(made.unwrap().id, Drift.MISSING, scope)
        return Result.ok((made.unwrap().id, [Drift.MISSING]))

    async def _mended(
        self, company_id: str, scope: Scope, wish: HookWish, hook: Hook
    ) -> Result[tuple[str, list[Drift]]]:
        drifts = wish.drifts(hook)
        if set(drifts) - {Drift.DISABLED}:
            changed = await self._webhooks.update_hook(company_id, hook.id, wish.write(), scope, PAYLOAD_VERSION)
            if changed.failed:
                return changed.failure()
        if Drift.DISABLED in drifts:
            enabled = await self._webhooks.enable_hook(company_id, hook.id, scope)
            if enabled.failed:
                return enabled.failure()
        for drift in drifts:
            _log(hook.id, drift, scope)
        return Result.ok((hook.id, drifts))

    async def _subscribed(
        self, company_id: str, scope: Scope, hook_id: str, wanted: Sequence[TriggerKey]
    ) -> Result[tuple[int, int]]:
        """How many triggers were added, and how many Procore did not take."""
        present = await all_pages(partial(self._webhooks.triggers, company_id, hook_id, scope), MOST_PAGES)
        if present.failed:
            return present.failure()
        missing = missing_triggers(wanted, present.unwrap().good)
        added: list[Trigger] = []
        for some in batched(missing, MOST_TRIGGERS, strict=False):
            made = await self._webhooks.create_triggers(company_id, hook_id, some, scope)
            if made.failed:
                return made.failure()
            added.extend(made.unwrap().good)
        if missing:
            _log(hook_id, f"{len(added)} triggers added", scope)
        refused = missing_triggers([(each.resource_name, each.event_type) for each in missing], added)
        if refused:
            names = sorted({each.resource_name for each in refused})
            logger.warning(LogEvent.HOOK_NOT_CHECKED, extra={"entity_id": hook_id, "refused_triggers": names})
        return Result.ok((len(added), len(refused)))


def _log(hook_id: str, what: str, scope: Scope) -> None:
    log_mutation(LogEvent.HOOK_REPAIRED, SYSTEM, hook_id, reason=what, project_id=scope.project_id)
