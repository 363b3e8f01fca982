"""One write, single or inside a batch: replayed by its requestid, done once, counted (sections 1.3 and 3)."""

from dataclasses import dataclass

from simulators.quickbooks.entities import EntitySpec
from simulators.quickbooks.faults_catalogue import ApiFault, missing, plain
from simulators.quickbooks.operations import PLAIN_WRITE, WriteOptions
from simulators.quickbooks.state import World
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body


@dataclass(frozen=True, slots=True)
class WriteOrder:
    """What a client asks for; `operation` None lets the body's Id decide between create and update."""

    spec: EntitySpec
    sent: Body
    operation: str | None = None
    request_id: str | None = None
    item_id: str | None = None
    options: WriteOptions = PLAIN_WRITE


def write(world: World, realm: Realm, order: WriteOrder) -> Body:
    """Carry the order out and return `{Entity: record}`; raises ApiFault."""
    before = world.replays.replayed
    answer = world.replays.once(
        realm.realm_id, order.request_id, order.item_id, lambda: _carry_out(world, realm, order)
    )
    world.stats.of(realm.realm_id).replays += world.replays.replayed - before
    return answer


def _carry_out(world: World, realm: Realm, order: WriteOrder) -> Body:
    operation = order.operation or ("update" if "Id" in order.sent else "create")
    return {order.spec.title: _record(world, realm, order, operation)}


def _record(world: World, realm: Realm, order: WriteOrder, operation: str) -> Body:
    match operation:
        case "create":
            made = world.operations.create(realm, order.spec, order.sent, order.options)
            world.stats.created(realm.realm_id, order.spec.title, order.sent)
            return made
        case "update" if "Id" not in order.sent:
            raise ApiFault(missing("Id"))
        case "update":
            return world.operations.update(realm, order.spec, order.sent, order.options)
        case "delete":
            return world.operations.delete(realm, order.spec, order.sent)
        case _:
            raise ApiFault(plain("500", f"Operation {operation} is not supported"))
