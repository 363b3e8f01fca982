"""One write, single or inside a batch: replayed by its requestid, done once, counted (sections 1.3 and 3)."""

from dataclasses import dataclass

from simulators.quickbooks.catalogue.spec import EntitySpec, VoidBy
from simulators.quickbooks.faults_catalogue import ApiFault, missing, plain, throttled
from simulators.quickbooks.merge import merge
from simulators.quickbooks.sending import send
from simulators.quickbooks.state import World
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, as_id
from simulators.quickbooks.void import void
from simulators.quickbooks.write_options import PLAIN_WRITE, WriteOptions


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
    operation = order.operation or ("update" if as_id(order.sent.get("Id")) else "create")
    return {order.spec.title: _record(world, realm, order, operation)}


def _record(world: World, realm: Realm, order: WriteOrder, operation: str) -> Body:
    match operation:
        case "create":
            made = world.operations.create(realm, order.spec, order.sent, order.options)
            world.stats.created(realm.realm_id, order.spec.title, order.sent)
            return made
        case "update" if as_id(order.sent.get("Id")) is None:
            raise ApiFault(missing("Id"))
        case "update" if order.options.void:
            return void(world.operations, realm, order.spec, order.sent, VoidBy.INCLUDE)
        case "update":
            return world.operations.update(realm, order.spec, order.sent, order.options)
        case "delete":
            return world.operations.delete(realm, order.spec, order.sent)
        case "void" if order.item_id is not None and order.spec.document is not None:
            # A batch item has no address of its own, so the operation stands for both ways.
            asked_by = order.spec.document.void_by or VoidBy.OPERATION
            return void(world.operations, realm, order.spec, order.sent, asked_by)
        case "void":
            return void(world.operations, realm, order.spec, order.sent, VoidBy.OPERATION)
        case "merge":
            return merge(world.operations, realm, order.spec, order.sent)
        case "send":
            return _sent(world, realm, order)
        case _:
            raise ApiFault(plain("500", f"Operation {operation} is not supported"))


def _sent(world: World, realm: Realm, order: WriteOrder) -> Body:
    record_id = as_id(order.sent.get("Id"))
    if record_id is None:
        raise ApiFault(missing("Id"))
    if realm.prefs.environment == "sandbox" and not world.throttle.takes_email(realm.realm_id):
        raise throttled()
    return send(world.operations, realm, order.spec, record_id, order.options.send_to)
