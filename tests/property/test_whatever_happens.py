"""Whatever people, vendors, queues and clocks do: the books equal the approvals in the end, or the inbox says why.

People correct and delete cards at the jobsite, confirm what that means, and change and delete records in the books.
"""

from collections import Counter
from datetime import timedelta
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from fieldledger.domain.drafts import TimeActivityDraft
from fieldledger.domain.posting import Operation, Posting, PostingState
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.domain.time_rules import TimeRules
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode
from fieldledger.services.posting.adjusting import AdjustTimeCard
from fieldledger.services.time_card_drafts import drafts_of, part_of
from fieldledger.wiring.approvals import adjustments_over
from tests.builders import ACCOUNTANT, COMPANY, WORK_DATE
from tests.integration.flow.simulated_quickbooks import Record
from tests.integration.flow.simulated_raken import a_card, entries
from tests.property.troubled import BOUNDED, Troubled, anyone, standing

WORKERS: Final = ("rosa", "ben", "ana")
JOBS: Final = ("clinic", "plant")
NOT_NOW: Final = frozenset({ErrorCode.ALREADY_APPROVED, ErrorCode.POSTING_IN_FLIGHT})

_hours = st.sampled_from([0.5, 1.25, 4, 7.25, 8, 10])


class WhateverHappens(Troubled):
    """Rules are what may happen; nothing may ever be in the books twice, and in the end nothing may be missing."""

    def __init__(self) -> None:
        super().__init__()
        self._cards: list[str] = []
        self._deleted: set[str] = set()
        self._adjustments = 0

    @initialize(mode=st.sampled_from(["honoured", "ignored"]), cards=st.integers(1, 3))
    def begin(self, mode: str, cards: int) -> None:
        """A contractor who has approved some cards."""
        self._run(self._world.books.settings(requestid_mode=mode))
        self._run(self._world.books.listen())
        for place in range(cards):
            self.approve_a_card(WORKERS[place], JOBS[0], 8, overtime=place == 0)

    @rule(worker=st.sampled_from(WORKERS), job=st.sampled_from(JOBS), hours=_hours, overtime=st.booleans())
    def approve_a_card(self, worker: str, job: str, hours: float, overtime: bool) -> None:
        """A card comes from the jobsite and is approved here, with everything else that can be."""
        card = f"c-{len(self._cards) + 1}"
        self._cards.append(card)
        worked = [(hours, "RT"), *([(1.5, "OT")] if overtime else [])]
        day = WORK_DATE - timedelta(days=len(self._cards) % 20)
        seeded = self._world.jobsite.seed("timeCards", a_card(card, worker=worker, project=job, hours=worked, day=day))
        self._run(seeded)
        self._run(self._world.flow.sync())
        self._run(self._world.flow.approve())

    @rule(card=anyone, hours=_hours)
    def correct_a_card_at_the_jobsite(self, card: int, hours: float) -> None:
        """A supervisor changes his mind, before or after it was posted."""
        uuid = self._cards[card % len(self._cards)]
        if uuid not in self._deleted:
            self._world.flow.clock.advance(minutes=1)
            self._run(self._world.jobsite.change("timeCards", uuid, timeEntries=entries([(hours, "RT")])))
            self._run(self._world.flow.sync())

    @rule(card=anyone)
    def delete_a_card_at_the_jobsite(self, card: int) -> None:
        """It was somebody else's."""
        uuid = self._cards[card % len(self._cards)]
        if uuid not in self._deleted:
            self._deleted.add(uuid)
            self._world.flow.clock.advance(minutes=1)
            self._run(self._world.jobsite.delete_card(uuid))
            self._run(self._world.flow.sync())

    @rule(card=anyone)
    def confirm_what_a_change_means(self, card: int) -> None:
        """The accountant has looked at a changed card: the books follow."""
        [found] = self._run(self._read([self._cards[card % len(self._cards)]]))
        self._adjustments += 1
        flow = self._world.flow
        service = adjustments_over(flow.store, flow.queue, flow.clock)
        number = f"adjustment-{self._adjustments}"
        request = AdjustTimeCard(COMPANY, ACCOUNTANT, number, found.time_card_id, found.content_hash)
        confirmed = self._run(service.confirm(request))
        assert confirmed.success or confirmed.error_code in NOT_NOW, confirmed.error_code

    @rule(record=anyone, hours=st.integers(1, 9))
    def a_person_edits_a_record_in_the_books(self, record: int, hours: int) -> None:
        """Whether we know of that record already or not."""
        row = self._chosen(record)
        if row is not None:
            self._run(self._world.books.edit("TimeActivity", {"Id": row["Id"], "Hours": hours}))

    @rule(record=anyone)
    def a_person_deletes_a_record_in_the_books(self, record: int) -> None:
        """Whether we know of that record already or not."""
        row = self._chosen(record)
        if row is not None:
            self._run(self._world.books.delete("TimeActivity", row["Id"]))

    def _chosen(self, record: int) -> Record | None:
        rows: list[Record] = self._run(self._world.books.time_activities())
        if not rows:
            return None
        self._world.flow.clock.advance(1)  # nobody is as fast as the books' own limit
        row = rows[record % len(rows)]
        self._touched.add(_marker(row))
        return row

    async def _marked(self) -> Counter[str]:
        return await self._world.books.markers()

    async def _compare(self) -> None:
        """Each posting beside its record; whatever differs has an item in the inbox."""
        postings = await self._world.flow.postings()
        states = Counter(posting.state for posting in postings)
        assert not states[PostingState.PENDING] + states[PostingState.SEALED], f"left behind: {states}"
        rows = {_marker(row): row for row in await self._world.books.time_activities()}
        subjects = await self._subjects()
        for posting in postings:
            if posting.state in {PostingState.PARKED, PostingState.CANCELLED}:
                assert posting.marker not in rows, f"{posting.state}, and in the books all the same"
                assert (posting.error is not None) == (posting.state is PostingState.PARKED)
        for posting in standing(postings):
            _beside_its_record(posting, rows, subjects, touched=posting.marker in self._touched)
        await self._cards_stand_for_their_postings(postings, subjects)

    async def _cards_stand_for_their_postings(self, postings: list[Posting], subjects: set[str]) -> None:
        by_id = {posting.posting_id: posting for posting in postings}
        cards = await self._read(self._cards)
        assert len(cards) == len(self._cards)
        for card in cards:
            live = [by_id[posting_id] for posting_id in card.posting_ids]
            kept = {p.source.part: p.payload for p in live if p.operation is not Operation.REMOVE}
            if card.status is TimeCardStatus.CHANGED:
                assert f"time_card:{card.time_card_id}" in subjects, "changed, and nobody is told"
            elif card.status is TimeCardStatus.APPROVED:
                assert kept == {part_of(draft): draft for draft in drafts_of(card, TimeRules())}

    async def _read(self, uuids: list[str]) -> list[TimeCard]:
        found: list[TimeCard] = (await DocumentTimeCards(self._world.flow.store).get_many(COMPANY, uuids)).unwrap()
        return found


def _marker(row: Record) -> str:
    return str(row["Description"]).split()[-1]


def _beside_its_record(posting: Posting, rows: dict[str, Record], subjects: set[str], *, touched: bool) -> None:
    row = rows.get(posting.marker)
    if posting.operation is Operation.REMOVE:
        assert posting.vendor_id not in {held["Id"] for held in rows.values()}, "removed, and still in the books"
    elif touched:
        unchanged = row is not None and _same(posting, row)
        assert unchanged or f"posting:{posting.posting_id}" in subjects, "changed, and nobody is told"
    else:
        assert row is not None, "approved, and not in the books"
        assert _same(posting, row)


def _same(posting: Posting, row: Record) -> bool:
    assert isinstance(posting.payload, TimeActivityDraft)
    return bool(row["Hours"] * 60 + row["Minutes"] == posting.payload.minutes)


WhateverHappens.TestCase.settings = BOUNDED
TestWhateverHappens = WhateverHappens.TestCase
