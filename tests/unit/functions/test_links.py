"""The routes of links through the real services on a store in memory."""

import pytest

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.posting import PostingError, PostingState
from fieldledger.http.idempotency import Idempotency
from fieldledger.repositories.canonical import CanonicalRecord, DocumentCanonicalRecords
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.idempotency import DocumentIdempotencyKeys
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.parties import DocumentParties
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import ErrorCode
from fieldledger.services.crosswalk.doubles import Doubling
from fieldledger.services.crosswalk.overview import LinkOverview
from fieldledger.wiring.crosswalk import comparing_over
from fieldledger.wiring.links import LinkParts, link_parts_over, unlinking_over
from tests.builders import a_counterpart, a_posting, a_project, an_employee
from tests.integration.flow.doubles import RecordingQueue
from tests.support.api import Call, Handler, claims, get, post
from tests.unit.functions.conftest import Backend

KEY = "8a3c5f0e-6a8d-4f53"
CONFIRM = {"kind": "project", "record_id": "project-1", "vendor": "quickbooks", "vendor_id": "21"}
REMOVE = "/v1/links/project/project-1/quickbooks"


def put(backend: Backend, *records: CanonicalRecord) -> None:
    canonical = DocumentCanonicalRecords(backend.store)
    backend.keep(backend.store.transact([canonical.write(record) for record in records]))


def customer(backend: Backend, vendor_id: str, name: str) -> None:
    row = a_counterpart(kind=CounterpartKind.CUSTOMER, vendor_id=vendor_id, display_name=name, number=None)
    backend.keep(DocumentCrosswalk(backend.store).save_counterparts([row]))


@pytest.fixture
def queue() -> RecordingQueue:
    return RecordingQueue()


@pytest.fixture
def parts(backend: Backend, queue: RecordingQueue) -> LinkParts:
    put(backend, a_project(project_id="project-1", number="2214", name="Clinic"))
    customer(backend, "21", "Clinic 2214")
    return link_parts_over(backend.store, queue, backend.clock)


@pytest.fixture
def confirm_link(backend: Backend, parts: LinkParts) -> Handler:
    keys = Idempotency(DocumentIdempotencyKeys(backend.store), backend.clock)
    return backend.handler("api/confirm_link", desk=parts.desk, idempotency=keys)


@pytest.fixture
def list_links(backend: Backend, parts: LinkParts) -> Handler:
    return backend.handler("api/list_links", overview=LinkOverview(comparing_over(backend.store)))


@pytest.fixture
def remove_link(backend: Backend, parts: LinkParts) -> Handler:
    return backend.handler("api/remove_link", links=unlinking_over(backend.store, backend.clock))


def confirm(key: str = KEY, **body: object) -> Call:
    return post("/v1/links", {**CONFIRM, **body}, idempotency_key=key)


def remove(path: str = REMOVE, **query: str) -> Call:
    return Call("DELETE", path, query={"reason": "another clinic", **query})


def listed(**query: str) -> Call:
    return get("/v1/links", **{"kind": "project", "vendor": "quickbooks", **query})


def test_the_list_shows_a_record_with_its_suggestions_then_with_its_link(
    list_links: Handler, confirm_link: Handler
) -> None:
    [before] = listed().to(list_links).data
    assert (before["state"], before["record"]["id"], before["linked"]) == ("suggested", "project-1", [])
    [found] = before["suggestions"]
    assert (found["record"]["id"], found["score"], found["key"]) == ("21", 100, "number")
    assert found["reason"] == "the number is that of Clinic 2214"
    confirm().to(confirm_link)
    [after] = listed(state="linked").to(list_links).data
    assert [(held["vendor_id"], held["link"]["decided_by"]) for held in after["linked"]] == [("21", claims()["sub"])]
    assert (after["suggestions"], after["version"]) == ([], 1)


def test_pages_go_on_with_a_cursor_that_belongs_to_the_filter(backend: Backend, list_links: Handler) -> None:
    put(backend, *(a_project(project_id=f"p-{n}", number=f"9{n}", name=f"Plant {n}") for n in range(3)))
    first = listed(limit="2").to(list_links)
    cursor = first.envelope["meta"]["pagination"]["next_cursor"]
    second = listed(limit="2", cursor=cursor).to(list_links)
    assert [row["record"]["id"] for row in (*first.data, *second.data)] == ["project-1", "p-0", "p-1", "p-2"]
    assert second.envelope["meta"]["pagination"]["next_cursor"] is None
    other = listed(limit="2", q="plant", cursor=cursor).to(list_links)
    assert (other.status, other.code) == (400, "CURSOR_INVALID")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"kind": "cost_code"}, "query.kind"),
        ({"vendor": "sage"}, "query.vendor"),
        ({"state": "maybe"}, "query.state"),
        ({"q": "a\x00b"}, "query.q"),
        ({"q": "q" * 201}, "query.q"),
        ({"limit": "0"}, "query.limit"),
    ],
)
def test_a_filter_that_is_none_is_refused_by_name(list_links: Handler, query: dict[str, str], field: str) -> None:
    reply = listed(**query).to(list_links)
    assert (reply.status, reply.details["fields"][0]["field"]) == (422, field)


def test_a_link_is_made_once_per_key_and_what_waited_goes_on(
    backend: Backend, confirm_link: Handler, queue: RecordingQueue
) -> None:
    error = PostingError(
        code=ErrorCode.JOB_UNMATCHED, message="no job", turn="customer", details={"subject": "project:project-1"}
    )
    parked = a_posting(posting="p-1", state=PostingState.PARKED, error=error)
    backend.keep(backend.store.transact([DocumentPostings(backend.store).write(parked)]))
    first, again = confirm().to(confirm_link), confirm().to(confirm_link)
    assert (first.status, first.data["released"], first.data["version"]) == (201, 1, 1)
    assert [(link["vendor"], link["vendor_id"]) for link in first.data["links"]] == [("quickbooks", "21")]
    assert again.data == first.data
    assert again.headers["idempotency-replayed"] == "true"
    assert [ids for _, ids in queue.woken] == [("p-1",)]
    assert len(backend.store.documents(TableName.AUDIT)) == 1


def test_a_tie_is_refused_until_the_person_says_that_they_saw_it(backend: Backend, confirm_link: Handler) -> None:
    customer(backend, "22", "Clinic 2214 phase 2")
    refused = confirm().to(confirm_link)
    assert (refused.status, refused.code) == (409, "LINK_AMBIGUOUS")
    assert refused.details == {"ours": ["project-1"], "theirs": ["21", "22"]}
    assert confirm("another-key-1", despite_tie=True).to(confirm_link).status == 201


def test_a_record_that_is_taken_is_refused_and_its_holder_named(backend: Backend, confirm_link: Handler) -> None:
    put(backend, a_project(project_id="project-2", number="77", name="Plant"))
    confirm().to(confirm_link)
    refused = confirm("another-key-1", record_id="project-2").to(confirm_link)
    assert (refused.status, refused.code, refused.details) == (409, "LINK_CONFLICT", {"held_by": "project-1"})


def test_another_link_of_the_vendor_goes_only_if_asked(backend: Backend, confirm_link: Handler) -> None:
    customer(backend, "30", "Somebody else")
    confirm().to(confirm_link)
    refused = confirm("another-key-1", vendor_id="30").to(confirm_link)
    assert (refused.code, refused.details) == ("LINK_CONFLICT", {"linked_to": "21"})
    replaced = confirm("another-key-2", vendor_id="30", replace=True).to(confirm_link)
    assert [link["vendor_id"] for link in replaced.data["links"]] == ["30"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"record_id": "project-9"}, 404, "NOT_FOUND"),
        ({"vendor_id": "99"}, 404, "NOT_FOUND"),
        ({"version": 4}, 409, "VERSION_CONFLICT"),
        ({"kind": "cost_code"}, 422, "VALIDATION_FAILED"),
        ({"vendor_id": ""}, 422, "VALIDATION_FAILED"),
        ({"reason": "line\nline"}, 422, "VALIDATION_FAILED"),
        ({"recordid": "project-1"}, 422, "VALIDATION_FAILED"),
        ({"version": -1}, 422, "VALIDATION_FAILED"),
    ],
)
def test_what_cannot_be_linked_is_refused(
    confirm_link: Handler, body: dict[str, object], status: int, code: str
) -> None:
    reply = confirm(**body).to(confirm_link)
    assert (reply.status, reply.code) == (status, code)


def test_another_companys_records_are_not_there(confirm_link: Handler) -> None:
    call = confirm()
    elsewhere = claims(company_id="company-2")
    reply = Call(call.method, call.path, elsewhere, headers=call.headers, body=call.body).to(confirm_link)
    assert (reply.status, reply.code) == (404, "NOT_FOUND")


def test_a_link_is_taken_away_with_its_reason_and_no_rule_makes_it_again(
    backend: Backend, confirm_link: Handler, remove_link: Handler, list_links: Handler
) -> None:
    confirm().to(confirm_link)
    removed = remove(version="1").to(remove_link)
    assert (removed.status, removed.data["links"], removed.data["version"]) == (200, [], 2)
    [row] = listed().to(list_links).data
    assert (row["state"], row["suggestions"]) == ("unlinked", [])
    entries = [AuditEntry.model_validate_json(document.body) for document in backend.store.documents(TableName.AUDIT)]
    assert [entry.after["reason"] for entry in entries if entry.action == "link_removed"] == ["another clinic"]
    again = remove().to(remove_link)
    assert (again.status, again.code) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("call", "status", "code"),
    [
        (remove("/v1/links/project/project-1/foundation"), 404, "NOT_FOUND"),
        (remove(vendor_id="22"), 404, "NOT_FOUND"),
        (remove(version="0"), 409, "VERSION_CONFLICT"),
        (Call("DELETE", REMOVE), 422, "VALIDATION_FAILED"),
        (remove("/v1/links/tax/project-1/quickbooks"), 422, "VALIDATION_FAILED"),
        (remove("/v1/links/project/project-1/sage"), 422, "VALIDATION_FAILED"),
    ],
)
def test_what_cannot_be_taken_away_is_refused(
    confirm_link: Handler, remove_link: Handler, call: Call, status: int, code: str
) -> None:
    confirm().to(confirm_link)
    reply = call.to(remove_link)
    assert (reply.status, reply.code) == (status, code)


def test_doubles_are_merged_and_parted_again(backend: Backend, parts: LinkParts) -> None:
    put(
        backend,
        an_employee(employee_id="e-1", number="107"),
        an_employee(employee_id="e-2", number="107", first_name="R."),
        an_employee(employee_id="e-3", number="200", first_name="Ben", email="ben@x.example"),
    )
    doubling = Doubling(DocumentIdentities(backend.store), DocumentParties(backend.store))
    keys = Idempotency(DocumentIdempotencyKeys(backend.store), backend.clock)
    list_doubles = backend.handler("api/list_doubles", doubles=doubling)
    merge_records = backend.handler("api/merge_records", merging=parts.merging, idempotency=keys)
    part_records = backend.handler("api/part_records", merging=parts.merging, idempotency=keys)
    asked = get("/v1/links/doubles", kind="employee")
    [group] = asked.to(list_doubles).data
    assert (group["reason"], [record["id"] for record in group["records"]]) == ("the same number", ["e-1", "e-2"])
    body = {"kind": "employee", "record_id": "e-2"}
    merged = post("/v1/links/merges", {**body, "into": "e-1"}, idempotency_key=KEY).to(merge_records)
    assert (merged.status, merged.data["record_id"], merged.data["aliases"]) == (201, "e-1", ["e-2"])
    assert asked.to(list_doubles).data == []
    parted = post("/v1/links/partings", body, idempotency_key=KEY).to(part_records)
    assert (parted.status, parted.data["record_id"]) == (201, "e-2")
    assert len(asked.to(list_doubles).data) == 1
    twice = post("/v1/links/partings", body, idempotency_key="another-key-1").to(part_records)
    assert (twice.status, twice.code) == (404, "NOT_FOUND")


@pytest.mark.parametrize("role", ["viewer", "project_manager"])
def test_links_are_the_accountants(list_links: Handler, confirm_link: Handler, remove_link: Handler, role: str) -> None:
    signed_in = claims(role)
    calls = ((listed(), list_links), (confirm(), confirm_link), (remove(), remove_link))
    replies = [
        Call(call.method, call.path, signed_in, call.query, call.headers, call.body).to(handler)
        for call, handler in calls
    ]
    assert [reply.status for reply in replies] == [403, 403, 403]


def test_a_decision_needs_a_key(confirm_link: Handler) -> None:
    reply = post("/v1/links", CONFIRM).to(confirm_link)
    assert (reply.status, reply.code) == (400, "IDEMPOTENCY_KEY_REQUIRED")
