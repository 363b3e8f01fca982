"""POST batch: up to 30 independent items, answered in any order (section 2.1)."""

from dataclasses import dataclass

from simulators.kit.faults import Fault
from simulators.quickbooks.cdc import CdcQuestion, changes
from simulators.quickbooks.entities import spec_named
from simulators.quickbooks.faults_catalogue import (
    ApiFault,
    missing,
    ordered,
    plain,
    throttled,
    too_many_items,
    unsupported_property,
)
from simulators.quickbooks.query_run import run
from simulators.quickbooks.state import World
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, Json, as_id, as_object, as_text
from simulators.quickbooks.write_options import options_from
from simulators.quickbooks.writes import WriteOrder, write

_MOST_OBJECTS = 1000
_BESIDE_THE_ENTITY = frozenset({"bId", "operation", "optionsData"})


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
    answers: list[Json] = []
    room = _MOST_OBJECTS
    for place, sent in enumerate(items):
        answer = _answer(world, realm, _Item(as_object(sent), call.request_id, room), faults.get(place))
        room = max(0, room - _objects(answer))
        answers.append(answer)
    world.rng.shuffle(answers)
    return {"BatchItemResponse": answers}


def _objects(answer: Body) -> int:
    found = as_object(answer.get("QueryResponse")).get("maxResults")
    return found if isinstance(found, int) else 0


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


@dataclass(slots=True)
class _Item:
    """One item and what it may still use: a batch answers with at most 1000 objects in all."""

    body: Body
    request_id: str | None
    room: int

    @property
    def id(self) -> str | None:
        return as_id(self.body.get("bId"))


def _answer(world: World, realm: Realm, item: _Item, fault: Fault | None) -> Body:
    try:
        body = _worked_unless(fault, world, realm, item)
    except ApiFault as refused:
        world.stats.of(realm.realm_id).faults[refused.entries[0].code] += 1
        body = {"Fault": refused.as_json(realm.prefs.language)}
    return {**body, "bId": item.id}


def _worked_unless(fault: Fault | None, world: World, realm: Realm, item: _Item) -> Body:
    if fault is not None:
        raise ApiFault(ordered(fault.code or "6000"))
    return _worked(world, realm, item)


def _worked(world: World, realm: Realm, item: _Item) -> Body:
    if item.id is None:
        raise ApiFault(missing("bId"))
    if "Query" in item.body or "CDCQuery" in item.body:
        return _read(world, realm, item)
    operation = as_text(item.body.get("operation"))
    if operation is None:
        raise ApiFault(missing("operation"))
    title = next((key for key in item.body if key not in _BESIDE_THE_ENTITY), None)
    if title is None:
        raise ApiFault(missing("entity"))
    spec = spec_named(title)
    if spec is None:
        raise ApiFault(plain("500", f"{title} is not supported in a batch"))
    sent = item.body[title]
    if not isinstance(sent, dict):
        raise ApiFault(unsupported_property(title))
    options = options_from(as_text(item.body.get("optionsData")) or "")
    return write(world, realm, WriteOrder(spec, sent, operation, item.request_id, item.id, options))


def _read(world: World, realm: Realm, item: _Item) -> Body:
    """Answer a query or a question for changes; each counts as a metered read of its own."""
    if world.metering.is_used_up(realm):
        raise throttled()
    now = world.clock.now()
    statement = as_text(item.body.get("Query"))
    if statement is not None:
        body: Body = {"QueryResponse": run(realm, statement, now, at_most=item.room)}
    else:
        asked = as_object(item.body.get("CDCQuery"))
        question = CdcQuestion(as_text(asked.get("Entities")) or "", as_text(asked.get("ChangedSince")) or "")
        body = changes(realm, question, now, world.settings.current.cdc)
    world.metering.count(realm)
    return body
