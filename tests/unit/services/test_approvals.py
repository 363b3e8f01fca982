"""Approving time cards: all or nothing per card, repeatable, one card's trouble is its own."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest

from fieldledger.domain.company import BooksTargets
from fieldledger.domain.directions import Directions
from fieldledger.domain.posting import Posting
from fieldledger.domain.time_card import TimeCard, TimeCardStatus, TimeEntry
from fieldledger.domain.time_rules import OvertimeAuthority, TimeRules
from fieldledger.repositories import time_cards as time_cards_module
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import Put, TableName, Write
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.postings import DocumentPostings, Window
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode, Result
from fieldledger.services import approvals as approvals_module
from fieldledger.services.approvals import ApproveTimeCards
from fieldledger.services.queries.postings import PostingFilters
from fieldledger.wiring.approvals import approvals_over
from tests.builders import ACCOUNTANT, COMPANY, WORK_DATE, a_company, a_time_card, an_entry, an_identity
from tests.builders.moments import SYNCED_AT
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore


class Queue:
    """Notes wake-ups, or refuses them."""

    def __init__(self) -> None:
        self.woken: list[str] = []
        self.down = False

    async def wake(self, company_id: str, posting_ids: Sequence[str], occasion: str) -> Result[int]:
        if self.down:
            return Result.fail("the posting queue did not answer", ErrorCode.QUEUE_UNAVAILABLE)
        self.woken.extend(posting_ids)
        return Result.ok(1)


class Desk:
    """The accountant's desk."""

    def __init__(self) -> None:
        self.store = InMemoryDocumentStore()
        self.queue = Queue()
        self.service = approvals_over(self.store, self.queue, FakeClock())

    async def with_cards(self, *cards: TimeCard) -> None:
        for card in cards:
            (await DocumentTimeCards(self.store).save(card)).unwrap()

    async def cards(self) -> dict[str, TimeCard]:
        page = await DocumentTimeCards(self.store).by_date(COMPANY, date(2025, 1, 1), date(2027, 1, 1), 5000, None)
        return {card.time_card_id: card for card in page.unwrap().items}

    async def postings(self) -> list[Posting]:
        page = await DocumentPostings(self.store).by_age(COMPANY, PostingFilters().lanes, Window(), 5000, None)
        return sorted(page.unwrap().items, key=lambda posting: posting.posting_id)


@pytest.fixture
async def desk() -> Desk:
    """A company that is set up."""
    ready = Desk()
    (await DocumentCompanies(ready.store).save(a_company(locked_through=date(2026, 1, 31)))).unwrap()
    return ready


def _request(**changes: object) -> ApproveTimeCards:
    usual: dict[str, object] = {
        "company_id": COMPANY,
        "user_id": ACCOUNTANT,
        "approval_id": "approval-1",
        "first_day": date(2026, 2, 23),
        "last_day": date(2026, 3, 1),
    }
    return ApproveTimeCards.model_validate(usual | changes)


def _cards(count: int, per_card: int = 1) -> list[TimeCard]:
    entries = [an_entry("0.5" if per_card == 1 else "0.2", cost_code=f"{n:03}") for n in range(per_card)]
    return [
        a_time_card(time_card_id=f"card-{n:04}", employee_id=f"employee-{n}", entries=entries) for n in range(count)
    ]


async def test_a_card_becomes_a_posting_per_pay_type_and_cost_code(desk: Desk) -> None:
    entries = [an_entry("6"), an_entry("2"), an_entry("1.5", pay_type="Overtime"), an_entry("0")]
    await desk.with_cards(a_time_card(entries=entries))
    outcome = (await desk.service.approve(_request())).unwrap()
    assert (outcome.time_cards, outcome.postings, outcome.minutes, outcome.remaining) == (1, 2, 570, 0)
    drafts = {(p.payload.pay_type, p.payload.minutes) for p in await desk.postings()}
    assert drafts == {("Regular", 480), ("Overtime", 90)}
    card = (await desk.cards())["card-1"]
    assert (card.status, card.approval_id, card.approved_hash) == (
        TimeCardStatus.APPROVED,
        "approval-1",
        card.content_hash,
    )


async def test_the_writer_is_woken_for_exactly_the_new_postings(desk: Desk) -> None:
    await desk.with_cards(*_cards(3))
    (await desk.service.approve(_request())).unwrap()
    assert sorted(desk.queue.woken) == sorted(posting.posting_id for posting in await desk.postings())


async def test_an_approval_stands_even_if_nobody_could_be_woken(desk: Desk) -> None:
    desk.queue.down = True
    await desk.with_cards(*_cards(1))
    assert (await desk.service.approve(_request())).unwrap().postings == 1
    assert len(await desk.postings()) == 1


async def test_every_approved_card_is_in_the_audit_trail(desk: Desk) -> None:
    await desk.with_cards(*_cards(3))
    (await desk.service.approve(_request())).unwrap()
    trail = desk.store.documents(TableName.AUDIT)
    assert len(trail) == 3
    assert all(ACCOUNTANT in entry.body and '"minutes":"30"' in entry.body for entry in trail)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (TimeCardStatus.UNAPPROVED, ErrorCode.NOT_APPROVED_AT_SOURCE),
        (TimeCardStatus.APPROVED, ErrorCode.ALREADY_APPROVED),
        (TimeCardStatus.CHANGED, ErrorCode.CHANGED_AFTER_APPROVAL),
        (TimeCardStatus.DELETED, ErrorCode.DELETED_AT_SOURCE),
    ],
)
async def test_a_card_that_cannot_be_approved_says_why_and_stops_nobody(
    desk: Desk, status: TimeCardStatus, code: ErrorCode
) -> None:
    await desk.with_cards(a_time_card(time_card_id="other", status=status, approval_id="approval-0"), *_cards(1))
    outcome = (await desk.service.approve(_request())).unwrap()
    assert (outcome.time_cards, [(skip.time_card_id, skip.code) for skip in outcome.skipped]) == (1, [("other", code)])


async def test_a_card_that_its_source_lists_no_longer_is_not_approved(desk: Desk) -> None:
    gone = a_time_card(time_card_id="other").model_copy(update={"unlisted_since": SYNCED_AT})
    await desk.with_cards(gone, *_cards(1))
    outcome = (await desk.service.approve(_request())).unwrap()
    assert (outcome.time_cards, [skip.code for skip in outcome.skipped]) == (1, [ErrorCode.NOT_LISTED_AT_SOURCE])


@pytest.mark.parametrize("entries", [[], [an_entry("0")], [an_entry("0.005")]])
async def test_a_card_without_a_whole_minute_is_skipped(desk: Desk, entries: list[TimeEntry]) -> None:
    await desk.with_cards(a_time_card(entries=entries))
    outcome = (await desk.service.approve(_request())).unwrap()
    assert [skip.code for skip in outcome.skipped] == [ErrorCode.TIME_CARD_EMPTY]
    assert await desk.postings() == []


async def test_only_the_range_the_project_and_the_cards_that_were_named_are_approved(desk: Desk) -> None:
    await desk.with_cards(
        a_time_card(time_card_id="in"),
        a_time_card(time_card_id="first", work_date=date(2026, 2, 23)),
        a_time_card(time_card_id="last", work_date=date(2026, 3, 1)),
        a_time_card(time_card_id="before", work_date=date(2026, 2, 22)),
        a_time_card(time_card_id="after", work_date=date(2026, 3, 2)),
        a_time_card(time_card_id="elsewhere", project_id="project-2"),
    )
    asked = ("in", "last", "before", "after", "elsewhere", "unknown")
    (await desk.service.approve(_request(project_id="project-1", time_card_ids=asked))).unwrap()
    approved = {key for key, card in (await desk.cards()).items() if card.status is TimeCardStatus.APPROVED}
    assert approved == {"in", "last"}


async def test_a_closed_period_is_not_approved(desk: Desk) -> None:
    await desk.with_cards(a_time_card(work_date=date(2026, 1, 31)))
    failed = await desk.service.approve(_request(first_day=date(2026, 1, 31)))
    assert (failed.error_code, failed.details["locked_through"]) == (ErrorCode.PERIOD_LOCKED, "2026-01-31")
    assert await desk.postings() == []


async def test_the_day_after_a_closed_period_is_open(desk: Desk) -> None:
    await desk.with_cards(a_time_card(work_date=date(2026, 2, 1)))
    assert (await desk.service.approve(_request(first_day=date(2026, 2, 1)))).unwrap().time_cards == 1


async def test_a_company_that_is_not_set_up_cannot_approve() -> None:
    assert (await Desk().service.approve(_request())).error_code == ErrorCode.COMPANY_NOT_CONFIGURED


async def test_another_total_than_the_person_saw_approves_nothing(desk: Desk) -> None:
    await desk.with_cards(*_cards(2))
    failed = await desk.service.approve(_request(expected_minutes=61))
    assert (failed.error_code, failed.details["actual_minutes"]) == (ErrorCode.PERIOD_CHANGED, 60)
    assert await desk.postings() == []
    assert (await desk.service.approve(_request(expected_minutes=60))).unwrap().minutes == 60


async def test_a_dry_run_says_the_same_and_writes_nothing(desk: Desk) -> None:
    await desk.with_cards(*_cards(2))
    before = desk.store.documents(TableName.RECORDS)
    dry = (await desk.service.approve(_request(dry_run=True))).unwrap()
    assert (desk.store.documents(TableName.RECORDS), await desk.postings(), desk.queue.woken) == (before, [], [])
    done = (await desk.service.approve(_request())).unwrap()
    assert dry == done.model_copy(update={"dry_run": True})


async def test_repeating_a_request_is_answered_alike_and_changes_nothing(desk: Desk) -> None:
    await desk.with_cards(*_cards(3))
    first = (await desk.service.approve(_request(expected_minutes=90))).unwrap()
    again = (await desk.service.approve(_request(expected_minutes=90))).unwrap()
    assert (again.time_cards, again.postings, again.minutes) == (first.time_cards, first.postings, first.minutes)
    assert len(await desk.postings()) == 3
    assert len(desk.queue.woken) == 3


async def test_a_request_that_broke_off_is_continued_by_its_repetition(desk: Desk) -> None:
    await desk.with_cards(*_cards(120))
    writes = 0

    def fail_later(_writes: Sequence[Write]) -> None:
        nonlocal writes
        writes += 1
        if writes == 3:
            desk.store.fail_next(operation="transact")

    desk.store.after_commit = fail_later
    assert (await desk.service.approve(_request())).error_code == ErrorCode.STORE_UNAVAILABLE
    assert 0 < len(await desk.postings()) < 120
    desk.store.after_commit = None
    outcome = (await desk.service.approve(_request(expected_minutes=120 * 30))).unwrap()
    assert (outcome.time_cards, outcome.postings, outcome.minutes) == (120, 120, 120 * 30)
    assert len(await desk.postings()) == 120


async def test_more_cards_than_a_request_takes_remain_for_the_next(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approvals_module, "CARDS_PER_REQUEST", 4)
    await desk.with_cards(*_cards(10))
    counts = [(await desk.service.approve(_request(approval_id=f"a-{n}"))).unwrap() for n in range(3)]
    assert [(outcome.time_cards, outcome.remaining) for outcome in counts] == [(4, 6), (4, 2), (2, 0)]


@pytest.mark.parametrize(("count", "per_card"), [(150, 1), (30, 9), (3, 40), (2, 97)])
async def test_a_card_and_its_postings_stay_together_within_what_a_transaction_holds(
    desk: Desk, count: int, per_card: int
) -> None:
    sizes: list[int] = []

    def note(writes: Sequence[Write]) -> None:
        kinds = [w.document.sk.split("#")[0] for w in writes if isinstance(w, Put)]
        if "POSTING" in kinds:
            sizes.append(len(writes))
            assert kinds.count("POSTING") == per_card * kinds.count("TIME_CARD") == per_card * kinds.count("AUDIT")

    desk.store.before_commit = note
    await desk.with_cards(*_cards(count, per_card))
    assert (await desk.service.approve(_request())).unwrap().postings == count * per_card
    assert max(sizes) <= 100
    assert len(sizes) == -(-count // (99 // (per_card + 2)))


async def test_one_card_that_changes_meanwhile_does_not_stop_the_others(desk: Desk) -> None:
    await desk.with_cards(*_cards(5))

    async def sync_is_faster(_writes: Sequence[Write]) -> None:
        if any("POSTING#" in write.document.sk for write in _writes if isinstance(write, Put)):
            desk.store.before_commit = None
            card = (await desk.cards())["card-0002"]
            changed = card.model_copy(update={"content_hash": "other", "entries": (an_entry("1"),)})
            (await DocumentTimeCards(desk.store).save(changed)).unwrap()

    desk.store.before_commit = sync_is_faster
    outcome = (await desk.service.approve(_request())).unwrap()
    assert (outcome.time_cards, [(skip.time_card_id, skip.code) for skip in outcome.skipped]) == (
        4,
        [("card-0002", ErrorCode.VERSION_CONFLICT)],
    )
    assert (await desk.cards())["card-0002"].status is TimeCardStatus.READY
    assert len(await desk.postings()) == 4


async def test_pages_of_a_long_period_are_all_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_cards_module, "_PAGE", 3)
    cards = [a_time_card(time_card_id=f"c-{n}", work_date=WORK_DATE - timedelta(days=n % 4)) for n in range(10)]
    await desk.with_cards(*cards)
    assert (await desk.service.approve(_request())).unwrap().time_cards == 10


async def test_minutes_of_a_card_are_those_of_its_rounded_total(desk: Desk) -> None:
    entries = [an_entry("2.333", cost_code=str(n)) for n in range(3)]
    await desk.with_cards(a_time_card(entries=entries))
    outcome = (await desk.service.approve(_request())).unwrap()
    assert outcome.minutes == round(Decimal("2.333") * 3 * 60)
    assert sum(posting.payload.minutes for posting in await desk.postings()) == outcome.minutes


def _from_procore(card_id: str = "card-p", **changes: object) -> TimeCard:
    card = a_time_card(time_card_id=card_id, source="procore")
    return card.model_copy(update=changes)


async def test_a_day_that_two_systems_tell_goes_to_the_books_once_and_a_person_says_which(desk: Desk) -> None:
    await desk.with_cards(a_time_card(), _from_procore())
    tried = (await desk.service.approve(_request(dry_run=True))).unwrap()
    assert [(each.time_card_id, each.code) for each in tried.skipped] == [
        ("card-1", ErrorCode.TIME_CARD_DUPLICATE),
        ("card-p", ErrorCode.TIME_CARD_DUPLICATE),
    ]
    assert (tried.time_cards, await desk.postings()) == (0, [])
    chosen = (await desk.service.approve(_request(time_card_ids=("card-1",)))).unwrap()
    assert (chosen.time_cards, chosen.skipped) == (1, ())
    other = (await desk.service.approve(_request(approval_id="approval-2"))).unwrap()
    assert {each.code for each in other.skipped} == {ErrorCode.TIME_CARD_DUPLICATE, ErrorCode.ALREADY_APPROVED}
    assert len(await desk.postings()) == 1


async def test_a_worker_of_two_systems_is_one_worker_once_they_are_linked(desk: Desk) -> None:
    await desk.with_cards(a_time_card(), _from_procore(employee_id="procore-9"))
    assert (await desk.service.approve(_request(dry_run=True))).unwrap().time_cards == 2
    identities = DocumentIdentities(desk.store)
    alias = an_identity(canonical_id="procore-9", merged_into="employee-1")
    both = [identities.write(each) for each in (alias, an_identity(aliases=["procore-9"]))]
    (await desk.store.transact(both)).unwrap()
    assert (await desk.service.approve(_request(dry_run=True))).unwrap().time_cards == 0


async def test_hours_that_were_approved_before_count_for_the_day(desk: Desk) -> None:
    await desk.with_cards(a_time_card(entries=[an_entry("20")]))
    (await desk.service.approve(_request())).unwrap()
    await desk.with_cards(a_time_card(time_card_id="card-2", project_id="project-2", entries=[an_entry("5")]))
    [skipped] = (await desk.service.approve(_request(time_card_ids=("card-2",)))).unwrap().skipped
    assert skipped.code == ErrorCode.TIME_OVER_A_DAY
    assert "25 h" in skipped.message


async def test_a_warning_is_told_and_stops_nothing(desk: Desk) -> None:
    await desk.with_cards(a_time_card(), a_time_card(time_card_id="card-2"))
    for dry_run in (True, False):
        outcome = (await desk.service.approve(_request(dry_run=dry_run))).unwrap()
        assert outcome.time_cards == 2
        assert [each.code for each in outcome.warnings] == [ErrorCode.TIME_CARD_REPEATED] * 2
    assert len(await desk.postings()) == 2


async def test_where_the_books_compute_overtime_they_get_plain_hours(desk: Desk) -> None:
    rules = TimeRules(
        overtime=OvertimeAuthority.BOOKS,
        regular_pay_type="Regular",
        overtime_pay_types=frozenset({"Overtime"}),
        per_diem_pay_types=frozenset({"PD"}),
    )
    await _set(desk, rules)
    entries = [an_entry("8"), an_entry("2", pay_type="Overtime"), an_entry("0", pay_type="PD")]
    await desk.with_cards(a_time_card(entries=entries))
    outcome = (await desk.service.approve(_request())).unwrap()
    assert [(p.payload.pay_type, p.payload.minutes) for p in await desk.postings()] == [("Regular", 600)]
    assert [each.code for each in outcome.warnings] == [ErrorCode.PER_DIEM_APART]


async def test_a_per_diem_with_hours_stays_here(desk: Desk) -> None:
    await _set(desk, TimeRules(per_diem_pay_types=frozenset({"PD"})))
    await desk.with_cards(a_time_card(entries=[an_entry("8"), an_entry("1", pay_type="PD")]))
    [skipped] = (await desk.service.approve(_request())).unwrap().skipped
    assert skipped.code == ErrorCode.PER_DIEM_HAS_HOURS
    assert await desk.postings() == []


async def _set(desk: Desk, rules: TimeRules) -> None:
    companies = DocumentCompanies(desk.store)
    company = (await companies.get(COMPANY)).unwrap()
    (await companies.save(company.model_copy(update={"time": rules}))).unwrap()


async def test_a_period_that_is_over_for_long_enough_is_closed() -> None:
    desk = Desk()
    company = a_company().model_copy(update={"cut_off_days": 0})
    (await DocumentCompanies(desk.store).save(company)).unwrap()
    refused = await desk.service.approve(_request())
    assert (refused.error_code, refused.details) == (ErrorCode.PERIOD_LOCKED, {"locked_through": "2026-03-01"})


async def test_time_that_does_not_go_to_the_books_is_not_approved() -> None:
    desk = Desk()
    company = a_company().model_copy(update={"directions": Directions(time="off")})
    (await DocumentCompanies(desk.store).save(company)).unwrap()
    await desk.with_cards(*_cards(1))
    assert (await desk.service.approve(_request())).error_code == ErrorCode.FLOW_OFF
    assert await desk.postings() == []


async def _change_settings(desk: Desk, **changes: object) -> None:
    companies = DocumentCompanies(desk.store)
    company = (await companies.get(COMPANY)).unwrap()
    (await companies.save(company.model_copy(update=changes))).unwrap()


def _in_the_moment_of_approving(desk: Desk, *moments: dict[str, object]) -> None:
    """Somebody else changes the settings after they were read and before the first cards are written."""
    left = list(moments)

    async def change(writes: Sequence[Write]) -> None:
        if left and any(isinstance(each, Put) and each.document.sk.startswith("TIME_CARD#") for each in writes):
            await _change_settings(desk, **left.pop(0))

    desk.store.before_commit = change


async def test_days_that_are_locked_in_the_moment_of_approving_stay_unapproved(desk: Desk) -> None:
    await desk.with_cards(*_cards(3))
    _in_the_moment_of_approving(desk, {"locked_through": WORK_DATE})
    refused = await desk.service.approve(_request())
    assert (refused.error_code, refused.details) == (ErrorCode.PERIOD_LOCKED, {"locked_through": str(WORK_DATE)})
    assert await desk.postings() == []
    assert {card.status for card in (await desk.cards()).values()} == {TimeCardStatus.READY}


async def test_a_flow_that_is_switched_off_in_the_moment_of_approving_is_off(desk: Desk) -> None:
    await desk.with_cards(a_time_card())
    _in_the_moment_of_approving(desk, {"directions": Directions(time="off")})
    assert (await desk.service.approve(_request())).error_code == ErrorCode.FLOW_OFF
    assert await desk.postings() == []


async def test_cards_are_approved_by_the_settings_as_they_became_meanwhile(desk: Desk) -> None:
    await desk.with_cards(*_cards(3))
    _in_the_moment_of_approving(desk, {"books": BooksTargets(time=("foundation",))})
    outcome = (await desk.service.approve(_request())).unwrap()
    assert (outcome.time_cards, outcome.skipped) == (3, ())
    assert {posting.target for posting in await desk.postings()} == {"foundation"}


async def test_settings_that_keep_changing_end_the_approval(desk: Desk) -> None:
    await desk.with_cards(a_time_card())
    _in_the_moment_of_approving(desk, *({"name": f"Name {number}"} for number in range(9)))
    assert (await desk.service.approve(_request())).error_code == ErrorCode.VERSION_CONFLICT


async def test_what_was_approved_before_the_days_were_locked_stands_and_its_writer_is_woken(desk: Desk) -> None:
    await desk.with_cards(*_cards(40, 1))
    groups = 0

    async def lock_behind_the_first(writes: Sequence[Write]) -> None:
        nonlocal groups
        if any(isinstance(each, Put) and each.document.sk.startswith("TIME_CARD#") for each in writes):
            groups += 1
            if groups == 2:
                await _change_settings(desk, locked_through=WORK_DATE)

    desk.store.before_commit = lock_behind_the_first
    assert (await desk.service.approve(_request())).error_code == ErrorCode.PERIOD_LOCKED
    approved = [card for card in (await desk.cards()).values() if card.status is TimeCardStatus.APPROVED]
    assert 0 < len(approved) < 40
    assert len(desk.queue.woken) == len(await desk.postings()) == len(approved)


async def test_an_approval_is_kept_with_the_card_in_hours_of_its_own(desk: Desk) -> None:
    await desk.with_cards(a_time_card(entries=[an_entry("8"), an_entry("1.5", pay_type="Overtime")]))
    (await desk.service.approve(_request())).unwrap()
    approved = (await desk.cards())["card-1"].approved
    assert approved is not None
    assert (approved.day, approved.books, sum(each.amount for each in approved.amounts)) == (
        WORK_DATE,
        ("quickbooks",),
        Decimal(570),
    )
    assert {each.pay_type: each.amount for each in approved.amounts} == {
        "Regular": Decimal(480),
        "Overtime": Decimal(90),
    }
