"""The routes of syncs through the real services on a store in memory."""

import pytest

from fieldledger.domain.connection import VendorName
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import FullRead, SyncMode, SyncProgress, SyncRequest
from fieldledger.http.idempotency import Idempotency
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.idempotency import DocumentIdempotencyKeys
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.services.queries.syncs import SyncQueries
from fieldledger.services.sync.asking import SyncDesk
from fieldledger.services.sync.starting import SyncStarter
from tests.builders.moments import ACCOUNTANT, SYNCED_AT
from tests.builders.syncs import a_sync_run, a_sync_state
from tests.builders.vendors import a_connection
from tests.fakes.slices import SliceMessages
from tests.support.api import Call, Handler, claims, get, post
from tests.unit.functions.conftest import Backend

PATH = "/v1/syncs"
KEY = "8a3c5f0e-6a8d-4f53"


@pytest.fixture
def queue() -> SliceMessages:
    return SliceMessages()


@pytest.fixture
def start_sync(backend: Backend, queue: SliceMessages) -> Handler:
    store = backend.store
    backend.keep(DocumentConnections(store).save(a_connection(vendor=VendorName.RAKEN)))
    starter = SyncStarter(DocumentSyncStates(store), DocumentConnections(store), queue, backend.clock)
    idempotency = Idempotency(DocumentIdempotencyKeys(store), backend.clock)
    return backend.handler("api/start_sync", desk=SyncDesk(starter, queue), idempotency=idempotency)


def start(key: str = KEY, **body: object) -> Call:
    return post(PATH, {"resource": "raken/time_cards", **body}, idempotency_key=key)


def test_the_list_shows_what_runs_how_far_it_is_and_what_is_due(backend: Backend) -> None:
    states = DocumentSyncStates(backend.store)
    backend.keep(states.save(a_sync_state(active=a_sync_run())))
    backend.keep(states.save(a_sync_state(resource=SyncResource.RAKEN_MEMBERS)))
    backend.keep(states.save(a_sync_state(company_id="company-2")))
    reply = get(PATH).to(backend.handler("api/list_syncs", syncs=states))
    assert reply.status == 200
    assert [(row["resource"], row["vendor"]) for row in reply.data] == [
        ("procore/requisitions", "procore"),
        ("raken/members", "raken"),
    ]
    active = reply.data[0]["active"]
    assert (active["mode"], active["pages"], active["counts"]["seen"], active["finished_at"]) == (
        "incremental",
        0,
        0,
        None,
    )


def test_one_resource_is_shown_with_the_progress_of_its_run(backend: Backend) -> None:
    states = DocumentSyncStates(backend.store)
    full = FullRead(run_id="run-0", finished_at=SYNCED_AT, pages=64, scopes=60, seen=400)
    progress = SyncProgress(scope_id="301", scopes_done=21, pages=23)
    run = a_sync_run(mode=SyncMode.FULL).model_copy(update={"prepared": True, "progress": progress})
    wanted = SyncRequest(mode=SyncMode.FULL, requested_by=ACCOUNTANT)
    state = a_sync_state(active=run).model_copy(update={"full": full, "wanted": wanted})
    backend.keep(states.save(state))
    get_sync = backend.handler("api/get_sync", syncs=SyncQueries(states))
    reply = get(f"{PATH}/procore/requisitions").to(get_sync)
    assert (reply.status, reply.data["resource"], reply.data["active"]["mode"]) == (200, "procore/requisitions", "full")
    shown = reply.data["progress"]
    assert (shown["scopes"], shown["scopes_in_all"], shown["share"], shown["scope_id"]) == (21, 60, 0.35, "301")
    assert (reply.data["last_full"]["pages"], reply.data["wanted"]["requested_by"]) == (64, ACCOUNTANT)
    elsewhere = Call("GET", f"{PATH}/procore/requisitions", claims(company_id="company-2")).to(get_sync)
    assert (elsewhere.status, elsewhere.code) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("raken/time_cards", 404),
        ("raken/nothing", 404),
        ("quickbooks/bills", 404),
        ("sage/bills", 422),
        ("raken/time%20cards", 422),
    ],
)
def test_what_is_not_synced_is_not_there(backend: Backend, path: str, status: int) -> None:
    get_sync = backend.handler("api/get_sync", syncs=SyncQueries(DocumentSyncStates(backend.store)))
    assert get(f"{PATH}/{path.replace('%20', ' ')}").to(get_sync).status == status


def test_a_project_manager_sees_no_syncs(backend: Backend) -> None:
    get_sync = backend.handler("api/get_sync", syncs=SyncQueries(DocumentSyncStates(backend.store)))
    assert Call("GET", f"{PATH}/raken/time_cards", claims("project_manager")).to(get_sync).status == 403


def test_a_run_begins_once_per_key(start_sync: Handler, queue: SliceMessages) -> None:
    first, again = start().to(start_sync), start().to(start_sync)
    assert first.status == again.status == 200
    assert first.data["run"]["run_id"] == again.data["run"]["run_id"]
    assert again.headers["idempotency-replayed"] == "true"
    assert [(message[1], message[2]) for message in queue.waiting] == [
        ("raken/time_cards", first.data["run"]["run_id"])
    ]


def test_a_second_request_waits_for_the_run_that_is_under_way(start_sync: Handler) -> None:
    start().to(start_sync)
    second = start("another-key-1", mode="full").to(start_sync)
    assert second.data["queued"] is True


def test_one_record_is_read_again_without_a_run(start_sync: Handler, queue: SliceMessages) -> None:
    reply = start(record_id="card-1").to(start_sync)
    assert (reply.status, reply.data["run"]) == (200, None)
    assert queue.records == [("company-1", SyncResource.RAKEN_TIME_CARDS, "card-1", None)]


@pytest.mark.parametrize(
    ("body", "scope"),
    [
        ({"resource": "procore/requisitions", "record_id": "5", "scope_id": "301"}, ("301", None)),
        (
            {"resource": "procore/contract_payments", "record_id": "5", "scope_id": "9001", "parent_id": "301"},
            ("9001", "301"),
        ),
        ({"resource": "procore/vendors", "record_id": "5"}, None),
    ],
)
def test_a_record_is_read_under_its_scope(
    backend: Backend, start_sync: Handler, queue: SliceMessages, body: dict[str, str], scope: tuple[str, str | None]
) -> None:
    backend.keep(DocumentConnections(backend.store).save(a_connection(vendor=VendorName.PROCORE)))
    assert start(**body).to(start_sync).status == 200
    assert queue.records == [("company-1", SyncResource(body["resource"]), "5", scope)]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"scope_id": "project-1"}, "body.scope_id"),
        ({"parent_id": "project-1"}, "body.parent_id"),
        ({"record_id": "card-1", "scope_id": "project-1"}, "body.scope_id"),
        ({"record_id": "card-1", "mode": "full"}, "body.mode"),
        ({"record_id": "5", "resource": "procore/requisitions"}, "body.scope_id"),
        ({"record_id": "5", "resource": "procore/requisitions", "scope_id": "1", "parent_id": "2"}, "body.parent_id"),
        ({"record_id": "5", "resource": "procore/contract_payments", "scope_id": "1"}, "body.parent_id"),
        ({"record_id": "5", "resource": "quickbooks/books"}, "body.resource"),
    ],
)
def test_a_wish_that_does_not_go_together_is_refused_by_field(
    start_sync: Handler, queue: SliceMessages, body: dict[str, object], field: str
) -> None:
    reply = start(**body).to(start_sync)
    assert (reply.status, reply.code, reply.details["fields"][0]["field"]) == (422, "VALIDATION_FAILED", field)
    assert queue.records == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"resource": "procore/budgets"}, 409, "NOT_CONNECTED"),
        ({"resource": "raken/nothing"}, 422, "VALIDATION_FAILED"),
        ({"scope_id": "project-1"}, 422, "VALIDATION_FAILED"),
        ({"mode": "sometimes"}, 422, "VALIDATION_FAILED"),
        ({"recordid": "card-1"}, 422, "VALIDATION_FAILED"),
        ({"record_id": ""}, 422, "VALIDATION_FAILED"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(
    start_sync: Handler, body: dict[str, object], status: int, code: str
) -> None:
    reply = start(**body).to(start_sync)
    assert (reply.status, reply.code) == (status, code)


@pytest.mark.parametrize("role", ["viewer", "project_manager"])
def test_only_accountants_begin_runs(start_sync: Handler, role: str) -> None:
    call = start()
    assert Call(call.method, call.path, claims(role), headers=call.headers, body=call.body).to(start_sync).status == 403
