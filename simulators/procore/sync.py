"""Batch upserts: always 200, with the errors of single items beside the records (procore.md 4)."""

from dataclasses import dataclass

from pydantic import JsonValue

from simulators.procore.calls import FRAME, Call
from simulators.procore.errors import ApiError, InvalidRecordError, missing_parameter
from simulators.procore.resource import SHOW, Resource
from simulators.procore.store import Row
from simulators.procore.wire import Json, int_of


@dataclass(frozen=True, slots=True)
class SyncScope:
    """Where a sync writes: the project, and the record that new ones belong to (None: they name it themselves)."""

    resource: Resource
    project_id: int | None
    holder_id: int | None = None


def run_sync(call: Call, scope: SyncScope) -> Json:
    """Write every item of ``updates`` by itself."""
    entities: list[JsonValue] = []
    refused: list[JsonValue] = []
    for item in _updates(call):
        given: Json = item if isinstance(item, dict) else {}
        try:
            row = _written(call, scope, _framed(call, scope, given))
            entities.append(scope.resource.shape(call.company, row, SHOW))
        except InvalidRecordError as error:
            refused.append({**given, "errors": error.errors})
    return {"entities": entities, "errors": refused}


def _updates(call: Call) -> list[JsonValue]:
    updates = call.record.get("updates")
    if not isinstance(updates, list):
        raise missing_parameter("updates")
    largest = call.world.settings.largest_sync
    if len(updates) > largest:
        message = f"A sync action takes at most {largest} elements"
        raise ApiError(call.world.settings.oversized_sync_status, message, source="updates")
    return updates


def _framed(call: Call, scope: SyncScope, item: Json) -> Json:
    """What stands beside the list, in the body or the query, goes for every item."""
    beside: Json = {**call.query, **call.record}
    return {**{name: beside[name] for name in FRAME & scope.resource.accepted if name in beside}, **item}


def _written(call: Call, scope: SyncScope, item: Json) -> Row:
    """With an id only that record; with an origin_id the one that has it; else a new one."""
    name, records = scope.resource.name, call.records
    if item.get("id") is not None:
        return records.update(name, _by_id(call, scope, item["id"]), item)
    origin = item.get("origin_id")
    found = call.company.collection(name).by_origin(str(origin)) if origin and scope.resource.origin else None
    if found is not None and _within(scope, found):
        return records.update(name, found, item)
    return records.create(name, item, project_id=scope.project_id, holder_id=scope.holder_id)


def _by_id(call: Call, scope: SyncScope, record_id: JsonValue) -> Row:
    row = call.company.find(scope.resource.name, int_of(record_id))
    if row is None or not _within(scope, row):
        raise InvalidRecordError({"id": ["Entity with this ID not found"]})
    return row


def _within(scope: SyncScope, row: Row) -> bool:
    return row.project_id == scope.project_id and scope.holder_id in {None, row.holder_id}
