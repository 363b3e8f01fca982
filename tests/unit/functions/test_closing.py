"""The books against what was posted, and signed months, through the functions."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from fieldledger.domain.approved_records import approved_of
from fieldledger.domain.books_check import CheckedWeek
from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.company import BooksTargets
from fieldledger.domain.drafts import TimeActivityDraft
from fieldledger.domain.drift import Drift
from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.invoice import Hold, InvoiceStatus
from fieldledger.domain.posting import Posting, PostingState, Target
from fieldledger.domain.time_card import TimeCardStatus
from fieldledger.domain.time_rules import PerDiemRate, TimeRules
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.http.idempotency import Idempotency
from fieldledger.repositories.books_checks import DocumentBooksChecks
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.idempotency import DocumentIdempotencyKeys
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.repositories.month_closes import DocumentMonthCloses
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode, Result
from fieldledger.runtime.event_loop import run
from fieldledger.services.closing.checking import SpanChecked
from fieldledger.services.queries.reconciled_postings import ReconciledPostings
from fieldledger.wiring.closing import books_reconciliations_over, month_signing_over
from tests.builders import (
    APPROVED_AT,
    COMPANY,
    a_company,
    a_posting,
    a_project,
    a_time_activity,
    a_time_card,
    an_entry,
    an_exception,
)
from tests.builders.documents import a_vendor_invoice
from tests.builders.postings import a_books_record, a_per_diem
from tests.support.api import Handler, Reply, claims, get, post
from tests.unit.functions.conftest import Backend

RECONCILIATION = "/v1/reconciliations/books"
SPAN = {"from": "2026-02-01", "to": "2026-02-28"}
BODY = {"first_day": "2026-02-01", "last_day": "2026-02-28"}
FEBRUARY = BooksSpan(first_day=date(2026, 2, 1), last_day=date(2026, 2, 28))


@pytest.fixture
def reconciliation(backend: Backend) -> Handler:
    return backend.handler("api/get_books_reconciliation", reconciliations=books_reconciliations_over(backend.store))


@pytest.fixture
def lines(backend: Backend) -> Handler:
    postings = ReconciledPostings(books_reconciliations_over(backend.store))
    return backend.handler("api/list_reconciled_postings", postings=postings)


@pytest.fixture
def closing(backend: Backend) -> Handler:
    backend.keep(DocumentCompanies(backend.store).save(a_company()))
    idempotency = Idempotency(DocumentIdempotencyKeys(backend.store), backend.clock)
    signing = month_signing_over(backend.store, backend.clock)
    backend.clock.advance(hours=24 * 5)
    return backend.handler("api/close_month", signing=signing, idempotency=idempotency)


@pytest.fixture
def closes(backend: Backend) -> Handler:
    return backend.handler("api/list_closes", closes=DocumentMonthCloses(backend.store))


@pytest.fixture
def close(backend: Backend) -> Handler:
    return backend.handler("api/get_close", closes=DocumentMonthCloses(backend.store))


def posted(backend: Backend, name: str, drift: Drift | None = None, *, company_id: str = COMPANY) -> Posting:
    """Eight hours in the books, as they were posted or as somebody left them."""
    draft = a_time_activity(work_date=date(2026, 2, 9))
    posting = a_posting(company_id=company_id, posting=name, payload=draft, state=PostingState.POSTED, vendor_id=name)
    posting = posting.model_copy(update={"source": posting.source.model_copy(update={"record_id": name})})
    approved_card(backend, name, draft, company_id)
    record = a_books_record(company_id=company_id, vendor_id=name, posting=name).model_copy(update={"drift": drift})
    postings = DocumentPostings(backend.store)
    writes = [postings.write(posting), postings.write_books_record(record)]
    run(backend.store.transact(writes)).unwrap()
    return posting


def approved_card(backend: Backend, name: str, draft: TimeActivityDraft, company_id: str = COMPANY) -> None:
    """Eight hours that somebody approved."""
    card = a_time_card(
        company_id=company_id, time_card_id=name, work_date=draft.work_date, status=TimeCardStatus.APPROVED
    )
    card = card.model_copy(update={"approved": approved_of([draft], ["quickbooks"]), "posting_ids": (name,)})
    backend.keep(DocumentTimeCards(backend.store).save(card))


def edited() -> Drift:
    fields = {"minutes": "sent 480, holds 360"}
    return Drift(fields=fields, day=date(2026, 2, 9), quantity=Decimal(360), seen_at=APPROVED_AT)


def compared(backend: Backend) -> None:
    """All weeks of February, just now."""
    for monday in FEBRUARY.mondays:
        week = CheckedWeek(company_id=COMPANY, monday=monday, checked_at=backend.clock.now(), records=1, differing=0)
        backend.keep(DocumentBooksChecks(backend.store).save(week))


def signed(handler: Handler, key: str = "a-key-of-mine", role: str = "accountant", **more: object) -> Reply:
    call = post("/v1/closes", {**BODY, **more}, idempotency_key=key)
    return replace(call, claims=claims(role)).to(handler)


def test_a_cell_says_what_is_missing_in_the_books_and_which_job_it_is(
    backend: Backend, reconciliation: Handler
) -> None:
    backend.keep(DocumentProjects(backend.store).save(a_project(project_id="project-1")))
    posted(backend, "a", edited())
    posted(backend, "b")
    data = get(RECONCILIATION, **SPAN).to(reconciliation).data
    [cell] = data["cells"]
    assert cell["project_name"] == a_project().name
    assert cell["figures"] == {
        "unit": "minutes",
        "approved": "960",
        "posted": "960",
        "in_books": "840",
        "waiting": "0",
        "cancelled": "0",
        "unposted": "0",
        "difference": "-120",
    }
    assert (cell["postings"], cell["open_postings"], data["agrees"], data["checked_at"]) == (2, 1, False, None)


def test_another_job_and_another_company_have_nothing_here(backend: Backend, reconciliation: Handler) -> None:
    posted(backend, "a")
    posted(backend, "b", company_id="company-2")
    [cell] = get(RECONCILIATION, **SPAN).to(reconciliation).data["cells"]
    assert cell["postings"] == 1
    assert get(RECONCILIATION, **SPAN, project_id="annex").to(reconciliation).data["cells"] == []


@pytest.mark.parametrize(
    ("span", "field"),
    [
        ({"from": "2026-02-01"}, "query.to"),
        ({"from": "2026-02-28", "to": "2026-02-01"}, "query.to"),
        ({"from": "2026-02-01", "to": "2026-04-04"}, "query.to"),
        ({"from": "yesterday", "to": "2026-02-01"}, "query.from"),
    ],
)
def test_days_that_are_none_are_refused_by_field(reconciliation: Handler, span: dict[str, str], field: str) -> None:
    reply = get(RECONCILIATION, **span).to(reconciliation)
    assert (reply.status, reply.details["fields"][0]["field"]) == (422, field)


def test_a_project_manager_sees_no_reconciliation(reconciliation: Handler) -> None:
    assert (
        replace(get(RECONCILIATION, **SPAN), claims=claims("project_manager")).to(reconciliation).code
        == ErrorCode.FORBIDDEN
    )


def test_the_postings_behind_it_come_page_by_page_and_only_the_open_ones_if_asked(
    backend: Backend, lines: Handler
) -> None:
    posted(backend, "a", edited())
    posted(backend, "b")
    path = f"{RECONCILIATION}/postings"
    first = get(path, **SPAN, limit="1").to(lines)
    cursor = first.envelope["meta"]["pagination"]["next_cursor"]
    rest = get(path, **SPAN, limit="1", cursor=cursor).to(lines)
    assert [line["posting_id"] for line in (*first.data, *rest.data)] == ["a", "b"]
    [line] = get(path, **SPAN, open="true").to(lines).data
    assert (line["posting_id"], line["drift"]) == ("a", {"minutes": "sent 480, holds 360"})
    assert get(path, **SPAN, kind="bills").to(lines).data == []


class Checking:
    """Answers as it is told."""

    def __init__(self, answer: Result[SpanChecked]) -> None:
        self.answer = answer
        self.since: datetime | None = None

    async def on_demand(
        self, company_id: str, span: BooksSpan, deadline: object, since: datetime | None
    ) -> Result[SpanChecked]:
        assert (company_id, span) == (COMPANY, FEBRUARY)
        self.since = since
        return self.answer


def test_a_comparison_tells_week_by_week_and_whether_it_came_to_its_end(backend: Backend) -> None:
    week = CheckedWeek(company_id=COMPANY, monday=date(2026, 2, 2), checked_at=APPROVED_AT, records=12, differing=1)
    checking = Checking(Result.ok(SpanChecked((week,), complete=False, since=APPROVED_AT)))
    handler = backend.handler("api/compare_books", checking=checking)
    data = post(f"{RECONCILIATION}/comparisons", BODY).to(handler).data
    assert (data["complete"], data["weeks"][0]["records"], data["weeks"][0]["differing"]) == (False, 12, 1)
    assert checking.since is None
    post(f"{RECONCILIATION}/comparisons", BODY | {"since": data["since"]}).to(handler)
    assert checking.since == APPROVED_AT


def test_books_that_nobody_is_connected_to_cannot_be_compared(backend: Backend) -> None:
    failed: Result[SpanChecked] = Result.fail("not connected", ErrorCode.NOT_CONNECTED)
    handler = backend.handler("api/compare_books", checking=Checking(failed))
    assert post(f"{RECONCILIATION}/comparisons", BODY).to(handler).code == ErrorCode.NOT_CONNECTED


def test_a_month_in_order_is_signed_once_and_can_be_read(
    backend: Backend, closing: Handler, closes: Handler, close: Handler
) -> None:
    posted(backend, "a")
    compared(backend)
    first = signed(closing, lock=True)
    assert (first.status, first.data["locked_through"], first.data["obstacles"]) == (201, "2026-02-28", [])
    assert signed(closing, lock=True).data == first.data
    assert [each["close_id"] for each in get("/v1/closes").to(closes).data] == [first.data["close_id"]]
    report = get(f"/v1/closes/{first.data['close_id']}").to(close).data
    assert report["intact"] is True
    [approval] = report["approvals"]
    assert (approval["kind"], approval["amount"], approval["first_approved_by"]) == ("time", "480", None)
    assert report["cells"][0]["figures"]["in_books"] == "480"


def test_a_month_keeps_its_figures_whatever_happens_later(backend: Backend, closing: Handler, close: Handler) -> None:
    posted(backend, "a")
    compared(backend)
    done = signed(closing).data
    posted(backend, "later")
    assert get(f"/v1/closes/{done['close_id']}").to(close).data["cells"][0]["figures"]["posted"] == "480"


def test_what_speaks_against_signing_is_named_and_a_reason_overrules_it(backend: Backend, closing: Handler) -> None:
    posted(backend, "a", edited())
    item = an_exception(code=ErrorCode.BOOKS_EDITED, subject="posting:a", state=ExceptionState.OPEN)
    backend.keep(DocumentExceptions(backend.store).save(item))
    refused = signed(closing)
    assert (refused.status, refused.code) == (409, ErrorCode.MONTH_NOT_READY)
    assert [each["what"] for each in refused.details["obstacles"]] == ["differing", "exceptions", "not_checked"]
    done = signed(closing, "another-key", despite="Ben was paid by cheque")
    assert (done.status, done.data["despite"], len(done.data["obstacles"])) == (201, "Ben was paid by cheque", 3)


def test_an_item_about_days_of_another_month_does_not_stop_this_one(backend: Backend, closing: Handler) -> None:
    draft = a_time_activity(work_date=date(2026, 1, 9))
    run(
        backend.store.transact([DocumentPostings(backend.store).write(a_posting(posting="old", payload=draft))])
    ).unwrap()
    item = an_exception(code=ErrorCode.BOOKS_EDITED, subject="posting:old", state=ExceptionState.OPEN)
    backend.keep(DocumentExceptions(backend.store).save(item))
    assert signed(closing).status == 201


def test_days_that_are_not_over_are_refused_by_field(closing: Handler) -> None:
    reply = signed(closing, first_day="2026-03-01", last_day="2026-03-31")
    assert (reply.status, reply.details["fields"][0]["field"]) == (422, "body.last_day")


@pytest.mark.parametrize("role", ["viewer", "project_manager"])
def test_only_who_keeps_the_books_signs(closing: Handler, role: str) -> None:
    assert signed(closing, role=role).code == ErrorCode.FORBIDDEN


def test_another_companys_close_is_not_found(backend: Backend, closing: Handler, close: Handler) -> None:
    done = signed(closing).data
    call = get(f"/v1/closes/{done['close_id']}")
    reply = replace(call, claims=claims(company_id="company-2")).to(close)
    assert reply.code == ErrorCode.NOT_FOUND


def test_an_approval_that_never_became_a_posting_is_found_and_keeps_the_month_from_being_signed(
    backend: Backend, reconciliation: Handler, closing: Handler, close: Handler
) -> None:
    approved_card(backend, "lost", a_time_activity(work_date=date(2026, 2, 9)))
    data = get(RECONCILIATION, **SPAN).to(reconciliation).data
    [gap] = data["gaps"]
    assert (gap["record_id"], gap["approved"], gap["in_postings"], data["agrees"]) == ("lost", "480", "0", False)
    figures = data["totals"][0]["figures"]
    assert (figures["approved"], figures["posted"], figures["unposted"]) == ("480", "0", "480")
    refused = signed(closing, despite="it is late")
    assert [each["what"] for each in refused.details["obstacles"]] == ["not_posted"]
    done = signed(closing, "another-key", reasons={"not_posted": "the worker was paid by cheque"})
    report = get(f"/v1/closes/{done.data['close_id']}").to(close).data
    assert report["obstacles"][0]["reason"] == "the worker was paid by cheque"
    assert [each["record_id"] for each in report["gaps"]] == ["lost"]


def test_a_posting_that_no_approval_explains_is_found(backend: Backend, reconciliation: Handler) -> None:
    posted(backend, "a")
    [card] = run(DocumentTimeCards(backend.store).get_many(COMPANY, ["a"])).unwrap()
    backend.keep(DocumentTimeCards(backend.store).save(card.model_copy(update={"approved": None})))
    [gap] = get(RECONCILIATION, **SPAN).to(reconciliation).data["gaps"]
    assert (gap["approved"], gap["in_postings"], gap["day"], gap["posting_ids"]) == ("0", "480", None, ["a"])


def test_what_a_person_gave_up_is_no_gap(backend: Backend, reconciliation: Handler) -> None:
    posting = posted(backend, "a")
    [held] = run(DocumentPostings(backend.store).get_many(COMPANY, ["a"])).unwrap()
    cancelled = held.model_copy(update={"state": PostingState.CANCELLED, "vendor_id": None})
    run(backend.store.transact([DocumentPostings(backend.store).write(cancelled)])).unwrap()
    data = get(RECONCILIATION, **SPAN).to(reconciliation).data
    assert (data["gaps"], data["totals"][0]["figures"]["cancelled"]) == ([], str(posting.payload.minutes))


@pytest.mark.parametrize("status", [TimeCardStatus.UNAPPROVED, TimeCardStatus.READY])
def test_cards_that_nobody_approved_need_a_reason_of_their_own(
    backend: Backend, closing: Handler, close: Handler, status: TimeCardStatus
) -> None:
    card = a_time_card(time_card_id="waits", work_date=date(2026, 2, 9), status=status)
    backend.keep(DocumentTimeCards(backend.store).save(card))
    refused = signed(closing, despite="it is late")
    assert [each["what"] for each in refused.details["obstacles"]] == ["unapproved_time"]
    done = signed(closing, "another-key", reasons={"unapproved_time": "a warranty visit, not paid"})
    assert (done.status, done.data["obstacles"][0]["reason"]) == (201, "a warranty visit, not paid")
    [listed] = get(f"/v1/closes/{done.data['close_id']}").to(close).data["open_records"]
    assert (listed["record_id"], listed["amount"], listed["status"]) == ("waits", "480", status.value)


def pays_per_diems(backend: Backend, *books: Target) -> None:
    """A company with a per diem of 45.50 whose time goes to ``books``."""
    rules = TimeRules(
        per_diem_pay_types=frozenset({"PD"}), per_diem_amounts={"PD": PerDiemRate(amount=Decimal("45.50"))}
    )
    company = a_company().model_copy(update={"time": rules, "books": BooksTargets(time=books)})
    backend.keep(DocumentCompanies(backend.store).save(company))


@pytest.mark.parametrize(("books", "open_"), [("foundation", ["waits"]), ("quickbooks", [])])
def test_a_card_with_nothing_but_a_per_diem_is_open_where_the_books_take_it(
    backend: Backend, reconciliation: Handler, books: Target, open_: list[str]
) -> None:
    pays_per_diems(backend, books)
    card = a_time_card(time_card_id="waits", work_date=date(2026, 2, 9), entries=[an_entry("0", pay_type="PD")])
    backend.keep(DocumentTimeCards(backend.store).save(card))
    listed = get(RECONCILIATION, **SPAN).to(reconciliation).data["open_records"]
    assert [each["record_id"] for each in listed] == open_


def test_a_per_diem_that_never_became_a_posting_is_a_gap_in_money(backend: Backend, reconciliation: Handler) -> None:
    pays_per_diems(backend, "quickbooks", "foundation")
    apart = a_per_diem(work_date=date(2026, 2, 9))
    card = a_time_card(time_card_id="lost", work_date=apart.work_date, status=TimeCardStatus.APPROVED)
    approved = approved_of([apart], ["quickbooks", "foundation"])
    backend.keep(DocumentTimeCards(backend.store).save(card.model_copy(update={"approved": approved})))
    data = get(RECONCILIATION, **SPAN).to(reconciliation).data
    [gap] = data["gaps"]
    assert (gap["key"]["kind"], gap["key"]["books"], gap["approved"], gap["in_postings"]) == (
        "per_diems",
        "foundation",
        "45.50",
        "0",
    )
    [total] = data["totals"]
    assert (total["figures"]["unit"], total["figures"]["unposted"], data["agrees"]) == ("money", "45.50", False)


def test_an_invoice_that_is_held_is_listed_with_why_and_one_without_a_date_counts_too(
    backend: Backend, reconciliation: Handler
) -> None:
    hold = Hold(code=ErrorCode.INVOICE_INCOMPLETE, message="it lacks a date")
    held = a_vendor_invoice().model_copy(
        update={"status": InvoiceStatus.HELD, "hold": hold, "invoice_date": None, "company_id": COMPANY}
    )
    backend.keep(DocumentInvoiceRecords(backend.store, VendorInvoice).save(held))
    [listed] = get(RECONCILIATION, **SPAN).to(reconciliation).data["open_records"]
    assert (listed["what"], listed["day"], listed["reason"]) == ("held_bills", None, "it lacks a date")


@pytest.mark.parametrize(("kind", "media"), [("csv", "text/csv"), ("html", "text/html")])
def test_a_report_is_downloaded_as_a_file(
    backend: Backend, closing: Handler, close: Handler, kind: str, media: str
) -> None:
    posted(backend, "a")
    compared(backend)
    done = signed(closing).data
    reply = get(f"/v1/closes/{done['close_id']}", format=kind).to(close)
    assert (reply.status, reply.headers["content-type"]) == (200, f"{media}; charset=utf-8")
    assert f'filename="close-2026-02-01-2026-02-28.{kind}"' in reply.headers["content-disposition"]
    assert done["sha256"] in reply.text
