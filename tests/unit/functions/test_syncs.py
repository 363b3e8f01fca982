"""GET and POST /v1/syncs through the real services on a store in memory."""

import pytest

from fieldledger.domain.connection import VendorName
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.http.idempotency import Idempotency
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.idempotency import DocumentIdempotencyKeys
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.services.sync.asking import SyncDesk
from fieldledger.services.sync.starting import SyncStarter
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
