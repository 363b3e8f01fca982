"""Approving and adjusting under the company's own overtime rule: over jobs, approvals and late changes."""

from collections.abc import Sequence
from datetime import date, timedelta

from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.domain.posting import PostingState
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode, Result
from fieldledger.services.approvals import ApproveTimeCards
from fieldledger.services.exceptions.fixes import AcknowledgeFix, fitting
from fieldledger.services.posting.adjusting import Adjustment, AdjustTimeCard
from fieldledger.services.posting.standing import hours_of
from fieldledger.wiring.approvals import adjustments_over, approvals_over
from fieldledger.wiring.exceptions import desk_over
from tests.builders import ACCOUNTANT, COMPANY, a_company, a_time_card, an_entry
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow.doubles import RecordingQueue
from tests.unit.domain.test_overtime import RULES

MONDAY = date(2026, 3, 2)


def _card(day: int, hours: str, card_id: str | None = None, *, pay_type: str = "RT", job: str = "j1") -> TimeCard:
    """A card of the day so many days after Monday; its hash tells its hours."""
    return a_time_card(
        time_card_id=card_id or f"c{day}",
        work_date=MONDAY + timedelta(days=day),
        project_id=job,
        entries=[an_entry(hours, pay_type=pay_type)],
        content_hash=f"{hours}{pay_type}",
    )


class Desk:
    """An accountant of a company whose own rule decides."""

    def __init__(self) -> None:
        self.store = InMemoryDocumentStore()
        self.cards, self.postings = DocumentTimeCards(self.store), DocumentPostings(self.store)
        self.approvals = 0

    async def open(self, *cards: TimeCard) -> "Desk":
        company = a_company().model_copy(update={"time": RULES})
        (await DocumentCompanies(self.store).save(company)).unwrap()
        for card in cards:
            (await self.cards.save(card)).unwrap()
        return self

    async def approve(self, first: int = 0, last: int = 6, job: str | None = None) -> dict[str, list[str]]:
        """Approve days of the week; the answer is the warnings' codes by card."""
        self.approvals += 1
        request = ApproveTimeCards(
            company_id=COMPANY,
            user_id=ACCOUNTANT,
            approval_id=f"a{self.approvals}",
            first_day=MONDAY + timedelta(days=first),
            last_day=MONDAY + timedelta(days=last),
            project_id=job,
        )
        outcome = (await approvals_over(self.store, RecordingQueue(), FakeClock()).approve(request)).unwrap()
        told: dict[str, list[str]] = {}
        for each in (*outcome.warnings, *outcome.skipped):
            told.setdefault(each.time_card_id, []).append(each.code)
        return told

    async def minutes(self, card_id: str) -> dict[str, int]:
        """Minutes of the card's live postings by pay type."""
        [card] = (await self.cards.get_many(COMPANY, [card_id])).unwrap()
        found = (await self.postings.get_many(COMPANY, card.posting_ids)).unwrap()
        return {hours_of(posting).pay_type: hours_of(posting).minutes for posting in found}

    async def posted(self) -> None:
        """All postings get into the books."""
        ids = [each for card in await self._all() for each in card.posting_ids]
        for posting in (await self.postings.get_many(COMPANY, ids)).unwrap():
            done = posting.model_copy(update={"state": PostingState.POSTED, "vendor_id": posting.posting_id[:6]})
            (await self.store.transact([self.postings.write(done)])).unwrap()

    async def changed(self, card_id: str, hours: str) -> Result[Adjustment]:
        """The jobsite changes a card after its approval, and the accountant confirms it."""
        [card] = (await self.cards.get_many(COMPANY, [card_id])).unwrap()
        news = {"entries": (an_entry(hours, pay_type="RT"),), "content_hash": hours, "status": TimeCardStatus.CHANGED}
        (await self.cards.save(card.model_copy(update=news))).unwrap()
        service = adjustments_over(self.store, RecordingQueue(), FakeClock())
        return await service.confirm(AdjustTimeCard(COMPANY, ACCOUNTANT, f"adjust-{hours}", card_id, hours))

    async def inbox(self) -> list[str]:
        """Codes of what is open."""
        return [item.code for item in await self.items()]

    async def items(self) -> Sequence[ExceptionItem]:
        """What is open."""
        page = await DocumentExceptions(self.store).by_state(COMPANY, ExceptionState.OPEN, 100, None)
        return page.unwrap().items

    async def _all(self) -> list[TimeCard]:
        return list((await self.cards.by_date(COMPANY, MONDAY, MONDAY + timedelta(days=7), 100, None)).unwrap().items)


async def test_the_week_is_divided_over_jobs_and_approvals() -> None:
    """Mon to Fri 9 h (8 + 1 each) make 40 straight hours; Saturday on another job is overtime as a whole."""
    desk = await Desk().open(*(_card(day, "9") for day in range(5)), _card(5, "4", job="j2"))
    await desk.approve(0, 2)
    await desk.approve(3, 6)
    assert [await desk.minutes(f"c{day}") for day in range(5)] == [{"RT": 480, "OT": 60}] * 5
    assert await desk.minutes("c5") == {"OT": 240}


async def test_the_next_week_begins_anew() -> None:
    desk = await Desk().open(*(_card(day, "8") for day in range(6)), _card(7, "8"))
    await desk.approve(0, 7)
    assert (await desk.minutes("c5"), await desk.minutes("c7")) == ({"OT": 480}, {"RT": 480})


async def test_a_card_that_comes_late_takes_what_is_left_and_a_person_is_told() -> None:
    desk = await Desk().open(*(_card(day, "8", job="j2") for day in range(1, 6)), _card(0, "8"))
    assert set(await desk.approve(job="j2")) == {"c1", "c2", "c3", "c4", "c5"}
    assert await desk.approve(job="j1") == {"c0": ["OVERTIME_DIFFERS", "OVERTIME_OUT_OF_ORDER"]}
    assert await desk.minutes("c0") == {"OT": 480}


async def test_what_the_jobsite_says_is_overtime_and_the_rule_does_not_is_told() -> None:
    desk = await Desk().open(_card(0, "3", pay_type="OT"))
    assert await desk.approve() == {"c0": ["OVERTIME_DIFFERS"]}
    assert await desk.minutes("c0") == {"RT": 180}


async def test_two_accountants_at_once_do_not_give_the_same_straight_hours_twice() -> None:
    desk = await Desk().open(_card(0, "8", "a", job="j1"), _card(0, "8", "b", job="j2"))
    other, original = approvals_over(desk.store, RecordingQueue(), FakeClock()), desk.store.transact
    request = ApproveTimeCards(
        company_id=COMPANY, user_id="other", approval_id="x", first_day=MONDAY, last_day=MONDAY, project_id="j2"
    )

    async def overtaken(writes):
        desk.store.transact = original
        (await other.approve(request)).unwrap()
        return await original(writes)

    desk.store.transact = overtaken
    assert await desk.approve(job="j1") == {"a": [ErrorCode.VERSION_CONFLICT]}
    await desk.approve(job="j1")
    assert (await desk.minutes("b"), await desk.minutes("a")) == (
        {"RT": 480},
        {"OT": 240, "DT": 240},  # 16 h of one day: 8 straight, 4 to the twelfth hour, 4 double
    )


async def test_a_late_change_is_divided_with_what_stands_and_a_week_that_no_longer_fits_is_told() -> None:
    """Mon to Fri 8 h, Sat 3 h overtime. Monday shrinks to 6: the rule would now make 2 of Saturday's hours straight."""
    desk = await Desk().open(*(_card(day, "8") for day in range(5)), _card(5, "3"))
    await desk.approve()
    await desk.posted()
    (await desk.changed("c0", "6")).unwrap()
    assert (await desk.minutes("c0"), await desk.minutes("c5")) == ({"RT": 360}, {"OT": 180})
    assert await desk.inbox() == [ErrorCode.OVERTIME_TO_REVIEW]
    await desk.posted()
    (await desk.changed("c0", "9")).unwrap()
    assert await desk.minutes("c0") == {"RT": 480, "OT": 60}
    assert await desk.inbox() == []


async def test_a_person_may_leave_such_a_week_as_it_is_and_say_why() -> None:
    desk = await Desk().open(*(_card(day, "8") for day in range(5)), _card(5, "3"))
    await desk.approve()
    await desk.posted()
    (await desk.changed("c0", "6")).unwrap()
    [item] = await desk.items()
    assert fitting(item) == ("acknowledge",)
    queue = RecordingQueue()
    exceptions = desk_over(desk.store, queue, FakeClock(), queue)
    fix = AcknowledgeFix(reason="agreed with Rosa")
    (await exceptions.resolve(COMPANY, ACCOUNTANT, item.exception_id, fix)).unwrap()
    assert await desk.inbox() == []
