"""Makes, changes and shows hooks and triggers for both versions of their API (procore.md 5)."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from pydantic import JsonValue

from simulators.procore import errors
from simulators.procore.calls import Call
from simulators.procore.errors import InvalidRecordError
from simulators.procore.events import EventType, PayloadVersion
from simulators.procore.hook_names import HOOK_NAMES
from simulators.procore.hooks import Hook, HookStatus, Trigger
from simulators.procore.resource import BLANK
from simulators.procore.wire import Json, object_of

MOST_TRIGGERS: Final = 500
_NAMESPACE: Final = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class HookScope:
    """Where hooks live: a project, or the company itself."""

    company_id: int
    project_id: int | None


def scope_of(call: Call) -> HookScope:
    """The project if the call names one, else the company; the caller needs the tool for webhooks."""
    call.check_company()
    call.check_tool("Webhooks", None)
    project_id = call.given("project_id")
    if project_id is not None:
        call.check_project(project_id)
    elif call.given("company_id") is None:
        raise errors.missing_parameter("company_id")
    return HookScope(call.company.id, project_id)


def hook_of(call: Call) -> Hook:
    """The hook that the path names, within the scope of the call."""
    scope = scope_of(call)
    hook = call.world.hooks.by_id.get(call.path_id("hook_id") or 0)
    if hook is None or (hook.company_id, hook.project_id) != (scope.company_id, scope.project_id):
        raise errors.not_found()
    return hook


def new_hook(call: Call, fields: Json, version: PayloadVersion) -> Hook:
    """Namespace and destination are needed; the header is what proves a delivery later."""
    scope, now = scope_of(call), call.world.now()
    _check(fields, needed=True)
    hook = Hook(
        id=call.world.new_id(),
        company_id=scope.company_id,
        project_id=scope.project_id,
        owner_id=call.caller.account.id,
        namespace=str(fields["namespace"]),
        destination_url=str(fields["destination_url"]),
        authorization=_authorization(fields),
        version=version,
        created_at=now,
        updated_at=now,
    )
    call.world.hooks.by_id[hook.id] = hook
    return hook


def change_hook(call: Call, hook: Hook, fields: Json) -> None:
    """Change what is given; a hook that was disabled can be made active again."""
    _check(fields, needed=False)
    hook.namespace = str(fields.get("namespace", hook.namespace))
    hook.destination_url = str(fields.get("destination_url", hook.destination_url))
    if "destination_headers" in fields:
        hook.authorization = _authorization(fields)
    if "status" in fields:
        hook.status = HookStatus(str(fields["status"]))
    hook.updated_at = call.world.now()


def drop_hook(call: Call, hook: Hook) -> None:
    """A hook goes with its triggers and with what waits for it."""
    del call.world.hooks.by_id[hook.id]
    call.world.deliveries.forget(hook.id)


def _authorization(fields: Json) -> str | None:
    value = object_of(fields.get("destination_headers")).get("Authorization")
    return None if value is None else str(value)


def _check(fields: Json, *, needed: bool) -> None:
    found: dict[str, list[str]] = {}
    namespace, url = fields.get("namespace"), fields.get("destination_url")
    if needed or "namespace" in fields:
        if not namespace:
            found["namespace"] = [BLANK]
        elif _NAMESPACE.fullmatch(str(namespace)) is None:
            found["namespace"] = ["may hold small letters, digits and hyphens only"]
    if (needed or "destination_url" in fields) and urlsplit(str(url or "")).scheme not in {"http", "https"}:
        found["destination_url"] = ["is not a URL"]
    if fields.get("status", HookStatus.ACTIVE) not in set(HookStatus):
        found["status"] = ["is not included in the list"]
    if found:
        raise InvalidRecordError(found)


def new_trigger(call: Call, hook: Hook, fields: Json) -> Trigger:
    """The name must be one of a resource, the event one that the resource has; either may be there only once."""
    name, event = str(fields.get("resource_name", "")), str(fields.get("event_type", "")).lower()
    known = HOOK_NAMES.get(name)
    if known is None:
        raise InvalidRecordError({"resource_name": ["is not included in the list"]})
    if event not in {action.value for action in known.actions}:
        raise InvalidRecordError({"event_type": ["is not included in the list"]})
    event_type = EventType(event)
    if hook.trigger_for(name, event_type) is not None:
        raise InvalidRecordError({"base": ["Trigger already exists"]})
    trigger = Trigger(call.world.new_id(), name, event_type)
    hook.triggers[trigger.id] = trigger
    return trigger


@dataclass(frozen=True, slots=True)
class BulkResult:
    """A bulk call makes what it can."""

    made: list[Trigger]
    failed: list[JsonValue]

    @property
    def status(self) -> int:
        return HTTPStatus.MULTI_STATUS if self.failed else HTTPStatus.OK


def new_triggers(call: Call, hook: Hook, given: list[Json]) -> BulkResult:
    """At most 500 (else 413); each is made or refused by itself."""
    check_bulk(len(given))
    result = BulkResult([], [])
    for one in given:
        try:
            result.made.append(new_trigger(call, hook, one))
        except InvalidRecordError as error:
            text = "; ".join(f"{name} {messages}" for name, messages in error.errors.items())
            result.failed.append({"code": 422, "message": text, "trigger": one, "errors": error.errors})
    return result


def check_bulk(count: int) -> None:
    if count > MOST_TRIGGERS:
        message = f"At most {MOST_TRIGGERS} triggers at a time"
        raise errors.ApiError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message, source="triggers")


def show_v1(hook: Hook) -> Json:
    """v1's hook; its payloads are always of the version ``v2``."""
    return {
        "id": hook.id,
        "api_version": "v2",
        "namespace": hook.namespace,
        "destination_url": hook.destination_url,
        "destination_headers": {"Authorization": hook.masked_authorization()},
        "owned_by_company_id": None if hook.project_id is not None else hook.company_id,
        "owned_by_project_id": hook.project_id,
        "owned_by_user_id": hook.owner_id,
    }


def show_trigger_v1(hook: Hook, trigger: Trigger) -> Json:
    """``event_type`` is in capitals here."""
    return {
        "id": trigger.id,
        "webhook_hook_id": hook.id,
        "resource_name": trigger.resource_name,
        "resource_id": None,
        "event_type": trigger.event_type.value.upper(),
        "company_id": hook.company_id,
        "project_id": hook.project_id,
        "user_id": None,
    }
