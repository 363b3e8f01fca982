"""The routes of mapping tables through the real services on a store in memory."""

import json

import pytest

from fieldledger.domain.posting import PostingError, PostingState
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.mapping_tables import DocumentMappingTables
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import ErrorCode
from fieldledger.services.mappings.history import MappingHistory
from fieldledger.wiring.mappings import changes_over
from tests.builders import a_posting
from tests.integration.flow.doubles import RecordingQueue
from tests.support.api import Call, Handler, claims, get
from tests.unit.functions.conftest import Backend

PATH = "/v1/mappings/quickbooks/pay_type"
RT, OT = {"service_item": "Labor"}, {"service_item": "Labor - Overtime"}


@pytest.fixture
def queue() -> RecordingQueue:
    return RecordingQueue()


@pytest.fixture
def history(backend: Backend) -> MappingHistory:
    return MappingHistory(DocumentMappingTables(backend.store))


@pytest.fixture
def replace_mapping(backend: Backend, queue: RecordingQueue) -> Handler:
    return backend.handler("api/replace_mapping", mappings=changes_over(backend.store, queue, backend.clock, queue))


@pytest.fixture
def get_mapping(backend: Backend, history: MappingHistory) -> Handler:
    return backend.handler("api/get_mapping", mappings=history)


def replace(rows: object, version: int = 0, path: str = PATH, role: str = "accountant", **more: object) -> Call:
    body = json.dumps({"rows": rows, "version": version, "reason": "new items", **more})
    return Call("PUT", path, claims(role), headers={"content-type": "application/json"}, body=body)


def test_a_table_is_replaced_whole_and_read_as_it_is_and_was(replace_mapping: Handler, get_mapping: Handler) -> None:
    first = replace({"RT": RT, "OT": RT}).to(replace_mapping)
    assert (first.status, first.data["version"], first.data["released"]) == (200, 1, 0)
    replace({"OT": OT, "DT": OT}, 1).to(replace_mapping)
    replace({"OT": OT}, 2).to(replace_mapping)
    now = get(PATH).to(get_mapping).data
    assert (now["version"], now["rows"], now["changed_by"]) == (3, {"OT": OT}, claims()["sub"])
    older = [get(PATH, version=str(version)).to(get_mapping).data["rows"] for version in range(4)]
    assert older == [{}, {"RT": RT, "OT": RT}, {"OT": OT, "DT": OT}, {"OT": OT}]
    assert get(PATH, version="4").to(get_mapping).status == 404


def test_the_history_says_who_why_and_what_newest_first(
    backend: Backend, history: MappingHistory, replace_mapping: Handler
) -> None:
    for version in range(5):
        replace({"RT": {"service_item": f"Labor {version}"}}, version).to(replace_mapping)
    handler = backend.handler("api/list_mapping_versions", mappings=history)
    first = get(f"{PATH}/versions", limit="2").to(handler)
    cursor = first.envelope["meta"]["pagination"]["next_cursor"]
    second = get(f"{PATH}/versions", limit="2", cursor=cursor).to(handler)
    last = get(f"{PATH}/versions", limit="2", cursor=second.envelope["meta"]["pagination"]["next_cursor"]).to(handler)
    assert [row["version"] for row in (*first.data, *second.data, *last.data)] == [5, 4, 3, 2, 1]
    assert last.envelope["meta"]["pagination"]["next_cursor"] is None
    assert (first.data[0]["reason"], first.data[0]["changed_by"]) == ("new items", claims()["sub"])
    assert first.data[0]["changes"] == [
        {"code": "RT", "before": {"service_item": "Labor 3"}, "after": {"service_item": "Labor 4"}}
    ]


def test_the_list_shows_the_tables_that_postings_read_and_what_their_rows_look_like(
    backend: Backend, history: MappingHistory, replace_mapping: Handler
) -> None:
    replace({"RT": RT}).to(replace_mapping)
    handler = backend.handler("api/list_mappings", mappings=history)
    rows = get("/v1/mappings").to(handler).data
    assert [(row["books"], row["kind"], row["version"], row["rows"]) for row in rows] == [
        ("quickbooks", "cost_code", 0, 0),
        ("quickbooks", "pay_type", 1, 1),
        ("quickbooks", "tax", 0, 0),
        ("foundation", "cost_code", 0, 0),
        ("foundation", "pay_type", 0, 0),
        ("foundation", "classification", 0, 0),
        ("foundation", "tax", 0, 0),
    ]
    assert (rows[3]["needed"], rows[3]["longest"]) == (["cost_code"], 10)
    assert {row["books"] for row in get("/v1/mappings", books="foundation").to(handler).data} == {"foundation"}
    assert get("/v1/mappings", books="sage").to(handler).status == 422


def test_each_row_at_fault_is_named_and_nothing_is_changed(backend: Backend, replace_mapping: Handler) -> None:
    rows = {
        "RT": {"earn_code": "01234567890"},
        "OT": {},
        "DT": {"earn_code": "3", "rate": "2"},
        "PT": {"earn_code": "4"},
    }
    reply = replace(rows, path="/v1/mappings/foundation/pay_type").to(replace_mapping)
    assert (reply.status, reply.code) == (422, "VALIDATION_FAILED")
    assert [(fault["field"], fault["problem"]) for fault in reply.details["fields"]] == [
        ("body.rows.RT", "earn_code is longer than 10 characters"),
        ("body.rows.OT", "earn_code is missing"),
        ("body.rows.DT", "rate is unknown"),
    ]
    assert backend.store.documents(TableName.RECORDS) == []


@pytest.mark.parametrize(
    ("call", "status", "code"),
    [
        (replace({"RT": RT}, 7), 409, "VERSION_CONFLICT"),
        (replace({"": RT}), 422, "VALIDATION_FAILED"),
        (replace({"R\x00T": RT}), 422, "VALIDATION_FAILED"),
        (replace({"RT": {"service_item": "a\nb"}}), 422, "VALIDATION_FAILED"),
        (replace({"RT": RT}, -1), 422, "VALIDATION_FAILED"),
        (replace({"RT": RT}, row="x"), 422, "VALIDATION_FAILED"),
        (replace(["RT"]), 422, "VALIDATION_FAILED"),
        (replace({str(n): RT for n in range(2001)}), 422, "VALIDATION_FAILED"),
        (replace({"E": {"class_name": "Field"}}, path="/v1/mappings/quickbooks/classification"), 404, "NOT_FOUND"),
        (replace({"T": {"terms": "Net 30"}}, path="/v1/mappings/foundation/terms"), 422, "VALIDATION_FAILED"),
        (replace({"RT": RT}, path="/v1/mappings/sage/pay_type"), 422, "VALIDATION_FAILED"),
        (replace({"RT": RT}, path="/v1/mappings/quickbooks/colour"), 422, "VALIDATION_FAILED"),
        (replace({"RT": RT}, role="viewer"), 403, "FORBIDDEN"),
        (replace({"RT": RT}, role="project_manager"), 403, "FORBIDDEN"),
    ],
    ids=str,
)
def test_what_cannot_be_a_table_is_refused(replace_mapping: Handler, call: Call, status: int, code: str) -> None:
    reply = call.to(replace_mapping)
    assert (reply.status, reply.code) == (status, code)


def test_what_is_more_than_an_item_holds_is_refused_before_it_is_written(replace_mapping: Handler) -> None:
    long = {str(n): {"account": "a" * 90, "class_name": "c" * 90} for n in range(1000)}
    path = "/v1/mappings/quickbooks/cost_code"
    assert replace(long, path=path).to(replace_mapping).status == 200
    other = {code: {"account": "b" * 90, "class_name": "d" * 90} for code in long}
    refused = replace(other, 1, path).to(replace_mapping)
    assert (refused.status, refused.code, refused.details["most_bytes"]) == (422, "VALIDATION_FAILED", 380_000)


@pytest.mark.parametrize(
    ("path", "target", "row"), [(PATH, "quickbooks", RT), ("/v1/mappings/foundation/pay_type", "foundation", None)]
)
def test_what_waited_goes_on_also_when_an_earlier_call_died_before_it(
    backend: Backend,
    replace_mapping: Handler,
    queue: RecordingQueue,
    path: str,
    target: str,
    row: dict[str, str] | None,
) -> None:
    rows = {"DT": row or {"earn_code": "3"}}
    replace(rows, path=path).to(replace_mapping)
    postings = DocumentPostings(backend.store)
    error = PostingError(code=ErrorCode.PAY_TYPE_UNMAPPED, message="no item", turn="customer")
    parked = a_posting(posting="p-1", state=PostingState.PARKED, error=error).model_copy(update={"target": target})
    backend.keep(backend.store.transact([postings.write(parked)]))
    again = replace(rows, path=path).to(replace_mapping)
    assert (again.status, again.data["version"], again.data["released"]) == (200, 1, 1)
    assert [ids for _, ids in queue.woken] == [("p-1",)]


def test_another_company_has_tables_of_its_own(replace_mapping: Handler, get_mapping: Handler) -> None:
    replace({"RT": RT}).to(replace_mapping)
    elsewhere = Call("GET", PATH, claims(company_id="company-2")).to(get_mapping)
    assert (elsewhere.data["version"], elsewhere.data["rows"]) == (0, {})
