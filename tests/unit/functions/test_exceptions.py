"""The routes of the exceptions inbox, called as API Gateway calls them, on a store in memory."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fieldledger.domain.crosswalk import Counterpart, CounterpartKind
from fieldledger.domain.exception_item import ExceptionState, exception_id
from fieldledger.domain.posting import PostingState
from fieldledger.http.idempotency import Idempotency
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import Document, TableName
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.idempotency import DocumentIdempotencyKeys
from fieldledger.repositories.postings import DocumentPostings, Window
from fieldledger.result import ErrorCode
from fieldledger.services.exceptions.many import ManyExceptions
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.posting.parking import Parking
from fieldledger.services.queries.postings import PostingFilters
from fieldledger.wiring.exceptions import desk_over, explaining_over, listing_over
from tests.builders import ACCOUNTANT, APPROVED_AT, COMPANY, a_company, a_posting, an_employee, an_exception
from tests.integration.flow.doubles import RecordingQueue
from tests.support.api import Call, Handler, claims, get, post
from tests.support.lambda_context import FakeLambdaContext
from tests.unit.functions.conftest import Backend

EVERY_LANE, WINDOW = PostingFilters().lanes, Window()
PATH = "/v1/exceptions"
KEY = "8a3c5f0e-6a8d-4f53"
CLOSED = Problem(ErrorCode.BOOKS_PERIOD_CLOSED, "period:2026-02-28", "the books are closed")
WORKER = Problem(ErrorCode.EMPLOYEE_UNMATCHED, "employee:employee-1", "nobody has number 107")


def key_of(problem: Problem) -> str:
    return exception_id(COMPANY, problem.code, problem.subject)


class Inboxful:
    """Parked postings, their exceptions, and the functions that mend them."""

    def __init__(self, backend: Backend) -> None:
        self.backend, self.store, self.clock = backend, backend.store, backend.clock
        self.queue = RecordingQueue()
        self.postings, self.exceptions = DocumentPostings(self.store), DocumentExceptions(self.store)
        backend.keep(DocumentCompanies(self.store).save(a_company()))

    def handler(self, operation: str) -> Handler:
        desk = desk_over(self.store, self.queue, self.clock)
        parts: dict[str, Any] = {
            "list_exceptions": {"exceptions": listing_over(self.store)},
            "get_exception": {"explanations": explaining_over(self.store)},
            "dry_run_exception": {"desk": desk},
            "resolve_exception": {"desk": desk},
        }.get(operation, {"many": ManyExceptions(desk, self.exceptions, self.clock)})
        if operation.startswith(("resolve", "replay")):
            parts["idempotency"] = Idempotency(DocumentIdempotencyKeys(self.store), self.clock)
        return self.backend.handler(f"api/{operation}", **parts)

    def park(self, problem: Problem, *names: str) -> str:
        """Postings behind a problem; the id of its item."""
        self.backend.keep(self.store.transact([self.postings.write(a_posting(posting=name)) for name in names]))
        stored = self.backend.keep(self.postings.get_many(COMPANY, names))
        parking = Parking(self.postings, Inbox(self.exceptions, self.clock), self.store, self.clock)
        self.backend.keep(parking.park(stored, dict.fromkeys(names, problem)))
        return key_of(problem)

    def a_worker_without_a_link(self) -> str:
        """Two postings of a worker whose row of the books nobody named; the row is 58."""
        self.backend.keep(DocumentEmployees(self.store).save(an_employee(number=None)))
        row = Counterpart(
            company_id=COMPANY, kind=CounterpartKind.EMPLOYEE, vendor_id="58", display_name="Rosa D", number="9"
        )
        self.backend.keep(DocumentCrosswalk(self.store).save_counterparts([row]))
        return self.park(WORKER, "p-1", "p-2")

    def states(self) -> dict[str, PostingState]:
        rows = self.backend.keep(self.postings.by_age(COMPANY, EVERY_LANE, WINDOW, 100, None))
        return {posting.posting_id: posting.state for posting in rows.items}

    def item_state(self, key: str) -> ExceptionState:
        [item] = self.backend.keep(self.exceptions.get_many(COMPANY, [key]))
        return item.state

    def everything(self) -> list[list[Document]]:
        return [self.store.documents(table) for table in TableName]


@pytest.fixture
def inbox(backend: Backend) -> Inboxful:
    return Inboxful(backend)


def resolve(exception: str, key: str = KEY, **fix: object) -> Call:
    return post(f"{PATH}/{exception}/resolve", {"fix": fix}, idempotency_key=key)


def resolutions(key: str = KEY, **body: object) -> Call:
    return post(f"{PATH}/resolutions", body, idempotency_key=key)


def replays(key: str = KEY, **body: object) -> Call:
    return post(f"{PATH}/replays", body, idempotency_key=key)


def subjects(handler: Handler, **query: str) -> list[str]:
    return [item["subject"] for item in get(PATH, **query).to(handler).data]


def test_the_inbox_is_narrowed_to_a_code_a_turn_and_a_subject_in_either_order(inbox: Inboxful) -> None:
    items = [
        an_exception(subject="employee:1"),
        an_exception(subject="employee:2", first_seen_at=APPROVED_AT + timedelta(seconds=1)),
        an_exception(code=ErrorCode.BOOKS_STALE, subject="posting:1", first_seen_at=APPROVED_AT + timedelta(seconds=2)),
    ]
    for item in items:
        inbox.backend.keep(inbox.exceptions.save(item))
    handler = inbox.handler("list_exceptions")
    assert subjects(handler) == ["employee:1", "employee:2", "posting:1"]
    assert subjects(handler, order="desc") == ["posting:1", "employee:2", "employee:1"]
    assert subjects(handler, code="EMPLOYEE_UNMATCHED") == ["employee:1", "employee:2"]
    assert subjects(handler, turn="us") == ["posting:1"]
    assert subjects(handler, subject="employee:2") == ["employee:2"]
    assert subjects(handler, subject="employee:", order="desc", limit="1") == ["employee:2"]
    assert subjects(handler, state="resolved") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"code": "NOT_A_CODE"}, "query.code"),
        ({"turn": "mine"}, "query.turn"),
        ({"subject": "a\nb"}, "query.subject"),
        ({"subject": "x" * 201}, "query.subject"),
        ({"order": "up"}, "query.order"),
        ({"state": "closed"}, "query.state"),
    ],
)
def test_a_filter_that_makes_no_sense_is_422_naming_it(inbox: Inboxful, query: dict[str, str], field: str) -> None:
    reply = get(PATH, **query).to(inbox.handler("list_exceptions"))
    assert (reply.status, reply.details["fields"][0]["field"]) == (422, field)


def test_an_item_says_in_words_and_numbers_what_waits_and_which_ways_out_there_are(inbox: Inboxful) -> None:
    key = inbox.a_worker_without_a_link()
    shown = get(f"{PATH}/{key}").to(inbox.handler("get_exception")).data
    assert shown["words"] == "nobody has number 107. It is the contractor's turn. 2 postings wait for it."
    assert (shown["waiting"]["postings"], shown["waiting"]["minutes"]) == (2, 960)
    assert [(option["kind"], option["asks_for"]) for option in shown["options"]] == [
        ("link", ["vendor_id"]),
        ("retry", []),
        ("cancel", ["reason"]),
    ]
    assert (shown["exception_id"], shown["code"]) == (key, "EMPLOYEE_UNMATCHED")


def test_another_companys_item_is_404(inbox: Inboxful) -> None:
    key = inbox.park(CLOSED, "p-1")
    stranger = claims(company_id="company-2")
    assert replace(get(f"{PATH}/{key}"), claims=stranger).to(inbox.handler("get_exception")).status == 404
    tried = post(f"{PATH}/{key}/dry-run", {"fix": {"kind": "retry"}})
    assert replace(tried, claims=stranger).to(inbox.handler("dry_run_exception")).status == 404
    done = replace(resolve(key, kind="retry"), claims=stranger).to(inbox.handler("resolve_exception"))
    assert (done.code, inbox.states()) == ("NOT_FOUND", {"p-1": PostingState.PARKED})


def test_a_dry_run_tells_what_would_come_back_and_writes_nothing(inbox: Inboxful) -> None:
    key = inbox.a_worker_without_a_link()
    before = inbox.everything()
    fix = {"kind": "link", "vendor_id": "58"}
    shown = post(f"{PATH}/{key}/dry-run", {"fix": fix}).to(inbox.handler("dry_run_exception")).data
    assert (shown["dry_run"], shown["released"], shown["changes"]) == (True, 2, "employee:employee-1")
    assert [(parks["code"], parks["postings"]) for parks in shown["parks_again"]] == [("CHANGED_AFTER_APPROVAL", 2)]
    assert (inbox.everything(), inbox.queue.woken) == (before, [])


def test_a_fix_is_carried_out_once_per_key_and_what_waited_goes_on(inbox: Inboxful) -> None:
    key = inbox.a_worker_without_a_link()
    handler = inbox.handler("resolve_exception")
    first = resolve(key, kind="link", vendor_id="58").to(handler)
    again = resolve(key, kind="link", vendor_id="58").to(handler)
    assert (first.status, first.data["released"], first.data["earlier"]) == (200, 2, None)
    assert (again.data, again.headers["idempotency-replayed"]) == (first.data, "true")
    assert (set(inbox.states().values()), inbox.item_state(key)) == ({PostingState.PENDING}, ExceptionState.RESOLVED)
    assert inbox.queue.woken == [(COMPANY, ("p-1", "p-2"))]
    assert any(ACCOUNTANT in document.body for document in inbox.store.documents(TableName.AUDIT))
    later = resolve(key, key="another-key", kind="retry").to(handler)
    assert (later.data["released"], later.data["earlier"]) == (0, "link by a person")


def test_a_key_is_good_for_one_item(inbox: Inboxful) -> None:
    first, second = inbox.park(CLOSED, "p-1"), inbox.park(WORKER, "p-2")
    handler = inbox.handler("resolve_exception")
    resolve(first, kind="retry").to(handler)
    assert resolve(second, kind="retry").to(handler).code == "IDEMPOTENCY_KEY_REUSED"


@pytest.mark.parametrize(
    ("fix", "code"),
    [
        ({"kind": "pay_type", "service_item": "Labor"}, "VALIDATION_FAILED"),
        ({"kind": "link", "vendor_id": "4711"}, "BOOKS_REFERENCE_INACTIVE"),
    ],
)
def test_a_fix_that_does_not_fit_is_refused_by_the_dry_run_too(
    inbox: Inboxful, fix: dict[str, object], code: str
) -> None:
    key = inbox.a_worker_without_a_link()
    tried = post(f"{PATH}/{key}/dry-run", {"fix": fix}).to(inbox.handler("dry_run_exception"))
    done = resolve(key, **fix).to(inbox.handler("resolve_exception"))
    assert (tried.code, done.code) == (code, code)
    assert set(inbox.states().values()) == {PostingState.PARKED}


@pytest.mark.parametrize(
    ("fix", "field"),
    [
        ({"kind": "magic"}, "body.fix"),
        ({}, "body.fix"),
        ({"kind": "link"}, "body.fix.link.vendor_id"),
        ({"kind": "link", "vendor_id": "5\x008"}, "body.fix.link.vendor_id"),
        ({"kind": "link", "vendor_id": "5" * 65}, "body.fix.link.vendor_id"),
        ({"kind": "cancel", "reason": "no"}, "body.fix.cancel.reason"),
        ({"kind": "cancel", "reason": "x" * 501}, "body.fix.cancel.reason"),
        ({"kind": "retry", "reason": "unknown field"}, "body.fix.retry.reason"),
        ({"kind": "cost_code", "mapping": {"account": ""}}, "body.fix.cost_code.mapping.account"),
    ],
)
def test_a_fix_that_makes_no_sense_is_422_naming_the_field(inbox: Inboxful, fix: dict[str, object], field: str) -> None:
    key = inbox.park(CLOSED, "p-1")
    for call, operation in (
        (post(f"{PATH}/{key}/dry-run", {"fix": fix}), "dry_run_exception"),
        (resolve(key, **fix), "resolve_exception"),
    ):
        reply = call.to(inbox.handler(operation))
        assert (reply.status, reply.details["fields"][0]["field"]) == (422, field)


def test_many_items_are_mended_each_by_itself(inbox: Inboxful) -> None:
    worker, closed = inbox.a_worker_without_a_link(), inbox.park(CLOSED, "p-3")
    each = [
        {"exception_id": closed, "fix": {"kind": "cancel", "reason": "entered by hand"}},
        {"exception_id": "nothing", "fix": {"kind": "retry"}},
        {"exception_id": worker, "fix": {"kind": "link", "vendor_id": "58"}},
    ]
    shown = resolutions(each=each).to(inbox.handler("resolve_exceptions")).data
    assert (shown["resolved"], shown["failed"], shown["remaining"]) == (2, 1, 0)
    assert [(outcome["exception_id"], outcome["code"]) for outcome in shown["outcomes"]] == [
        (closed, None),
        ("nothing", "NOT_FOUND"),
        (worker, None),
    ]
    assert inbox.states() == {
        "p-1": PostingState.PENDING,
        "p-2": PostingState.PENDING,
        "p-3": PostingState.CANCELLED,
    }


def test_one_fix_is_for_many_items_and_a_repetition_is_answered_the_same(inbox: Inboxful) -> None:
    keys = [inbox.park(CLOSED, "p-1"), inbox.park(WORKER, "p-2")]
    handler = inbox.handler("resolve_exceptions")
    asked = resolutions(exception_ids=keys, fix={"kind": "retry"})
    first, again = asked.to(handler), asked.to(handler)
    assert (first.data["resolved"], again.data) == (2, first.data)
    assert again.headers["idempotency-replayed"] == "true"


def test_what_time_did_not_suffice_for_remains_and_the_same_key_goes_on_with_it(
    inbox: Inboxful, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [inbox.park(CLOSED, "p-1"), inbox.park(WORKER, "p-2")]
    handler = inbox.handler("resolve_exceptions")
    asked = resolutions(exception_ids=keys, fix={"kind": "retry"})
    millis = iter([1000, 20_000])
    monkeypatch.setattr(FakeLambdaContext, "get_remaining_time_in_millis", lambda _: next(millis))
    first = asked.to(handler).data
    assert (first["resolved"], first["remaining"]) == (1, 1)
    second = asked.to(handler).data
    assert (second["resolved"], second["remaining"]) == (2, 0)
    assert [outcome["resolution"]["earlier"] for outcome in second["outcomes"]] == ["retry by a person", None]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"exception_ids": ["a"]},
        {"fix": {"kind": "retry"}},
        {"exception_ids": ["a"], "fix": {"kind": "retry"}, "each": [{"exception_id": "b", "fix": {"kind": "retry"}}]},
        {"exception_ids": ["a"], "each": [{"exception_id": "b", "fix": {"kind": "retry"}}]},
        {"exception_ids": ["a", "a"], "fix": {"kind": "retry"}},
        {"exception_ids": [], "fix": {"kind": "retry"}},
        {"exception_ids": [f"e-{n}" for n in range(101)], "fix": {"kind": "retry"}},
        {"each": []},
    ],
)
def test_resolutions_that_make_no_sense_are_422(inbox: Inboxful, body: dict[str, object]) -> None:
    reply = resolutions(**body).to(inbox.handler("resolve_exceptions"))
    assert (reply.status, reply.code) == (422, "VALIDATION_FAILED")


def some_closed_periods(inbox: Inboxful, number: int) -> Iterator[str]:
    for n in range(number):
        yield inbox.park(replace(CLOSED, subject=f"period:2026-02-{n + 1:02}"), f"p-{n}")


def test_a_code_is_replayed_in_parts_until_nothing_remains(inbox: Inboxful) -> None:
    keys = list(some_closed_periods(inbox, 3))
    worker = inbox.park(WORKER, "p-9")
    inbox.clock.advance(1)
    handler = inbox.handler("replay_exceptions")
    first = replays(codes=["BOOKS_PERIOD_CLOSED"], limit=2).to(handler).data
    assert (first["resolved"], first["remaining"]) == (2, 1)
    reopened = inbox.backend.keep(inbox.exceptions.get_many(COMPANY, keys[:1]))[0]
    inbox.clock.advance(1)
    back = reopened.model_copy(update={"state": ExceptionState.OPEN, "last_seen_at": inbox.clock.now()})
    inbox.backend.keep(inbox.exceptions.save(back))
    asked = {"codes": ["BOOKS_PERIOD_CLOSED"], "limit": 2, "seen_before": first["seen_before"]}
    second = replays(key="another-key", **asked).to(handler).data
    assert (second["resolved"], second["remaining"], second["seen_before"]) == (1, 0, first["seen_before"])
    assert [outcome["exception_id"] for outcome in second["outcomes"]] == [keys[2]]
    assert (inbox.item_state(keys[0]), inbox.item_state(worker)) == (ExceptionState.OPEN, ExceptionState.OPEN)


def test_certain_items_are_replayed(inbox: Inboxful) -> None:
    first, second = inbox.park(CLOSED, "p-1"), inbox.park(WORKER, "p-2")
    shown = replays(exception_ids=[second]).to(inbox.handler("replay_exceptions")).data
    assert (shown["resolved"], shown["seen_before"]) == (1, None)
    assert inbox.states() == {"p-1": PostingState.PARKED, "p-2": PostingState.PENDING}
    assert inbox.item_state(first) is ExceptionState.OPEN


def test_items_that_no_retry_mends_are_left_alone_and_not_counted(inbox: Inboxful) -> None:
    lost = an_exception(code=ErrorCode.RECONNECT_REQUIRED, subject="connection:quickbooks")
    inbox.backend.keep(inbox.exceptions.save(lost))
    inbox.clock.advance(3600)
    shown = replays(codes=["RECONNECT_REQUIRED"]).to(inbox.handler("replay_exceptions")).data
    assert (shown["resolved"], shown["failed"], shown["remaining"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"codes": ["JOB_UNMATCHED"], "exception_ids": ["a"]}, "body"),
        ({"codes": []}, "body.codes"),
        ({"codes": ["NOT_A_CODE"]}, "body.codes.0"),
        ({"codes": ["JOB_UNMATCHED"], "limit": 101}, "body.limit"),
        ({"codes": ["JOB_UNMATCHED"], "seen_before": "2026-03-02"}, "body.seen_before"),
        ({"codes": ["JOB_UNMATCHED"], "seen_before": "1999-03-02T00:00:00Z"}, "body.seen_before"),
        ({"exception_ids": ["a#b"]}, "body.exception_ids.0"),
    ],
)
def test_replays_that_make_no_sense_are_422_naming_the_field(
    inbox: Inboxful, body: dict[str, object], field: str
) -> None:
    reply = replays(**body).to(inbox.handler("replay_exceptions"))
    assert (reply.status, reply.details["fields"][0]["field"]) == (422, field)


@pytest.mark.parametrize("role", ["viewer", "project_manager"])
def test_only_an_accountant_mends(inbox: Inboxful, role: str) -> None:
    key = inbox.park(CLOSED, "p-1")
    calls = {
        "dry_run_exception": post(f"{PATH}/{key}/dry-run", {"fix": {"kind": "retry"}}),
        "resolve_exception": resolve(key, kind="retry"),
        "resolve_exceptions": resolutions(exception_ids=[key], fix={"kind": "retry"}),
        "replay_exceptions": replays(exception_ids=[key]),
    }
    for operation, call in calls.items():
        assert replace(call, claims=claims(role)).to(inbox.handler(operation)).status == 403
    assert inbox.states() == {"p-1": PostingState.PARKED}


@pytest.mark.parametrize("operation", ["resolve_exception", "resolve_exceptions", "replay_exceptions"])
def test_what_changes_something_needs_a_key(inbox: Inboxful, operation: str) -> None:
    calls = {
        "resolve_exception": resolve("e-1", key="", kind="retry"),
        "resolve_exceptions": resolutions(key="", exception_ids=["e-1"], fix={"kind": "retry"}),
        "replay_exceptions": replays(key="", exception_ids=["e-1"]),
    }
    assert calls[operation].to(inbox.handler(operation)).code == "IDEMPOTENCY_KEY_REQUIRED"
