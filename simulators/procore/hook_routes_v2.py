"""``/rest/v2.0/companies/{id}[/projects/{id}]/webhooks``: the same hooks, with versions of payloads and a status."""

from datetime import datetime
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import JsonValue

from simulators.procore import errors
from simulators.procore.calls import Call
from simulators.procore.deliveries import Delivery
from simulators.procore.events import PayloadVersion
from simulators.procore.gate import Gate
from simulators.procore.hook_names import HOOK_NAMES, HookName
from simulators.procore.hook_writes import (
    change_hook,
    drop_hook,
    hook_of,
    new_hook,
    new_trigger,
    new_triggers,
    scope_of,
)
from simulators.procore.hooks import Hook, Trigger
from simulators.procore.paging import V2_DEFAULT, V2_LARGEST, Paging, page_of
from simulators.procore.record_routes import answer
from simulators.procore.wire import Json, encode, event_time, moment_text, objects_in, parse_moment, with_text_ids

_COMPANY: Final = "/rest/v2.0/companies/{company_id:int}/webhooks"
_PROJECT: Final = "/rest/v2.0/companies/{company_id:int}/projects/{project_id:int}/webhooks"


def hooks_v2_router(gate: Gate) -> APIRouter:
    router = APIRouter()
    for base in (_COMPANY, _PROJECT):
        _add_hooks(router, gate, base)
        _add_triggers(router, gate, f"{base}/hooks/{{hook_id:int}}/triggers")
        _add_reads(router, gate, base)
    return router


def _one(body: Json, status: int = HTTPStatus.OK) -> Response:
    return answer({"data": with_text_ids(body)}, status)


def _page(call: Call, found: list[JsonValue]) -> Response:
    page = page_of(call.query, Paging(V2_DEFAULT, V2_LARGEST), call.world.settings)
    headers = page.headers(str(call.caller.request.url.replace(query="")), len(found))
    part: JsonValue = {"data": with_text_ids(found[(page.number - 1) * page.size : page.number * page.size])}
    return Response(encode(part), media_type="application/json", headers=headers)


def _version(text: object) -> PayloadVersion:
    if text not in set(PayloadVersion):
        raise errors.bad_request("payload_version must be v2.0, v3.0 or v4.0", "payload_version")
    return PayloadVersion(str(text))


def _add_hooks(router: APIRouter, gate: Gate, base: str) -> None:
    one = f"{base}/hooks/{{hook_id:int}}"

    @router.get(f"{base}/hooks")
    async def hooks(call: Call = Depends(gate)) -> Response:
        scope = scope_of(call)
        return _page(call, [_show(hook) for hook in call.world.hooks.in_scope(scope.company_id, scope.project_id)])

    @router.post(f"{base}/hooks")
    async def create(call: Call = Depends(gate)) -> Response:
        version = _version(call.record.get("payload_version"))
        return _one(_show(new_hook(call, call.record, version)), HTTPStatus.CREATED)

    @router.get(one)
    async def show(call: Call = Depends(gate)) -> Response:
        return _one(_show(hook_of(call)))

    @router.patch(one)
    async def change(call: Call = Depends(gate)) -> Response:
        hook = hook_of(call)
        change_hook(call, hook, call.record)
        if "payload_version" in call.record:
            hook.version = _version(call.record["payload_version"])
        return _one(_show(hook))

    @router.delete(one)
    async def delete(call: Call = Depends(gate)) -> Response:
        drop_hook(call, hook_of(call))
        return Response(status_code=HTTPStatus.NO_CONTENT)


def _add_triggers(router: APIRouter, gate: Gate, base: str) -> None:
    @router.get(base)
    async def triggers(call: Call = Depends(gate)) -> Response:
        hook = hook_of(call)
        return _page(call, [_trigger(hook, trigger) for trigger in hook.triggers.values()])

    @router.post(base)
    async def create(call: Call = Depends(gate)) -> Response:
        hook = hook_of(call)
        return _one(_trigger(hook, new_trigger(call, hook, call.record)), HTTPStatus.CREATED)

    @router.post(f"{base}/bulk")
    async def bulk(call: Call = Depends(gate)) -> Response:
        """The body is a bare list; 207 if some could not be made, in a form that is not documented."""
        hook = hook_of(call)
        result = new_triggers(call, hook, objects_in(call.body))
        made: JsonValue = with_text_ids([_trigger(hook, trigger) for trigger in result.made])
        if result.failed:
            return answer({"data": made, "failed": result.failed}, result.status)
        return answer({"data": made}, HTTPStatus.CREATED)

    @router.delete(f"{base}/{{trigger_id:int}}")
    async def delete(call: Call = Depends(gate)) -> Response:
        if hook_of(call).triggers.pop(call.path_id("trigger_id") or 0, None) is None:
            raise errors.not_found()
        return Response(status_code=HTTPStatus.NO_CONTENT)


def _add_reads(router: APIRouter, gate: Gate, base: str) -> None:
    @router.get(f"{base}/hooks/{{hook_id:int}}/deliveries")
    async def deliveries(call: Call = Depends(gate)) -> Response:
        hook = hook_of(call)
        found = [one for one in call.world.deliveries.of_hook(hook.id) if _wanted(call, one)]
        return _page(call, [_delivery(hook, one) for one in found])

    @router.get(f"{base}/resources")
    async def resources(call: Call = Depends(gate)) -> Response:
        """Names of projects are listed only when a project is asked for."""
        scope, version = scope_of(call), _version(call.query.get("payload_version"))
        names = [name for name in HOOK_NAMES.values() if name.of_company is (scope.project_id is None)]
        return _page(call, [_resource(name, version) for name in names])


def _show(hook: Hook) -> Json:
    return {
        "id": hook.id,
        "status": hook.status.value,
        "payload_version": hook.version.value,
        "namespace": hook.namespace,
        "destination_headers": {"Authorization": hook.masked_authorization()},
        "destination_url": hook.destination_url,
        "trigger_count": len(hook.triggers),
        "company_id": hook.company_id,
        "project_id": hook.project_id,
        "created_at": moment_text(hook.created_at),
        "updated_at": moment_text(hook.updated_at),
    }


def _trigger(hook: Hook, trigger: Trigger) -> Json:
    return {
        "id": trigger.id,
        "webhook_hook_id": hook.id,
        "resource_name": trigger.resource_name,
        "event_type": trigger.event_type.value,
        "company_id": hook.company_id,
        "project_id": hook.project_id,
    }


def _wanted(call: Call, delivery: Delivery) -> bool:
    """Status, resource and event are compared, start and end are times."""
    asked = {
        "status": delivery.status.value,
        "resource_name": delivery.event.resource_name,
        "event_type": delivery.event.event_type.value,
    }
    same = all(call.query.get(f"filter[{name}]", value) == value for name, value in asked.items())
    return same and _bound(call, "start", delivery.event.at) <= delivery.event.at <= _bound(
        call, "end", delivery.event.at
    )


def _bound(call: Call, name: str, default: datetime) -> datetime:
    text = call.query.get(f"filter[{name}]")
    moment = default if text is None else parse_moment(text)
    if moment is None:
        raise errors.bad_request(f"filter[{name}] is not a time", name)
    return moment


def _delivery(hook: Hook, delivery: Delivery) -> Json:
    attempts: list[JsonValue] = [
        {
            "started_at": event_time(attempt.started_at),
            "completed_at": event_time(attempt.completed_at),
            "response_status": attempt.response_status,
            "response_error": attempt.error,
        }
        for attempt in delivery.attempts
    ]
    return {
        "id": delivery.event.ulid,
        "status": delivery.status.value,
        "payload": delivery.event.payload(hook.version),
        "delivery_attempts": attempts,
    }


def _resource(name: HookName, version: PayloadVersion) -> Json:
    actions: list[JsonValue] = [action.value for action in name.actions]
    return {
        "category": "company" if name.of_company else "project",
        "tool": name.tool,
        "name": name.name,
        "payload_version": version.value,
        "actions": actions,
    }
