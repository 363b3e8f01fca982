"""Cards of a page are kept together, and the reports of their days follow."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from fieldledger.domain.approved import Approved
from fieldledger.domain.facts.raken_days import TimeCardFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.domain.time_card import TimeCardStatus, TimeEntry
from fieldledger.repositories.documents import Put, Write
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.redated_cards import DocumentRedatedCards
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Inbox
from fieldledger.services.sync.sinking import Rows
from fieldledger.services.sync.source import SourceRow
from fieldledger.services.sync.time_card_sink import TimeCardSink
from tests.builders import COMPANY
from tests.builders.moments import SYNCED_AT
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore

MONDAY = date(2026, 3, 2)


class Expired:
    """Implements ``DayExpiry``."""

    def __init__(self) -> None:
        self.days: set[date] = set()

    async def expire_days(self, _company_id: str, days: Iterable[date]) -> Result[None]:
        self.days.update(days)
        return Result.ok(None)


class Desk:
    """A sink over a store in memory."""

    def __init__(self) -> None:
        self.store = InMemoryDocumentStore()
        self.cards = DocumentTimeCards(self.store)
        self.redated = DocumentRedatedCards(self.store)
        self.expired = Expired()
        self._sink = TimeCardSink(
            self.cards, self.redated, Inbox(DocumentExceptions(self.store), FakeClock()), self.expired
        )

    async def keep(self, *rows: SourceRow) -> Result[SyncCounts]:
        return await self._sink.keep(Rows(COMPANY, rows, SYNCED_AT))

    async def led_to(self) -> list[str]:
        """Cards that were moved away from the Monday of their approval."""
        return (await self.redated.approved_on(COMPANY, MONDAY, MONDAY)).unwrap()


def _row(n: int, hours: str = "8") -> SourceRow:
    """A card of its own day."""
    facts = TimeCardFacts(
        work_date=MONDAY + timedelta(days=n),
        employee_id="worker-1",
        project_id="project-1",
        entries=(TimeEntry(hours=hours, pay_type="RT", cost_code="03-300"),),
        approved=True,
        updated_at=SYNCED_AT,
    )
    return SourceRow(SyncResource.RAKEN_TIME_CARDS, f"card-{n}", facts, updated_at=SYNCED_AT)


def _moved() -> SourceRow:
    """The first card, on another day."""
    row = _row(0)
    assert isinstance(row.facts, TimeCardFacts)
    return replace(row, facts=row.facts.model_copy(update={"work_date": MONDAY + timedelta(days=9)}))


def _refuse_notes(writes: Sequence[Write]) -> None:
    if any(isinstance(each, Put) and each.document.sk.startswith("REDATED#") for each in writes):
        raise ConnectionError("gone")


async def test_every_card_is_counted_by_what_became_of_it() -> None:
    desk = Desk()
    (await desk.keep(*(_row(n) for n in range(20)))).unwrap()
    desk.expired.days.clear()
    counts = (await desk.keep(_row(0), _row(1, "7"), _row(30))).unwrap()
    assert counts == SyncCounts(seen=3, created=1, updated=1, unchanged=1)
    assert desk.expired.days == {MONDAY + timedelta(days=1), MONDAY + timedelta(days=30)}
    held = (await desk.cards.get_many(COMPANY, ["card-1"])).unwrap()
    assert [(card.version, card.total_hours) for card in held] == [(2, 7)]


async def test_the_reports_of_days_follow_whose_cards_were_written_although_others_could_not_be() -> None:
    desk = Desk()
    desk.store.fail_next(operation="put")
    kept = await desk.keep(*(_row(n) for n in range(20)))
    assert kept.error_code == ErrorCode.STORE_UNAVAILABLE
    written = (await desk.cards.get_many(COMPANY, [f"card-{n}" for n in range(20)])).unwrap()
    assert len(written) == 19
    assert desk.expired.days == {card.work_date for card in written}


async def test_a_card_that_somebody_changed_meanwhile_is_merged_again() -> None:
    desk = Desk()
    desk.store.fail_next(code=ErrorCode.VERSION_CONFLICT, operation="put")
    assert (await desk.keep(_row(0), _row(1))).unwrap() == SyncCounts(seen=2, created=2)
    assert desk.expired.days == {MONDAY, MONDAY + timedelta(days=1)}


async def test_a_card_is_not_moved_from_its_approved_day_unless_that_day_leads_to_it() -> None:
    desk = Desk()
    (await desk.keep(_row(0))).unwrap()
    [card] = (await desk.cards.get_many(COMPANY, ["card-0"])).unwrap()
    approved = Approved(day=MONDAY, books=("quickbooks",), amounts=())
    decided = {"status": TimeCardStatus.APPROVED, "approved_hash": card.content_hash, "approved": approved}
    (await desk.cards.save(card.model_copy(update=decided))).unwrap()
    desk.store.before_commit = _refuse_notes
    with pytest.raises(ConnectionError):
        await desk.keep(_moved())
    [held] = (await desk.cards.get_many(COMPANY, ["card-0"])).unwrap()
    assert (held.work_date, await desk.led_to()) == (MONDAY, [])
    desk.store.before_commit = None
    (await desk.keep(_moved())).unwrap()
    assert await desk.led_to() == ["card-0"]


async def test_nothing_leads_to_cards_that_are_moved_without_an_approval_or_changed_on_their_day() -> None:
    desk = Desk()
    (await desk.keep(_row(0), _row(1))).unwrap()
    (await desk.keep(_moved(), _row(1, "7"))).unwrap()
    assert await desk.led_to() == []
