"""POST /v1/time-cards/{time_card_id}/adjustment through the real service on a store in memory."""

from dataclasses import replace
from datetime import date

import pytest

from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.posting import PostingState
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.http.idempotency import Idempotency
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.idempotency import DocumentIdempotencyKeys
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode
from fieldledger.runtime.event_loop import run
from fieldledger.services.approvals import ApproveTimeCards
from fieldledger.wiring.approvals import adjustments_over, approvals_over
from tests.builders import ACCOUNTANT, COMPANY, a_company, a_time_card, an_entry, an_exception
from tests.integration.flow.doubles import RecordingQueue
from tests.support.api import Call, Handler, claims, post
from tests.unit.functions.conftest import Backend

KEY = "8a3c5f0e-6a8d-4f53"
DAY = date(2026, 2, 24)


class Bench:
    """A card that was approved and posted for 7.5 hours, and then became 6 at its source."""

    def __init__(self, backend: Backend) -> None:
        self.backend, self.store, self.queue = backend, backend.store, RecordingQueue()
        self.cards, self.postings = DocumentTimeCards(self.store), DocumentPostings(self.store)
        backend.keep(DocumentCompanies(self.store).save(a_company()))
        adjustments = adjustments_over(self.store, self.queue, backend.clock)
        keys = Idempotency(DocumentIdempotencyKeys(self.store), backend.clock)
        self.handler: Handler = backend.handler("api/adjust_time_card", adjustments=adjustments, idempotency=keys)
        self._approve_and_post()
        changed = a_time_card(
            time_card_id="card-1", work_date=DAY, entries=(an_entry("6"),), content_hash="hash-2", source_approved=True
        )
        update = {"entries": changed.entries, "content_hash": "hash-2", "status": TimeCardStatus.CHANGED}
        backend.keep(self.cards.save(self.card().model_copy(update=update)))
        item = an_exception(code=ErrorCode.CHANGED_AFTER_APPROVAL, subject="time_card:card-1")
        backend.keep(DocumentExceptions(self.store).save(item))

    def _approve_and_post(self) -> None:
        card = a_time_card(
            time_card_id="card-1", work_date=DAY, status=TimeCardStatus.READY, entries=(an_entry("7.5"),)
        )
        self.backend.keep(self.cards.save(card))
        decision = ApproveTimeCards(
            company_id=COMPANY, user_id=ACCOUNTANT, approval_id="approval-1", first_day=DAY, last_day=DAY
        )
        run(approvals_over(self.store, RecordingQueue(), self.backend.clock).approve(decision)).unwrap()
        [posting] = self.backend.keep(self.postings.get_many(COMPANY, self.card().posting_ids))
        posted = posting.model_copy(update={"state": PostingState.POSTED, "vendor_id": "77"})
        self.backend.keep(self.store.transact([self.postings.write(posted)]))

    def card(self) -> TimeCard:
        [card] = self.backend.keep(self.cards.get_many(COMPANY, ["card-1"]))
        return card

    def item_state(self) -> tuple[ExceptionState, str | None]:
        [document] = [d for d in self.store.documents(TableName.CONTROL) if d.sk.startswith("EXCEPTION#")]
        [item] = self.backend.keep(
            DocumentExceptions(self.store).get_many(COMPANY, [document.sk.removeprefix("EXCEPTION#")])
        )
        return item.state, item.resolved_by


@pytest.fixture
def bench(backend: Backend) -> Bench:
    return Bench(backend)


def adjust(key: str = KEY, card: str = "card-1", **body: object) -> Call:
    return post(f"/v1/time-cards/{card}/adjustment", body, idempotency_key=key)


def test_a_dry_run_shows_before_and_after_and_writes_nothing(bench: Bench) -> None:
    tables = [TableName.RECORDS, TableName.POSTINGS, TableName.AUDIT]
    before = [bench.store.documents(table) for table in tables]
    shown = adjust(dry_run=True).to(bench.handler).data
    assert (shown["dry_run"], shown["approval_id"], shown["content_hash"]) == (True, None, "hash-2")
    [change] = shown["postings"]
    assert (change["step"], change["before"]["minutes"], change["after"]["minutes"]) == ("update", 450, 360)
    assert [bench.store.documents(table) for table in tables] == before


def test_confirming_what_was_seen_asks_for_the_change_once(bench: Bench) -> None:
    first = adjust(content_hash="hash-2").to(bench.handler)
    again = adjust(content_hash="hash-2").to(bench.handler)
    assert (first.status, first.data["dry_run"], again.data) == (200, False, first.data)
    assert again.headers["idempotency-replayed"] == "true"
    assert bench.card().status is TimeCardStatus.APPROVED
    assert len(bench.queue.woken) == 1
    assert bench.item_state() == (ExceptionState.RESOLVED, ACCOUNTANT)


def test_a_repetition_whose_first_answer_was_lost_tells_what_was_done(bench: Bench) -> None:
    first = adjust(content_hash="hash-2").to(bench.handler)
    for document in bench.store.documents(TableName.CONTROL):
        if document.sk.startswith("IDEMPOTENCY#"):
            bench.backend.keep(bench.store.delete(TableName.CONTROL, document.pk, document.sk))
    again = adjust(content_hash="hash-2").to(bench.handler)
    assert again.data == first.data
    stranger = adjust(key="another-key", content_hash="hash-2").to(bench.handler)
    assert (stranger.status, stranger.code) == (409, "ALREADY_APPROVED")


def test_a_card_that_changed_once_more_is_not_adjusted(bench: Bench) -> None:
    reply = adjust(content_hash="hash-1").to(bench.handler)
    assert (reply.status, reply.code) == (409, "PERIOD_CHANGED")
    assert bench.card().status is TimeCardStatus.CHANGED


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "body"), ({"content_hash": "a b"}, "body.content_hash"), ({"dry_run": True, "hours": 6}, "body.hours")],
)
def test_a_body_that_makes_no_sense_is_422_naming_the_field(bench: Bench, body: dict[str, object], field: str) -> None:
    reply = adjust(**body).to(bench.handler)
    assert (reply.status, reply.details["fields"][0]["field"]) == (422, field)


def test_a_card_that_is_not_there_or_another_companys_is_404(bench: Bench) -> None:
    assert adjust(card="card-2", dry_run=True).to(bench.handler).status == 404
    call = replace(adjust(dry_run=True), claims=claims(company_id="company-2"))
    assert call.to(bench.handler).status == 404


@pytest.mark.parametrize("role", ["viewer", "project_manager"])
def test_only_an_accountant_adjusts(bench: Bench, role: str) -> None:
    assert replace(adjust(dry_run=True), claims=claims(role)).to(bench.handler).status == 403
