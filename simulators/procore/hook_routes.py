"""``/rest/v1.0/webhooks``: hooks, triggers, deliveries (procore.md 5)."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import JsonValue

from simulators.procore import errors
from simulators.procore.calls import Call
from simulators.procore.deliveries import Delivery, DeliveryStatus
from simulators.procore.events import EventType, PayloadVersion
from simulators.procore.gate import Gate
from simulators.procore.hook_names import HOOK_NAMES, HookName
from simulators.procore.hook_writes import (
    change_hook,
    check_bulk,
    drop_hook,
    hook_of,
    new_hook,
    new_trigger,
    new_triggers,
    scope_of,
    show_trigger_v1,
    show_v1,
)
from simulators.procore.hooks import Hook
from simulators.procore.record_routes import answer
from simulators.procore.wire import Json, encode, int_of, moment_text, object_of, objects_in

_HOOKS: Final = "/rest/v1.0/webhooks/hooks"
_HOOK: Final = f"{_HOOKS}/{{hook_id:int}}"
_PAGE: Final = 100
_OUTCOMES: Final = {
    DeliveryStatus.SUCCEEDED: "successful",
    DeliveryStatus.RETRYING: "failing",
    DeliveryStatus.DISCARDED: "discarded",
}


def hooks_router(gate: Gate) -> APIRouter:
    router = APIRouter()
    _add_hooks(router, gate)
    _add_triggers(router, gate)
    _add_bulk(router, gate)
    _add_reads(router, gate)
    return router


def rows(found: list[JsonValue]) -> Response:
    return Response(encode(found), media_type="application/json")


def _add_hooks(router: APIRouter, gate: Gate) -> None:
    @router.get(_HOOKS)
    async def hooks(call: Call = Depends(gate)) -> Response:
        scope, namespace = scope_of(call), call.query.get("namespace")
        found = call.world.hooks.in_scope(scope.company_id, scope.project_id)
        return rows([show_v1(hook) for hook in found if namespace in {None, hook.namespace}])

    @router.post(_HOOKS)
    async def create(call: Call = Depends(gate)) -> Response:
        hook = new_hook(call, object_of(call.record.get("hook")), PayloadVersion.V2)
        return answer(show_v1(hook), HTTPStatus.CREATED)

    @router.get(_HOOK)
    async def show(call: Call = Depends(gate)) -> Response:
        return answer(show_v1(hook_of(call)))

    @router.patch(_HOOK)
    async def change(call: Call = Depends(gate)) -> Response:
        hook = hook_of(call)
        change_hook(call, hook, object_of(call.record.get("hook")))
        return answer(show_v1(hook))

    @router.delete(_HOOK)
    async def delete(call: Call = Depends(gate)) -> Response:
        hook = hook_of(call)
        drop_hook(call, hook)
        return answer(show_v1(hook))


def _add_triggers(router: APIRouter, gate: Gate) -> None:
    @router.get(f"{_HOOK}/triggers")
    async def triggers(call: Call = Depends(gate)) -> Response:
        hook = hook_of(call)
        return rows([show_trigger_v1(hook, trigger) for trigger in hook.triggers.values()])

    @router.post(f"{_HOOK}/triggers")
    async def create(call: Call = Depends(gate)) -> Response:
        hook = hook_of(call)
        trigger = new_trigger(call, hook, object_of(call.record.get("trigger")))
        return answer(show_trigger_v1(hook, trigger), HTTPStatus.CREATED)

    @router.delete(f"{_HOOK}/triggers/{{trigger_id:int}}")
    async def delete(call: Call = Depends(gate)) -> Response:
        hook = hook_of(call)
        trigger = hook.triggers.pop(call.path_id("trigger_id") or 0, None)
        if trigger is None:
            raise errors.not_found()
        return answer(show_trigger_v1(hook, trigger))


def _add_bulk(router: APIRouter, gate: Gate) -> None:
    @router.post(f"{_HOOK}/triggers/bulk")
    async def create(call: Call = Depends(gate)) -> Response:
        """207 if some could not be made; those that could are."""
        hook = hook_of(call)
        result = new_triggers(call, hook, objects_in(call.record.get("triggers")))
        made: list[JsonValue] = [show_trigger_v1(hook, trigger) for trigger in result.made]
        failed: Json = {"failed": result.failed} if result.failed else {}
        return answer({"success": made, **failed}, result.status)

    @router.delete(f"{_HOOK}/triggers/bulk")
    async def delete(call: Call = Depends(gate)) -> Response:
        hook, given = hook_of(call), objects_in(call.record.get("triggers"))
        check_bulk(len(given))
        gone = [hook.triggers.pop(trigger_id, None) for trigger_id in _ids(hook, given)]
        found: list[JsonValue] = [show_trigger_v1(hook, trigger) for trigger in gone if trigger is not None]
        return answer({"success": found})


def _ids(hook: Hook, given: list[Json]) -> list[int]:
    """Triggers are named by id, or by resource and event."""
    names = {(str(one.get("resource_name")), str(one.get("event_type")).lower()) for one in given}
    wanted = {int_of(one.get("id")) for one in given}
    return [
        trigger.id
        for trigger in hook.triggers.values()
        if trigger.id in wanted or (trigger.resource_name, trigger.event_type.value) in names
    ]


def _add_reads(router: APIRouter, gate: Gate) -> None:
    @router.get(f"{_HOOK}/deliveries")
    async def deliveries(call: Call = Depends(gate)) -> Response:
        """Those tried at least once; ``page_start`` is the last id of the page before."""
        hook = hook_of(call)
        wanted = call.query.get("filters[status]") or call.query.get("filter[status]") or "any"
        start, size = int_of(call.query.get("page_start", "0")) or 0, int_of(call.query.get("page_size", "")) or _PAGE
        tried = [one for one in call.world.deliveries.of_hook(hook.id) if one.attempts and one.event.id > start]
        found = [one for one in tried if wanted in {"any", _OUTCOMES[one.status]}]
        return rows([_delivery(hook, one) for one in found[: min(size, _PAGE)]])

    @router.get("/rest/v1.0/webhooks/resources")
    async def resources(call: Call = Depends(gate)) -> Response:
        """Names of projects are listed only when a project is asked for."""
        scope = scope_of(call)
        names = [name for name in HOOK_NAMES.values() if name.of_company is (scope.project_id is None)]
        return rows([_resource(name) for name in names])

    @router.get("/rest/v1.0/webhooks/resources/api_versions")
    async def versions(call: Call = Depends(gate)) -> Response:
        scope_of(call)
        return rows(["v2"])


def _resource(name: HookName) -> Json:
    actions: Json = {action.value: str(action in name.actions).lower() for action in EventType}
    return {"api_version": "v2", "product_category": name.tool, "tools": name.name, "except": [], **actions}


def _delivery(hook: Hook, delivery: Delivery) -> Json:
    """One event with its last attempt."""
    last = delivery.attempts[-1]
    return {
        "event": delivery.event.payload(hook.version),
        "event_id": delivery.event.id,
        "outcome": _OUTCOMES[delivery.status],
        "response_status": last.response_status,
        "response_body": last.response_body,
        "response_error": last.error,
        "response_headers": {},
        "started_at": moment_text(last.started_at),
        "completed_at": moment_text(last.completed_at),
    }
