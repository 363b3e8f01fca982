"""Per diems that are posted: of a worker's day one of each pay type, whoever approves, takes back or adjusts when."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from fieldledger.domain.company import BooksTargets
from fieldledger.domain.drafts import PerDiemDraft
from fieldledger.domain.posting import Operation, Posting, PostingState, Target
from fieldledger.domain.time_card import TimeCard, TimeCardStatus, TimeEntry
from fieldledger.domain.time_rules import PerDiemRate, TimeRules
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import Put, Write
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode, Result
from fieldledger.services.approvals import ApproveTimeCards
from fieldledger.services.posting.adjusting import Adjustment, AdjustTimeCard
from fieldledger.services.posting.standing import hours_of
from fieldledger.services.unapprovals import UnapproveTimeCards
from fieldledger.wiring.approvals import adjustments_over, approvals_over, unapprovals_over
from tests.builders import ACCOUNTANT, COMPANY, WORK_DATE, a_company, a_time_card, an_entry, an_identity
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow.doubles import RecordingQueue
from tests.support.postings import every_posting

PER_DIEM = an_entry("0", pay_type="PD")
RULES = TimeRules(
    per_diem_pay_types=frozenset({"PD"}),
    per_diem_amounts={"PD": PerDiemRate(amount=Decimal("45.50"), jobs={"plant": Decimal("60.00")})},
)


def _card(card_id: str, *entries: TimeEntry, job: str = "clinic", worker: str = "employee-1") -> TimeCard:
    return a_time_card(time_card_id=card_id, project_id=job, employee_id=worker, entries=entries)


def _day_on_two_jobs() -> tuple[TimeCard, TimeCard]:
    """Eight hours at the clinic and one at the plant, each card with the per diem of the day."""
    return _card("card-1", an_entry("8"), PER_DIEM), _card("card-2", an_entry("1"), PER_DIEM, job="plant")


class Desk:
    """The accountant of a company that posts per diems to FOUNDATION."""

    def __init__(self) -> None:
        self.store, self.clock = InMemoryDocumentStore(), FakeClock()
        self.quickbooks, self.foundation = RecordingQueue(), RecordingQueue()
        self.cards, self.books = DocumentTimeCards(self.store), DocumentPostings(self.store)
        self.approvals = approvals_over(self.store, self.quickbooks, self.clock, self.foundation)
        self.adjustments = adjustments_over(self.store, self.quickbooks, self.clock, self.foundation)
        self.taking_back = unapprovals_over(self.store, self.clock)

    async def open(self, *cards: TimeCard, time: tuple[Target, ...] = ("foundation",)) -> "Desk":
        company = a_company().model_copy(update={"time": RULES, "books": BooksTargets(time=time)})
        (await DocumentCompanies(self.store).save(company)).unwrap()
        for card in cards:
            (await self.cards.save(card)).unwrap()
        return self

    async def priced(self, amount: str) -> None:
        """The company pays another per diem from now on."""
        companies = DocumentCompanies(self.store)
        company = (await companies.get(COMPANY)).unwrap()
        rates = {"PD": PerDiemRate(amount=Decimal(amount))}
        time = company.time.model_copy(update={"per_diem_amounts": rates})
        (await companies.save(company.model_copy(update={"time": time}))).unwrap()

    async def approve(self, *card_ids: str) -> tuple[int, dict[str, list[str]]]:
        """How many postings came of it, and the codes that each card is told with."""
        request = ApproveTimeCards(
            company_id=COMPANY,
            user_id=ACCOUNTANT,
            approval_id="-".join(("approval", str(len(self.store.calls)), *card_ids)),
            first_day=WORK_DATE,
            last_day=WORK_DATE,
            time_card_ids=card_ids or None,
        )
        outcome = (await self.approvals.approve(request)).unwrap()
        told: dict[str, list[str]] = {}
        for each in (*outcome.skipped, *outcome.warnings):
            told.setdefault(each.time_card_id, []).append(each.code)
        return outcome.postings, told

    async def take_back(self, card_id: str) -> tuple[int, list[str]]:
        """How many cards were taken back, and why the others were not."""
        request = UnapproveTimeCards(
            company_id=COMPANY,
            user_id=ACCOUNTANT,
            unapproval_id=f"unapproval-{card_id}",
            time_card_ids=(card_id,),
            reason="wrong day",
        )
        outcome = (await self.taking_back.unapprove(request)).unwrap()
        return outcome.time_cards, [each.code for each in outcome.skipped]

    async def changed(self, card_id: str, *entries: TimeEntry, gone: bool = False) -> None:
        """The jobsite changes the card after its approval, or deletes it."""
        [card] = (await self.cards.get_many(COMPANY, [card_id])).unwrap()
        news: dict[str, object] = {
            "entries": entries,
            "content_hash": f"{card.content_hash}'",
            "status": TimeCardStatus.CHANGED,
            "deleted_at": self.clock.now() if gone else None,
        }
        (await self.cards.save(card.model_copy(update=news))).unwrap()

    async def confirm(self, card_id: str) -> Result[Adjustment]:
        """The accountant confirms what the card is now."""
        [card] = (await self.cards.get_many(COMPANY, [card_id])).unwrap()
        request = AdjustTimeCard(COMPANY, ACCOUNTANT, f"adjust-{card.content_hash}", card_id, card.content_hash)
        return await self.adjustments.confirm(request)

    async def adjust(self, card_id: str, *entries: TimeEntry, gone: bool = False) -> list[tuple[Operation, str]]:
        """Both; what the books are asked for, by its amount or minutes."""
        await self.changed(card_id, *entries, gone=gone)
        requested = (await self.confirm(card_id)).unwrap().requested
        return sorted((each.operation, _worth(each)) for each in requested)

    async def posted(self) -> None:
        """Whatever waits gets into the books."""
        for posting in await every_posting(self.books):
            if posting.state is PostingState.PENDING:
                done = posting.model_copy(update={"state": PostingState.POSTED, "vendor_id": posting.posting_id[:6]})
                (await self.store.transact([self.books.write(done)])).unwrap()

    async def per_diems(self) -> dict[str, str]:
        """The amounts that stand, each by its card."""
        every = await every_posting(self.books)
        alive = [each for each in every if each.state is not PostingState.CANCELLED]
        found = [each for each in alive if isinstance(each.payload, PerDiemDraft)]
        amounts = {each.source.record_id: _worth(each) for each in found}
        assert len(amounts) == len(found)
        return amounts

    async def approved(self, card_id: str) -> dict[tuple[str | None, bool], Decimal]:
        """What the card itself keeps of its approval, by pay type and whether it is money."""
        [card] = (await self.cards.get_many(COMPANY, [card_id])).unwrap()
        amounts = () if card.approved is None else card.approved.amounts
        return {(each.pay_type, each.per_diem): each.amount for each in amounts}


def _worth(posting: Posting) -> str:
    draft = posting.payload
    return f"{draft.amount}" if isinstance(draft, PerDiemDraft) else f"{hours_of(posting).minutes} min"


def _meanwhile(desk: Desk, *card_ids: str) -> None:
    """Somebody else approves other cards between what is read of the next card and its being written."""

    async def approve(writes: Sequence[Write]) -> None:
        if any(isinstance(each, Put) and each.document.sk.startswith("TIME_CARD#") for each in writes):
            desk.store.before_commit = None
            await desk.approve(*card_ids)

    desk.store.before_commit = approve


async def test_of_two_cards_of_a_day_in_one_approval_the_first_has_the_per_diem() -> None:
    desk = await Desk().open(*_day_on_two_jobs())
    assert await desk.approve() == (3, {"card-2": [ErrorCode.PER_DIEM_APART]})
    assert await desk.per_diems() == {"card-1": "45.50"}


async def test_a_card_that_is_approved_later_leaves_the_per_diem_where_it_is_and_says_so() -> None:
    desk = await Desk().open(*_day_on_two_jobs())
    assert await desk.approve("card-2") == (2, {})
    assert await desk.approve("card-1") == (1, {"card-1": [ErrorCode.PER_DIEM_APART]})
    assert await desk.per_diems() == {"card-2": "60.00"}


async def test_two_approvals_at_the_same_moment_post_the_per_diem_of_a_day_once() -> None:
    desk = await Desk().open(*_day_on_two_jobs())
    _meanwhile(desk, "card-2")
    assert await desk.approve("card-1") == (0, {"card-1": [ErrorCode.VERSION_CONFLICT]})
    assert await desk.per_diems() == {"card-2": "60.00"}
    assert await desk.approve("card-1") == (1, {"card-1": [ErrorCode.PER_DIEM_APART]})
    assert await desk.per_diems() == {"card-2": "60.00"}


async def test_two_approvals_at_the_same_moment_are_of_one_worker_by_whichever_of_his_ids() -> None:
    first, second = _day_on_two_jobs()
    desk = await Desk().open(first, second.model_copy(update={"employee_id": "procore-9"}))
    identities = DocumentIdentities(desk.store)
    alias = an_identity(canonical_id="procore-9", merged_into="employee-1")
    both = [identities.write(each) for each in (alias, an_identity(aliases=["procore-9"]))]
    (await desk.store.transact(both)).unwrap()
    _meanwhile(desk, "card-2")
    assert await desk.approve("card-1") == (0, {"card-1": [ErrorCode.VERSION_CONFLICT]})
    assert await desk.per_diems() == {"card-2": "60.00"}


async def test_approvals_of_two_workers_at_the_same_moment_do_not_hinder_each_other() -> None:
    first, second = _day_on_two_jobs()
    desk = await Desk().open(first, second.model_copy(update={"employee_id": "employee-2"}))
    _meanwhile(desk, "card-2")
    assert await desk.approve("card-1") == (2, {})
    assert await desk.per_diems() == {"card-1": "45.50", "card-2": "60.00"}


async def test_per_diems_of_two_pay_types_are_one_each() -> None:
    travel = an_entry("0", pay_type="TR")
    both = {"PD": PerDiemRate(amount=Decimal(45)), "TR": PerDiemRate(amount=Decimal(20))}
    desk = await Desk().open(_card("card-1", an_entry("8"), PER_DIEM), _card("card-2", an_entry("1"), PER_DIEM, travel))
    companies = DocumentCompanies(desk.store)
    company = (await companies.get(COMPANY)).unwrap()
    rules = TimeRules(per_diem_pay_types=frozenset(both), per_diem_amounts=both)
    (await companies.save(company.model_copy(update={"time": rules}))).unwrap()
    await desk.approve()
    assert await desk.per_diems() == {"card-1": "45", "card-2": "20"}


async def test_taking_an_approval_back_frees_the_per_diem_for_another_card_of_the_day() -> None:
    desk = await Desk().open(*_day_on_two_jobs())
    await desk.approve("card-1")
    assert await desk.take_back("card-1") == (1, [])
    assert (await desk.per_diems(), await desk.approved("card-1")) == ({}, {})
    assert await desk.approve("card-2") == (2, {})
    assert await desk.approve("card-1") == (1, {"card-1": [ErrorCode.PER_DIEM_APART]})
    assert await desk.per_diems() == {"card-2": "60.00"}


async def test_a_card_that_was_taken_back_brings_its_per_diem_again() -> None:
    desk = await Desk().open(*_day_on_two_jobs())
    await desk.approve("card-1")
    await desk.take_back("card-1")
    assert await desk.approve("card-1") == (2, {})
    assert await desk.per_diems() == {"card-1": "45.50"}


async def test_a_card_whose_per_diem_alone_is_in_the_books_is_not_taken_back() -> None:
    desk = await Desk().open(*_day_on_two_jobs())
    await desk.approve("card-1")
    [apart] = [each for each in await every_posting(desk.books) if isinstance(each.payload, PerDiemDraft)]
    done = apart.model_copy(update={"state": PostingState.POSTED, "vendor_id": "1001"})
    (await desk.store.transact([desk.books.write(done)])).unwrap()
    assert await desk.take_back("card-1") == (0, [ErrorCode.ALREADY_POSTED])
    assert {each.state for each in await every_posting(desk.books)} == {PostingState.PENDING, PostingState.POSTED}


async def test_hours_that_change_after_posting_leave_the_per_diem_as_it_is() -> None:
    desk = await Desk().open(_card("card-1", an_entry("8"), PER_DIEM))
    await desk.approve()
    await desk.posted()
    assert await desk.adjust("card-1", an_entry("7"), PER_DIEM) == [(Operation.UPDATE, "420 min")]
    assert await desk.approved("card-1") == {("Regular", False): Decimal(420), ("PD", True): Decimal("45.50")}


async def test_a_per_diem_that_is_gone_from_its_card_is_taken_out_of_the_books() -> None:
    desk = await Desk().open(_card("card-1", an_entry("8"), PER_DIEM))
    await desk.approve()
    await desk.posted()
    assert await desk.adjust("card-1", an_entry("8")) == [(Operation.REMOVE, "45.50")]
    assert await desk.approved("card-1") == {("Regular", False): Decimal(480)}
    await desk.posted()
    assert await desk.adjust("card-1", an_entry("8"), PER_DIEM) == [(Operation.CREATE, "45.50")]


async def test_an_adjustment_pays_the_per_diem_by_the_settings_of_its_day() -> None:
    desk = await Desk().open(_card("card-1", an_entry("8"), PER_DIEM))
    await desk.approve()
    await desk.posted()
    await desk.priced("50.00")
    assert await desk.adjust("card-1", an_entry("8", cost_code="26-050"), PER_DIEM) == [
        (Operation.CREATE, "480 min"),
        (Operation.REMOVE, "480 min"),
        (Operation.UPDATE, "50.00"),
    ]


async def test_a_card_that_is_deleted_takes_its_per_diem_along_and_the_day_is_free() -> None:
    desk = await Desk().open(*_day_on_two_jobs())
    await desk.approve("card-1")
    await desk.posted()
    assert await desk.adjust("card-1", an_entry("8"), PER_DIEM, gone=True) == [
        (Operation.REMOVE, "45.50"),
        (Operation.REMOVE, "480 min"),
    ]
    assert await desk.approve("card-2") == (2, {})


async def test_an_adjustment_adds_no_second_per_diem_to_the_day() -> None:
    first, second = _day_on_two_jobs()
    desk = await Desk().open(first.model_copy(update={"entries": (an_entry("8"),)}), second)
    await desk.approve()
    await desk.posted()
    assert await desk.adjust("card-1", an_entry("7"), PER_DIEM) == [(Operation.UPDATE, "420 min")]
    assert await desk.per_diems() == {"card-2": "60.00"}


async def test_an_adjustment_that_brings_a_per_diem_loses_to_an_approval_at_the_same_moment() -> None:
    first, second = _day_on_two_jobs()
    desk = await Desk().open(first.model_copy(update={"entries": (an_entry("8"),)}), second)
    await desk.approve("card-1")
    await desk.posted()
    await desk.changed("card-1", an_entry("7"), PER_DIEM)
    _meanwhile(desk, "card-2")
    assert (await desk.confirm("card-1")).error_code == ErrorCode.VERSION_CONFLICT
    assert await desk.per_diems() == {"card-2": "60.00"}
    [only] = (await desk.confirm("card-1")).unwrap().requested
    assert _worth(only) == "420 min"


async def test_a_card_with_nothing_but_a_per_diem_is_an_amount_without_minutes() -> None:
    desk = await Desk().open(_card("card-1", PER_DIEM), time=("quickbooks", "foundation"))
    assert await desk.approve() == (1, {})
    [posting] = await every_posting(desk.books)
    assert (posting.target, _worth(posting), posting.source.part) == ("foundation", "45.50", "PD|03-300|Carpenter")
    assert await desk.approved("card-1") == {("PD", True): Decimal("45.50")}
    assert desk.quickbooks.woken == []
    assert desk.foundation.woken == [(COMPANY, (posting.posting_id,))]


async def test_a_second_card_with_nothing_but_the_per_diem_of_the_day_has_nothing_to_post() -> None:
    desk = await Desk().open(_card("card-1", an_entry("8"), PER_DIEM), _card("card-2", PER_DIEM, job="plant"))
    assert await desk.approve() == (2, {"card-2": [ErrorCode.TIME_CARD_EMPTY, ErrorCode.PER_DIEM_APART]})
    [second] = (await desk.cards.get_many(COMPANY, ["card-2"])).unwrap()
    assert (second.status, await desk.per_diems()) == (TimeCardStatus.READY, {"card-1": "45.50"})


async def test_where_no_books_take_per_diems_a_card_with_nothing_else_is_empty() -> None:
    desk = await Desk().open(_card("card-1", PER_DIEM), time=("quickbooks",))
    assert await desk.approve() == (0, {"card-1": [ErrorCode.TIME_CARD_EMPTY]})
    assert await every_posting(desk.books) == []


@pytest.mark.parametrize("posted", [True, False])
async def test_hours_that_a_card_of_a_per_diem_gets_later_go_to_all_books_of_its_approval(*, posted: bool) -> None:
    desk = await Desk().open(_card("card-1", PER_DIEM), time=("quickbooks", "foundation"))
    await desk.approve()
    if posted:
        await desk.posted()
    await desk.changed("card-1", an_entry("8"), PER_DIEM)
    requested = (await desk.confirm("card-1")).unwrap().requested
    hours = sorted(each.target for each in requested if _worth(each) == "480 min")
    assert hours == ["foundation", "quickbooks"]
    assert await desk.per_diems() == {"card-1": "45.50"}


async def test_hours_that_left_a_card_of_a_per_diem_come_back_in_all_books() -> None:
    desk = await Desk().open(_card("card-1", an_entry("8"), PER_DIEM), time=("quickbooks", "foundation"))
    await desk.approve()
    await desk.posted()
    for entries in ((PER_DIEM,), (PER_DIEM, an_entry("0.004"))):
        await desk.adjust("card-1", *entries)
        await desk.posted()
    await desk.changed("card-1", an_entry("6"), PER_DIEM)
    requested = (await desk.confirm("card-1")).unwrap().requested
    assert sorted((each.target, _worth(each)) for each in requested) == [
        ("foundation", "360 min"),
        ("quickbooks", "360 min"),
    ]
