"""Taking time cards back: only what was surely not sent, each card whole or not at all."""

from collections.abc import Sequence
from datetime import date

import pytest

from fieldledger.domain.exception_item import ExceptionState, exception_id
from fieldledger.domain.posting import Operation, Posting, PostingState
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.domain.unapproval import UnapprovalOutcome
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import TableName, Write
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode, Result
from fieldledger.services import unapprovals as unapprovals_module
from fieldledger.services.approvals import ApproveTimeCards
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.posting.transitions import parked, posted, sealed
from fieldledger.services.sync.time_card_merge import Store, merge
from fieldledger.services.unapprovals import UnapproveTimeCards
from fieldledger.wiring.approvals import approvals_over, unapprovals_over
from tests.builders import ACCOUNTANT, COMPANY, WORK_DATE, a_company, a_time_card
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.support.postings import every_posting

_UNMATCHED = Problem(ErrorCode.EMPLOYEE_UNMATCHED, "employee:employee-1", "number 107 is not in QuickBooks")
_UNKNOWN = Problem(ErrorCode.BOOKS_OUTCOME_UNKNOWN, "posting:1", "nothing is known of it")


class Queue:
    """Wakes nobody."""

    async def wake(self, company_id: str, posting_ids: Sequence[str], occasion: str) -> Result[int]:
        return Result.ok(0)


class Desk:
    """Three approved cards of one day, each with one pending posting."""

    def __init__(self) -> None:
        self.store = InMemoryDocumentStore()
        self.clock = FakeClock()
        self.approvals = approvals_over(self.store, Queue(), self.clock)
        self.service = unapprovals_over(self.store, self.clock)
        self.records, self.books = DocumentTimeCards(self.store), DocumentPostings(self.store)

    async def approve(self, approval_id: str = "approval-1") -> int:
        request = ApproveTimeCards(
            company_id=COMPANY,
            user_id=ACCOUNTANT,
            approval_id=approval_id,
            first_day=WORK_DATE,
            last_day=WORK_DATE,
        )
        return (await self.approvals.approve(request)).unwrap().time_cards

    async def card(self, card_id: str = "card-1") -> TimeCard:
        [card] = (await self.records.get_many(COMPANY, [card_id])).unwrap()
        return card

    async def posting(self, card_id: str = "card-1") -> Posting:
        every = await every_posting(self.books)
        return next(p for p in every if p.source.record_id == card_id and p.state is not PostingState.CANCELLED)

    async def store_posting(self, posting: Posting) -> None:
        (await self.store.transact([self.books.write(posting)])).unwrap()

    async def park(self, card_id: str, problem: Problem = _UNMATCHED) -> str:
        item = (await Inbox(DocumentExceptions(self.store), self.clock).raise_(COMPANY, problem)).unwrap()
        step = parked(await self.posting(card_id), problem, "customer", item.exception_id, self.clock.now())
        await self.store_posting(step)
        return item.exception_id

    async def item_state(self, key: str) -> ExceptionState:
        [item] = (await DocumentExceptions(self.store).get_many(COMPANY, [key])).unwrap()
        return item.state

    async def take_back(self, *card_ids: str, **changes: object) -> Result[UnapprovalOutcome]:
        usual: dict[str, object] = {
            "company_id": COMPANY,
            "user_id": ACCOUNTANT,
            "unapproval_id": "unapproval-1",
            "time_card_ids": card_ids or None,
            "reason": "wrong job",
        }
        return await self.service.unapprove(UnapproveTimeCards.model_validate(usual | changes))


@pytest.fixture
async def desk() -> Desk:
    ready = Desk()
    (await DocumentCompanies(ready.store).save(a_company())).unwrap()
    for number in (1, 2, 3):
        (await ready.records.save(a_time_card(time_card_id=f"card-{number}"))).unwrap()
    assert await ready.approve() == 3
    return ready


def _codes(outcome: UnapprovalOutcome) -> dict[str, str]:
    return {each.time_card_id: each.code for each in outcome.skipped}


async def test_a_card_is_ready_again_and_its_posting_is_cancelled_with_the_reason(desk: Desk) -> None:
    before = await desk.posting()
    outcome = (await desk.take_back("card-1")).unwrap()

    card, after = await desk.card(), (await desk.books.get(COMPANY, before.posting_id)).unwrap()
    assert (outcome.time_cards, outcome.postings, outcome.skipped) == (1, 1, ())
    assert (card.status, card.approval_id, card.approved_hash, card.posting_ids) == (
        TimeCardStatus.READY,
        None,
        None,
        (),
    )
    assert (after.state, after.history[-1].note) == (PostingState.CANCELLED, "approval taken back: wrong job")
    assert (await desk.card("card-2")).status is TimeCardStatus.APPROVED


async def test_the_audit_trail_keeps_who_took_back_what_and_why(desk: Desk) -> None:
    before = len(desk.store.documents(TableName.AUDIT))
    await desk.take_back("card-1")

    entries = [document.body for document in desk.store.documents(TableName.AUDIT)]
    [entry] = [body for body in entries if "time_card_unapproved" in body]
    assert len(entries) == before + 1
    assert all(text in entry for text in (ACCOUNTANT, "wrong job", "approval-1"))


async def test_a_card_that_was_taken_back_can_be_approved_again_with_postings_of_its_own(desk: Desk) -> None:
    first = await desk.posting()
    await desk.take_back("card-1")
    assert await desk.approve("approval-2") == 1

    second = await desk.posting()
    assert (second.state, second.approval_id) == (PostingState.PENDING, "approval-2")
    assert second.posting_id != first.posting_id

    await desk.take_back("card-1", unapproval_id="unapproval-2")
    assert await desk.approve("approval-3") == 1


async def test_all_cards_of_an_approval_are_taken_back_at_once(desk: Desk) -> None:
    outcome = (await desk.take_back(approval_id="approval-1")).unwrap()

    assert (outcome.time_cards, outcome.postings, outcome.remaining) == (3, 3, 0)


async def test_an_approval_that_does_not_exist_is_not_found(desk: Desk) -> None:
    assert (await desk.take_back(approval_id="approval-9")).error_code == ErrorCode.NOT_FOUND


async def test_a_dry_run_says_what_would_happen_and_writes_nothing(desk: Desk) -> None:
    outcome = (await desk.take_back("card-1", "card-2", dry_run=True)).unwrap()

    assert (outcome.dry_run, outcome.time_cards, outcome.postings) == (True, 2, 2)
    assert (await desk.card()).status is TimeCardStatus.APPROVED


async def test_what_is_on_its_way_or_in_the_books_is_skipped_with_a_code_and_what_to_do(desk: Desk) -> None:
    now = desk.clock.now()
    await desk.store_posting(sealed(await desk.posting("card-1"), "batch-1", now))
    await desk.store_posting(posted(await desk.posting("card-2"), "77", "0", now, "accepted"))
    outcome = (await desk.take_back("card-1", "card-2", "card-3")).unwrap()

    assert _codes(outcome) == {"card-1": ErrorCode.POSTING_IN_FLIGHT, "card-2": ErrorCode.ALREADY_POSTED}
    assert "correct the card at its source" in next(s.message for s in outcome.skipped if s.time_card_id == "card-2")
    assert (await desk.card("card-3")).status is TimeCardStatus.READY


async def test_a_correction_of_what_is_in_the_books_is_not_taken_back(desk: Desk) -> None:
    posting = await desk.posting()
    change = posting.model_copy(update={"operation": Operation.UPDATE, "replaces": "earlier"})
    await desk.store_posting(change)

    assert _codes((await desk.take_back("card-1")).unwrap()) == {"card-1": ErrorCode.ALREADY_POSTED}


async def test_what_may_be_in_the_books_waits_for_its_exception(desk: Desk) -> None:
    await desk.park("card-1", _UNKNOWN)

    assert _codes((await desk.take_back("card-1")).unwrap()) == {"card-1": ErrorCode.BOOKS_OUTCOME_UNKNOWN}
    assert (await desk.posting()).state is PostingState.PARKED


async def test_a_writer_that_seals_at_the_same_moment_wins(desk: Desk) -> None:
    async def seals(_: Sequence[Write]) -> None:
        desk.store.before_commit = None
        await desk.store_posting(sealed(await desk.posting(), "batch-1", desk.clock.now()))

    desk.store.before_commit = seals
    outcome = (await desk.take_back("card-1")).unwrap()

    assert (outcome.time_cards, _codes(outcome)) == (0, {"card-1": ErrorCode.VERSION_CONFLICT})
    assert (await desk.card()).status is TimeCardStatus.APPROVED
    assert (await desk.posting()).state is PostingState.SEALED


async def test_a_sync_that_changes_the_card_at_the_same_moment_wins(desk: Desk) -> None:
    async def changes(_: Sequence[Write]) -> None:
        desk.store.before_commit = None
        card = await desk.card()
        (await desk.records.save(card.model_copy(update={"source_approved": False}))).unwrap()

    desk.store.before_commit = changes
    outcome = (await desk.take_back("card-1")).unwrap()

    assert _codes(outcome) == {"card-1": ErrorCode.VERSION_CONFLICT}
    assert (await desk.posting()).state is PostingState.PENDING


async def test_an_item_closes_with_the_last_card_that_waited_behind_it(desk: Desk) -> None:
    key = await desk.park("card-1")
    await desk.park("card-2")

    await desk.take_back("card-1")
    assert await desk.item_state(key) is ExceptionState.OPEN

    await desk.take_back("card-2", unapproval_id="unapproval-2")
    assert await desk.item_state(key) is ExceptionState.RESOLVED


@pytest.mark.parametrize(
    ("at_source", "status"),
    [
        ({"source_approved": True}, TimeCardStatus.READY),
        ({"source_approved": False}, TimeCardStatus.UNAPPROVED),
        ({"deleted_at": a_time_card().source_updated_at}, TimeCardStatus.DELETED),
    ],
)
async def test_a_changed_card_stands_where_its_source_says_and_its_exception_closes(
    at_source: dict[str, object], status: TimeCardStatus, desk: Desk
) -> None:
    card = await desk.card()
    changed = {"status": TimeCardStatus.CHANGED, "content_hash": "another", **at_source}
    (await desk.records.save(card.model_copy(update=changed))).unwrap()
    problem = Problem(ErrorCode.CHANGED_AFTER_APPROVAL, "time_card:card-1", "it changed")
    await Inbox(DocumentExceptions(desk.store), desk.clock).raise_(COMPANY, problem)
    await desk.take_back("card-1")

    assert (await desk.card()).status is status
    key = exception_id(COMPANY, ErrorCode.CHANGED_AFTER_APPROVAL, "time_card:card-1")
    assert await desk.item_state(key) is ExceptionState.RESOLVED


async def test_what_is_not_approved_or_lies_in_a_closed_period_is_skipped(desk: Desk) -> None:
    (await desk.records.save(a_time_card(time_card_id="card-4"))).unwrap()
    assert _codes((await desk.take_back("card-4", "no-such-card")).unwrap()) == {"card-4": ErrorCode.NOT_APPROVED}

    company = (await DocumentCompanies(desk.store).get(COMPANY)).unwrap()
    (await DocumentCompanies(desk.store).save(company.model_copy(update={"locked_through": WORK_DATE}))).unwrap()
    assert _codes((await desk.take_back("card-1")).unwrap()) == {"card-1": ErrorCode.PERIOD_LOCKED}


async def test_a_request_that_died_half_way_goes_on_and_counts_what_it_did_before(desk: Desk) -> None:
    desk.store.fail_next(operation="transact")
    assert (await desk.take_back("card-1", "card-2", "card-3")).error_code == ErrorCode.STORE_UNAVAILABLE
    outcome = (await desk.take_back("card-1", "card-2", "card-3")).unwrap()

    assert (outcome.time_cards, outcome.postings, outcome.skipped) == (3, 1, ())


async def test_what_one_request_does_not_hold_remains_for_the_next(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unapprovals_module, "CARDS_PER_REQUEST", 2)
    first = (await desk.take_back(approval_id="approval-1")).unwrap()
    second = (await desk.take_back(approval_id="approval-1")).unwrap()

    assert (first.time_cards, first.remaining) == (2, 1)
    assert (second.time_cards, second.remaining) == (3, 0)


async def test_a_sync_does_not_forget_that_a_card_was_taken_back(desk: Desk) -> None:
    await desk.take_back("card-1")
    held = await desk.card()
    read = a_time_card(work_date=date(2026, 2, 28), content_hash="another")
    decision = merge(held, read)

    assert isinstance(decision, Store)
    assert (decision.card.withdrawals, decision.card.unapproval_id) == (1, "unapproval-1")


async def test_another_company_s_card_is_left_alone(desk: Desk) -> None:
    (await DocumentCompanies(desk.store).save(a_company(company_id="company-2"))).unwrap()
    outcome = (await desk.take_back("card-1", company_id="company-2")).unwrap()

    assert (outcome.time_cards, outcome.skipped) == (0, ())
    assert (await desk.card()).status is TimeCardStatus.APPROVED
