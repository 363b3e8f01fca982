"""POST batch: up to 30 independent items, answered in any order (section 2.1)."""

from dataclasses import dataclass

from simulators.kit.faults import Fault
from simulators.quickbooks.entities import spec_named
from simulators.quickbooks.faults_catalogue import (
    ApiFault,
    missing,
    ordered,
    plain,
    too_many_items,
    unsupported_property,
)
from simulators.quickbooks.operations import WriteOptions
from simulators.quickbooks.query_run import run
from simulators.quickbooks.state import World
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, Json, as_object, as_text
from simulators.quickbooks.writes import WriteOrder, write

_BESIDE_THE_ENTITY = frozenset({"bId", "operation", "optionsData", "Query"})


@dataclass(frozen=True, slots=True)
class BatchCall:
    """One batch request; `path` is what ordered item faults are matched with."""

    path: str
    sent: Body
    request_id: str | None


def run_batch(world: World, realm: Realm, call: BatchCall) -> Body:
    """Work each item on its own and return the answers shuffled; raises 1040 and other whole faults."""
    items = call.sent.get("BatchItemRequest")
    if not isinstance(items, list) or not items:
        raise ApiFault(missing("BatchItemRequest"))
    limit = world.settings.current.limits.batch_items
    if len(items) > limit:
        raise ApiFault(too_many_items(limit))
    world.stats.of(realm.realm_id).batch_items += len(items)
    faults = _ordered_faults(world, call.path, len(items))
    answers: list[Json] = [
        _answer(world, realm, as_object(item), call.request_id, faults.get(place)) for place, item in enumerate(items)
    ]
    world.rng.shuffle(answers)
    return {"BatchItemResponse": answers}


def _ordered_faults(world: World, path: str, size: int) -> dict[int, Fault]:
    """Take the waiting item faults; one meant for several batches is taken alone."""
    taken: dict[int, Fault] = {}
    while (fault := world.faults.take("POST", path, kinds={"item_fault"})) is not None:
        place = fault.item or 0
        if place < size:
            taken[place] = fault
        if fault.count > 1:
            break
    return taken


def _answer(world: World, realm: Realm, item: Body, request_id: str | None, fault: Fault | None) -> Body:
    item_id = as_text(item.get("bId"))
    try:
        body = _worked_unless(fault, world, realm, item, request_id)
    except ApiFault as refused:
        world.stats.of(realm.realm_id).faults[refused.entries[0].code] += 1
        body = {"Fault": refused.as_json()}
    return {**body, "bId": item_id}


def _worked_unless(fault: Fault | None, world: World, realm: Realm, item: Body, request_id: str | None) -> Body:
    if fault is not None:
        raise ApiFault(ordered(fault.code or "6000"))
    return _worked(world, realm, item, request_id)


def _worked(world: World, realm: Realm, item: Body, request_id: str | None) -> Body:
    item_id = as_text(item.get("bId"))
    if item_id is None:
        raise ApiFault(missing("bId"))
    statement = as_text(item.get("Query"))
    if statement is not None:
        return {"QueryResponse": run(realm, statement)}
    operation = as_text(item.get("operation"))
    if operation is None:
        raise ApiFault(missing("operation"))
    title = next((key for key in item if key not in _BESIDE_THE_ENTITY), None)
    if title is None:
        raise ApiFault(missing("entity"))
    spec = spec_named(title)
    if spec is None:
        raise ApiFault(plain("500", f"{title} is not supported in a batch"))
    sent = item[title]
    if not isinstance(sent, dict):
        raise ApiFault(unsupported_property(title))
    allows = as_text(item.get("optionsData")) == "allowduplicatedocnum"
    options = WriteOptions(allow_duplicate_number=allows)
    return write(world, realm, WriteOrder(spec, sent, operation, request_id, item_id, options))
