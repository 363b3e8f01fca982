"""The routes of postings, called as API Gateway calls them, on a store in memory."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fieldledger.domain.crosswalk import Counterpart, CounterpartKind
from fieldledger.domain.exception_item import ExceptionState, exception_id
from fieldledger.domain.posting import Operation, Posting, PostingState
from fieldledger.http.idempotency import Idempotency
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.idempotency import DocumentIdempotencyKeys
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.posting.parking import Parking
from fieldledger.services.queries.postings import PostingQueries
from fieldledger.wiring.by_hand import by_hand_over
from fieldledger.wiring.previews import previews_over
from tests.builders import (
    ACCOUNTANT,
    APPROVED_AT,
    COMPANY,
    a_company,
    a_posting,
    a_posting_source,
    a_project,
    a_time_card,
    an_employee,
)
from tests.integration.flow.doubles import RecordingQueue
from tests.support.api import Call, Handler, Reply, claims, get, post
from tests.unit.functions.conftest import Backend

KEY = "8a3c5f0e-6a8d-4f53"
NOBODY = Problem(ErrorCode.EMPLOYEE_UNMATCHED, "employee:lena", "nobody has number 118")
ITEM = exception_id(COMPANY, NOBODY.code, NOBODY.subject)
SECOND = timedelta(seconds=1)


class Desk:
    """Postings, the functions that move them, and the queues of both writers."""

    def __init__(self, backend: Backend) -> None:
        self.backend, self.store = backend, backend.store
        self.quickbooks, self.foundation = RecordingQueue(), RecordingQueue()
        self.postings = DocumentPostings(self.store)

    def handler(self, operation: str) -> Handler:
        by_hand = by_hand_over(self.store, self.quickbooks, self.backend.clock, self.foundation)
        keys = Idempotency(DocumentIdempotencyKeys(self.store), self.backend.clock)
        return self.backend.handler(f"api/{operation}", by_hand=by_hand, idempotency=keys)

    def preview(self, name: str = "p-1", role: str = "accountant", company_id: str = COMPANY) -> Reply:
        handler = self.backend.handler("api/preview_posting", previews=previews_over(self.store, self.backend.clock))
        asked = get(f"/v1/postings/{name}/preview")
        return replace(asked, claims=claims(role, company_id=company_id)).to(handler)

    def save(self, *postings: Posting) -> None:
        self.backend.keep(self.store.transact([self.postings.write(posting) for posting in postings]))

    def park(self, *names: str) -> None:
        """Postings that wait behind one exception."""
        self.save(*(a_posting(posting=name, attempts=8) for name in names))
        stored = self.backend.keep(self.postings.get_many(COMPANY, names))
        parking = Parking(
            self.postings, Inbox(DocumentExceptions(self.store), self.backend.clock), self.store, self.backend.clock
        )
        self.backend.keep(parking.park(stored, dict.fromkeys(names, NOBODY)))

    def now(self, name: str) -> Posting:
        return self.backend.keep(self.postings.get(COMPANY, name))

    def item_state(self) -> ExceptionState:
        [item] = self.backend.keep(DocumentExceptions(self.store).get_many(COMPANY, [ITEM]))
        return item.state

    def audited(self) -> list[str]:
        return [document.body for document in self.store.documents(TableName.AUDIT)]


@pytest.fixture
def desk(backend: Backend) -> Desk:
    return Desk(backend)


@pytest.fixture
def list_postings(backend: Backend) -> Handler:
    return backend.handler("api/list_postings", postings=PostingQueries(DocumentPostings(backend.store)))


@pytest.fixture
def get_posting(backend: Backend) -> Handler:
    return backend.handler("api/get_posting", postings=PostingQueries(DocumentPostings(backend.store)))


def retry(name: str = "p-1", key: str = KEY, **body: object) -> Call:
    return post(f"/v1/postings/{name}/retry", body, idempotency_key=key)


def cancel(name: str = "p-1", key: str = KEY, **body: object) -> Call:
    return post(f"/v1/postings/{name}/cancel", {"reason": "entered by hand", **body}, idempotency_key=key)


def ids(handler: Handler, **query: str) -> list[str]:
    return [posting["posting_id"] for posting in get("/v1/postings", **query).to(handler).data]


def test_postings_of_every_state_and_books_are_one_list_newest_first_if_asked(
    desk: Desk, list_postings: Handler
) -> None:
    desk.save(
        a_posting(posting="c", created_at=APPROVED_AT),
        a_posting(posting="a", state=PostingState.POSTED, created_at=APPROVED_AT + SECOND),
        a_posting(posting="b", created_at=APPROVED_AT + 2 * SECOND).model_copy(update={"target": "foundation"}),
    )
    assert ids(list_postings) == ["c", "a", "b"]
    assert ids(list_postings, order="desc") == ["b", "a", "c"]
    assert ids(list_postings, target="foundation") == ["b"]


def test_postings_are_narrowed_to_a_source_an_approval_a_kind_and_a_time(desk: Desk, list_postings: Handler) -> None:
    desk.save(
        a_posting(posting="a", approval_id="approval-7", source=a_posting_source(record_id="card-7")),
        a_posting(posting="b", created_at=APPROVED_AT + SECOND),
    )
    moment = (APPROVED_AT + SECOND).isoformat()
    assert ids(list_postings, source_record_id="card-7") == ["a"]
    assert ids(list_postings, approval_id="approval-7") == ["a"]
    assert ids(list_postings, approval_id="approval-8") == []
    assert ids(list_postings, kind="time_activity") == ["a", "b"]
    assert ids(list_postings, kind="bill") == []
    assert ids(list_postings, **{"from": moment}) == ["b"]
    assert ids(list_postings, to=moment) == ["a"]


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_pages_of_a_filtered_list_follow_each_other_to_the_end(desk: Desk, list_postings: Handler, order: str) -> None:
    desk.save(
        *(
            a_posting(posting=f"p-{n:02}", approval_id=f"approval-{n % 5}", created_at=APPROVED_AT + n * SECOND)
            for n in range(30)
        )
    )
    asked, found = {"approval_id": "approval-3", "order": order, "limit": "1"}, []
    reply = get("/v1/postings", **asked).to(list_postings)
    while True:
        found += [posting["posting_id"] for posting in reply.data]
        cursor = reply.envelope["meta"]["pagination"]["next_cursor"]
        if cursor is None:
            break
        reply = get("/v1/postings", **asked, cursor=cursor).to(list_postings)
    expected = ["p-03", "p-08", "p-13", "p-18", "p-23", "p-28"]
    assert found == (expected if order == "asc" else expected[::-1])


def test_a_cursor_of_the_other_order_is_refused(desk: Desk, list_postings: Handler) -> None:
    desk.save(a_posting(posting="a"), a_posting(posting="b"))
    cursor = get("/v1/postings", limit="1").to(list_postings).envelope["meta"]["pagination"]["next_cursor"]
    assert get("/v1/postings", order="desc", cursor=cursor).to(list_postings).code == "CURSOR_INVALID"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"order": "newest"}, "query.order"),
        ({"kind": "payroll"}, "query.kind"),
        ({"from": "2026-03-02T00:00:00"}, "query.from"),
        ({"from": "1999-12-31T00:00:00Z"}, "query.from"),
        ({"to": "2101-01-01T00:00:00Z"}, "query.to"),
        ({"from": "2026-03-02T00:00:00Z", "to": "2026-03-02T00:00:00Z"}, "query.to"),
        ({"source_record_id": "a#b"}, "query.source_record_id"),
        ({"approval_id": "x" * 129}, "query.approval_id"),
    ],
)
def test_a_filter_that_makes_no_sense_is_422_naming_it(
    list_postings: Handler, query: dict[str, str], field: str
) -> None:
    reply = get("/v1/postings", **query).to(list_postings)
    assert (reply.status, reply.details["fields"][0]["field"]) == (422, field)


def test_a_parked_posting_names_the_exception_it_waits_behind(desk: Desk, get_posting: Handler) -> None:
    desk.park("p-1")
    shown = get("/v1/postings/p-1").to(get_posting).data
    assert shown["waits_behind"] == {
        "exception_id": ITEM,
        "code": "EMPLOYEE_UNMATCHED",
        "subject": "employee:lena",
    }
    assert shown["in_books"] is None


def test_a_posted_one_says_how_to_find_it_unless_it_took_the_record_out(desk: Desk, get_posting: Handler) -> None:
    done = a_posting(posting="p-1", state=PostingState.POSTED, vendor_id="77")
    desk.save(done, done.model_copy(update={"posting_id": "p-2", "operation": Operation.REMOVE}))
    shown = get("/v1/postings/p-1").to(get_posting).data
    assert shown["in_books"] == {"entity": "TimeActivity", "vendor_id": "77", "search_for": "[fl:p-1]"}
    assert shown["waits_behind"] is None
    assert get("/v1/postings/p-2").to(get_posting).data["in_books"] is None


def test_a_retried_posting_is_pending_with_all_attempts_and_its_writer_woken(desk: Desk) -> None:
    desk.park("p-1")
    reply = retry().to(desk.handler("retry_posting"))
    assert (reply.status, reply.data["state"], reply.data["attempts"]) == (200, "pending", 0)
    assert (desk.now("p-1").state, desk.now("p-1").version) == (PostingState.PENDING, reply.data["version"])
    assert (desk.quickbooks.woken, desk.foundation.woken) == ([(COMPANY, ("p-1",))], [])
    assert desk.item_state() is ExceptionState.RESOLVED
    assert any('"posting_released"' in entry and ACCOUNTANT in entry for entry in desk.audited())


def test_the_item_stays_open_while_another_posting_waits_behind_it(desk: Desk) -> None:
    desk.park("p-1", "p-2")
    retry("p-1").to(desk.handler("retry_posting"))
    assert (desk.item_state(), desk.now("p-2").state) == (ExceptionState.OPEN, PostingState.PARKED)
    cancel("p-2").to(desk.handler("cancel_posting"))
    assert desk.item_state() is ExceptionState.RESOLVED


def test_one_that_waits_until_later_is_due_now(desk: Desk) -> None:
    later = desk.backend.clock.now() + timedelta(hours=1)
    desk.save(a_posting(posting="p-1", not_before=later).model_copy(update={"target": "foundation"}))
    reply = retry().to(desk.handler("retry_posting"))
    assert reply.status == 200
    assert desk.now("p-1").not_before == desk.backend.clock.now()
    assert (desk.quickbooks.woken, desk.foundation.woken) == ([], [(COMPANY, ("p-1",))])


def test_one_that_is_due_already_is_woken_and_not_changed(desk: Desk) -> None:
    desk.save(a_posting(posting="p-1"))
    assert retry().to(desk.handler("retry_posting")).status == 200
    assert (desk.now("p-1").version, desk.quickbooks.woken) == (1, [(COMPANY, ("p-1",))])


def test_a_wake_up_that_fails_does_not_fail_the_retry(desk: Desk) -> None:
    desk.park("p-1")
    desk.quickbooks.answer = desk.quickbooks.answer.fail("no queue", ErrorCode.QUEUE_UNAVAILABLE)
    assert retry().to(desk.handler("retry_posting")).status == 200
    assert desk.now("p-1").state is PostingState.PENDING


def test_a_posting_may_be_parked_and_retried_again_each_time_with_an_entry(desk: Desk) -> None:
    desk.park("p-1")
    handler = desk.handler("retry_posting")
    retry(key="first-key").to(handler)
    parked = desk.now("p-1").model_copy(update={"state": PostingState.PARKED})
    desk.save(parked)
    assert retry(key="second-key").to(handler).status == 200
    assert len([entry for entry in desk.audited() if '"posting_released"' in entry]) == 2


def test_a_cancelled_posting_keeps_the_reason_and_who_gave_it_up_is_audited(desk: Desk) -> None:
    desk.save(a_posting(posting="p-1"))
    reply = cancel(reason="  entered in QuickBooks by hand ").to(desk.handler("cancel_posting"))
    assert (reply.status, reply.data["state"]) == (200, "cancelled")
    assert desk.now("p-1").history[-1].note == "given up: entered in QuickBooks by hand"
    [entry] = desk.audited()
    assert ACCOUNTANT in entry
    assert "by hand" in entry


@pytest.mark.parametrize("operation", ["retry_posting", "cancel_posting"])
@pytest.mark.parametrize(
    ("state", "code"),
    [
        (PostingState.SEALED, "POSTING_IN_FLIGHT"),
        (PostingState.POSTED, "POSTING_FINISHED"),
        (PostingState.CANCELLED, "POSTING_FINISHED"),
    ],
)
def test_what_is_on_its_way_or_finished_is_refused_and_stays_as_it_is(
    desk: Desk, operation: str, state: PostingState, code: str
) -> None:
    desk.save(a_posting(posting="p-1", state=state))
    call = retry() if operation == "retry_posting" else cancel()
    reply = call.to(desk.handler(operation))
    assert (reply.status, reply.code, reply.details["state"]) == (409, code, state.value)
    assert ("instead" in reply.details) is (code == "POSTING_FINISHED")
    assert (desk.now("p-1").version, desk.audited(), desk.quickbooks.woken) == (1, [], [])


def test_a_posting_that_moved_on_since_it_was_looked_at_is_left_alone(desk: Desk) -> None:
    desk.park("p-1")
    stale = retry(version=1).to(desk.handler("retry_posting"))
    assert (stale.status, stale.code) == (409, "VERSION_CONFLICT")
    assert desk.now("p-1").state is PostingState.PARKED
    assert retry(key="another-key", version=2).to(desk.handler("retry_posting")).status == 200


def test_a_writer_that_seals_it_at_the_same_moment_wins_over_the_person(desk: Desk) -> None:
    desk.save(a_posting(posting="p-1"))

    async def seal(_: object) -> None:
        found = (await desk.postings.get(COMPANY, "p-1")).unwrap()
        if found.state is PostingState.PENDING:
            sealed = found.model_copy(update={"state": PostingState.SEALED})
            (await desk.store.transact([desk.postings.write(sealed)])).unwrap()

    handler = desk.handler("cancel_posting")
    desk.store.before_commit = seal
    reply = cancel().to(handler)
    assert (reply.code, desk.now("p-1").state) == ("POSTING_IN_FLIGHT", PostingState.SEALED)


def test_a_repeated_request_is_answered_the_same_and_a_key_is_good_for_one_posting(desk: Desk) -> None:
    desk.save(a_posting(posting="p-1"), a_posting(posting="p-2"))
    handler = desk.handler("cancel_posting")
    first, again, other = cancel().to(handler), cancel().to(handler), cancel("p-2").to(handler)
    changed = cancel(reason="another reason").to(handler)
    assert (again.data, again.headers["idempotency-replayed"]) == (first.data, "true")
    assert (other.code, changed.code) == ("IDEMPOTENCY_KEY_REUSED", "IDEMPOTENCY_KEY_REUSED")
    assert desk.now("p-2").state is PostingState.PENDING


def test_another_companys_posting_is_404(desk: Desk) -> None:
    desk.save(a_posting(posting="p-1", company_id="company-2"))
    assert retry().to(desk.handler("retry_posting")).code == "NOT_FOUND"
    assert cancel().to(desk.handler("cancel_posting")).code == "NOT_FOUND"


@pytest.mark.parametrize("role", ["viewer", "project_manager"])
def test_only_an_accountant_moves_postings(desk: Desk, role: str) -> None:
    desk.save(a_posting(posting="p-1"))
    for call, operation in ((retry(), "retry_posting"), (cancel(), "cancel_posting")):
        assert replace(call, claims=claims(role)).to(desk.handler(operation)).status == 403
    assert desk.now("p-1").version == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"reason": ""}, "body.reason"),
        ({"reason": "  a "}, "body.reason"),
        ({"reason": "two\nlines"}, "body.reason"),
        ({"reason": "x" * 501}, "body.reason"),
        ({"version": 0}, "body.version"),
        ({"posting_id": "p-2"}, "body.posting_id"),
    ],
)
def test_a_body_that_makes_no_sense_is_422_naming_the_field(desk: Desk, body: dict[str, object], field: str) -> None:
    reply = cancel(**body).to(desk.handler("cancel_posting"))
    assert (reply.status, reply.details["fields"][0]["field"]) == (422, field)


def test_a_preview_shows_the_payload_its_references_and_what_it_changes(desk: Desk) -> None:
    store = desk.store
    desk.backend.keep(DocumentCompanies(store).save(a_company()))
    desk.backend.keep(DocumentProjects(store).save(a_project()))
    desk.backend.keep(DocumentEmployees(store).save(an_employee()))
    desk.backend.keep(DocumentTimeCards(store).save(a_time_card(time_card_id="card-1")))
    rows = [
        Counterpart(company_id=COMPANY, kind=CounterpartKind.EMPLOYEE, vendor_id="58", display_name="R", number="107"),
        Counterpart(company_id=COMPANY, kind=CounterpartKind.CUSTOMER, vendor_id="63", display_name="2214 Clinic"),
        Counterpart(company_id=COMPANY, kind=CounterpartKind.ITEM, vendor_id="4", display_name="Labor"),
    ]
    desk.backend.keep(DocumentCrosswalk(store).save_counterparts(rows))
    desk.save(a_posting(posting="p-1"))
    before = [store.documents(table) for table in TableName]
    shown = desk.preview(role="viewer").data
    assert (shown["will_be_sent"], shown["as_sent"], shown["way"], shown["problems"]) == (True, False, "batch", [])
    assert shown["payload"]["TimeActivity"]["EmployeeRef"] == {"value": "58"}
    assert [(row["kind"], row["vendor_id"], row["name"]) for row in shown["references"]] == [
        ("employee", "58", "R"),
        ("customer", "63", "2214 Clinic"),
        ("item", "4", "Labor"),
    ]
    hours = next(field for field in shown["change"]["fields"] if field["field"] == "Hours")
    assert (shown["change"]["does"], hours) == ("create", {"field": "Hours", "before": None, "after": 8})
    assert [store.documents(table) for table in TableName] == before


def test_a_preview_names_the_codes_that_would_park_the_posting(desk: Desk) -> None:
    desk.backend.keep(DocumentCompanies(desk.store).save(a_company(pay_types={})))
    desk.save(a_posting(posting="p-0", state=PostingState.PARKED))
    desk.save(a_posting(posting="p-1", attempts=8).model_copy(update={"depends_on": ("p-0",)}))
    shown = desk.preview().data
    assert shown["payload"] is None
    assert [problem["code"] for problem in shown["problems"]] == [
        "CHANGED_AFTER_APPROVAL",
        "BOOKS_REFUSED",
        "PAY_TYPE_UNMAPPED",
    ]
    assert {problem["turn"] for problem in shown["problems"]} == {"customer"}
    assert shown["waits_for"] == [{"posting_id": "p-0", "state": "parked"}]


def test_a_preview_needs_the_companys_settings_and_its_own_posting(desk: Desk) -> None:
    desk.save(a_posting(posting="p-1"))
    assert desk.preview().code == "COMPANY_NOT_CONFIGURED"
    assert desk.preview(company_id="company-2").code == "NOT_FOUND"
    assert desk.preview(role="project_manager").status == 403
