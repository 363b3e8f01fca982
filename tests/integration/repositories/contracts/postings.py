"""What the repositories of postings, approvals and the audit trail do, whatever the store."""

from datetime import date, timedelta

import pytest

from fieldledger.domain.drafts import VendorDraft
from fieldledger.domain.posting import TARGETS, Posting, PostingError, PostingEvent, PostingState
from fieldledger.domain.sealed_batch import BatchState
from fieldledger.repositories.approvals import DocumentApprovals
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.documents import DocumentStore, Range, StartKey, TableName
from fieldledger.repositories.postings import DocumentPostings, Window
from fieldledger.result import ErrorCode, Turn
from tests.builders import (
    APPROVED_AT,
    COMPANY,
    a_books_record,
    a_posting,
    a_sealed_batch,
    a_time_activity,
    an_approval,
    an_audit_entry,
)

OTHER = "company-2"
SECOND = timedelta(seconds=1)


EVERY_LANE = [(target, state) for target in TARGETS for state in PostingState]


async def by_age(store: DocumentStore, limit: int, window: Window | None = None) -> list[str]:
    """The ids of all postings, page after page to the last one."""
    found: list[str] = []
    start: StartKey | None = None
    while True:
        page = await DocumentPostings(store).by_age(COMPANY, EVERY_LANE, window or Window(), limit, start)
        found += [posting.posting_id for posting in page.unwrap().items]
        start = page.unwrap().next_start
        if start is None:
            return found
        assert len(found) < 100, "paging does not come to an end"


async def _store_all(store: DocumentStore, *postings: Posting) -> None:
    writes = [DocumentPostings(store).write(posting) for posting in postings]
    (await store.transact(writes)).unwrap()


class PostingsContract:
    """Postings."""

    async def test_a_posting_is_read_as_it_was_stored(self, store: DocumentStore) -> None:
        posting = a_posting(
            payload=a_time_activity(cost_code=None, classification=None),
            state=PostingState.PARKED,
            error=PostingError(code=ErrorCode.BOOKS_REFUSED, message="refused", turn=Turn.CUSTOMER),
            history=[PostingEvent(at=APPROVED_AT, state=PostingState.PENDING)],
        )
        await _store_all(store, posting)
        found = (await DocumentPostings(store).get(COMPANY, posting.posting_id)).unwrap()
        assert found == posting.model_copy(update={"version": 1})

    async def test_another_companys_posting_is_not_found(self, store: DocumentStore) -> None:
        postings, theirs = DocumentPostings(store), a_posting(company_id=OTHER, posting="posting-1")
        await _store_all(store, theirs)
        assert (await postings.get(COMPANY, "posting-1")).error_code == ErrorCode.NOT_FOUND
        assert (await postings.get_many(COMPANY, ["posting-1"])).unwrap() == []
        assert (await postings.by_age(COMPANY, EVERY_LANE, Window(), 10, None)).unwrap().items == ()
        assert (await postings.by_state(COMPANY, PostingState.PENDING, 10)).unwrap().items == ()

    async def test_the_same_posting_is_created_once(self, store: DocumentStore) -> None:
        await _store_all(store, a_posting())
        refused = await store.transact([DocumentPostings(store).write(a_posting(approval_id="approval-2"))])
        assert refused.error_code == ErrorCode.VERSION_CONFLICT

    async def test_many_postings_are_found_and_missing_ones_left_out(self, store: DocumentStore) -> None:
        await _store_all(store, a_posting(posting="1"), a_posting(posting="2"))
        found = (await DocumentPostings(store).get_many(COMPANY, ["2", "3"])).unwrap()
        assert [posting.posting_id for posting in found] == ["2"]

    @pytest.mark.parametrize("limit", [1, 2, 10])
    async def test_a_list_of_all_postings_holds_no_batches_and_no_approvals(
        self, store: DocumentStore, limit: int
    ) -> None:
        postings = DocumentPostings(store)
        await _store_all(store, a_posting(posting="2"), a_posting(posting="1"))
        (await store.transact([postings.write_batch(a_sealed_batch())])).unwrap()
        (await DocumentApprovals(store).create(an_approval())).unwrap()
        assert await by_age(store, limit) == ["1", "2"]

    @pytest.mark.parametrize("limit", [1, 2, 3, 20])
    @pytest.mark.parametrize("newest_first", [False, True])
    async def test_postings_of_all_states_and_books_come_by_age_each_once(
        self, store: DocumentStore, limit: int, newest_first: bool
    ) -> None:
        made = [
            a_posting(posting=f"{n}", state=list(PostingState)[n % 5], created_at=APPROVED_AT + (n // 2) * SECOND)
            for n in range(8)
        ]
        books = [posting.model_copy(update={"target": TARGETS[n % 3 == 0]}) for n, posting in enumerate(made)]
        await _store_all(store, *books)
        expected = [f"{n}" for n in range(8)]
        found = await by_age(store, limit, Window(newest_first=newest_first))
        assert found == (expected[::-1] if newest_first else expected)

    async def test_a_window_includes_its_beginning_and_not_its_end(self, store: DocumentStore) -> None:
        await _store_all(store, *(a_posting(posting=f"{n}", created_at=APPROVED_AT + n * SECOND) for n in range(4)))
        since, until = APPROVED_AT + SECOND, APPROVED_AT + 3 * SECOND
        assert await by_age(store, 10, Window(since, until)) == ["1", "2"]
        assert await by_age(store, 1, Window(since, newest_first=True)) == ["3", "2", "1"]

    async def test_a_posting_that_moves_on_between_pages_is_neither_skipped_nor_shown_twice(
        self, store: DocumentStore
    ) -> None:
        postings = DocumentPostings(store)
        await _store_all(store, *(a_posting(posting=text) for text in "abc"))
        first = (await postings.by_age(COMPANY, EVERY_LANE, Window(), 1, None)).unwrap()
        for key in "ac":
            moved = (await postings.get(COMPANY, key)).unwrap().model_copy(update={"state": PostingState.SEALED})
            await _store_all(store, moved)
        rest = (await postings.by_age(COMPANY, EVERY_LANE, Window(), 10, first.next_start)).unwrap()
        assert [posting.posting_id for posting in (*first.items, *rest.items)] == ["a", "b", "c"]

    @pytest.mark.parametrize("state", PostingState)
    async def test_postings_of_a_state_come_oldest_first(self, store: DocumentStore, state: PostingState) -> None:
        others = [other for other in PostingState if other is not state]
        mine = [a_posting(posting=p, state=state, created_at=APPROVED_AT + n * SECOND) for n, p in enumerate("zxy")]
        await _store_all(store, *mine, *(a_posting(posting=other.value, state=other) for other in others))
        found = (await DocumentPostings(store).by_state(COMPANY, state, 10)).unwrap()
        assert [posting.posting_id for posting in found.items] == ["z", "x", "y"]

    async def test_a_page_of_a_state_goes_on_where_it_ended(self, store: DocumentStore) -> None:
        postings = DocumentPostings(store)
        await _store_all(store, *(a_posting(posting=text) for text in "abc"))
        first = (await postings.by_state(COMPANY, PostingState.PENDING, 2)).unwrap()
        rest = (await postings.by_state(COMPANY, PostingState.PENDING, 2, first.next_start)).unwrap()
        assert [posting.posting_id for posting in first.items + rest.items] == ["a", "b", "c"]
        assert rest.next_start is None

    async def test_a_posting_leaves_its_old_state(self, store: DocumentStore) -> None:
        postings = DocumentPostings(store)
        await _store_all(store, a_posting())
        pending = (await postings.get(COMPANY, a_posting().posting_id)).unwrap()
        await _store_all(store, pending.model_copy(update={"state": PostingState.POSTED, "vendor_id": "9"}))
        assert (await postings.by_state(COMPANY, PostingState.PENDING, 10)).unwrap().items == ()
        (posted,) = (await postings.by_state(COMPANY, PostingState.POSTED, 10)).unwrap().items
        assert (posted.vendor_id, posted.version) == ("9", 2)

    async def test_postings_of_a_span_of_days_come_by_day_whatever_their_state(self, store: DocumentStore) -> None:
        postings = DocumentPostings(store)
        days = {"c": date(2026, 3, 1), "a": date(2026, 3, 31), "b": date(2026, 2, 28), "d": date(2026, 4, 1)}
        mine = [a_posting(posting=name, payload=a_time_activity(work_date=day)) for name, day in days.items()]
        posted = mine[0].model_copy(update={"state": PostingState.POSTED})
        party = a_posting(posting="party", payload=VendorDraft(supplier_id="s", display_name="Graybar"))
        theirs = a_posting(company_id=OTHER, posting="e", payload=a_time_activity(work_date=date(2026, 3, 9)))
        await _store_all(store, posted, *mine[1:], party, theirs)
        first = (await postings.by_day(COMPANY, date(2026, 3, 1), date(2026, 3, 31), 1)).unwrap()
        rest = (await postings.by_day(COMPANY, date(2026, 3, 1), date(2026, 3, 31), 9, first.next_start)).unwrap()
        assert [posting.posting_id for posting in first.items + rest.items] == ["c", "a"]


class SealedBatchesContract:
    """Sealed batches."""

    async def test_open_batches_are_listed_as_sealed_oldest_first(self, store: DocumentStore) -> None:
        postings = DocumentPostings(store)
        late = a_sealed_batch(batch="a", sealed_at=APPROVED_AT + SECOND)
        early = a_sealed_batch(batch="b", sealed_at=APPROVED_AT)
        closed = a_sealed_batch(batch="c", state=BatchState.CLOSED)
        theirs = a_sealed_batch(company_id=OTHER, batch="d")
        (await store.transact([postings.write_batch(batch) for batch in (late, early, closed, theirs)])).unwrap()
        expected = [batch.model_copy(update={"version": 1}) for batch in (early, late)]
        assert (await postings.open_batches(COMPANY)).unwrap() == expected

    async def test_a_batch_that_is_closed_is_no_longer_open_nor_due(self, store: DocumentStore) -> None:
        postings = DocumentPostings(store)
        (await store.transact([postings.write_batch(a_sealed_batch())])).unwrap()
        (batch,) = (await postings.open_batches(COMPANY)).unwrap()
        closed = batch.model_copy(update={"state": BatchState.CLOSED})
        (await store.transact([postings.write_batch(closed)])).unwrap()
        assert (await postings.open_batches(COMPANY)).unwrap() == []
        assert (await postings.due_companies(APPROVED_AT + timedelta(days=1))).unwrap() == {}

    async def test_an_open_batch_is_no_posting_of_any_state(self, store: DocumentStore) -> None:
        postings = DocumentPostings(store)
        (await store.transact([postings.write_batch(a_sealed_batch())])).unwrap()
        found = [(await postings.by_state(COMPANY, state, 10)).unwrap().items for state in PostingState]
        assert found == [()] * len(PostingState)

    async def test_the_same_batch_is_sealed_once(self, store: DocumentStore) -> None:
        postings = DocumentPostings(store)
        (await store.transact([postings.write_batch(a_sealed_batch())])).unwrap()
        refused = await store.transact([postings.write_batch(a_sealed_batch())])
        assert refused.error_code == ErrorCode.VERSION_CONFLICT


class BooksRecordsContract:
    """Which posting a record in the books came from."""

    async def test_a_record_in_the_books_leads_to_its_posting(self, store: DocumentStore) -> None:
        postings = DocumentPostings(store)
        posting = a_posting(posting="1", state=PostingState.POSTED, vendor_id="77")
        (await store.transact([postings.write(posting), postings.write_books_record(a_books_record())])).unwrap()
        found = (await postings.by_vendor_id(COMPANY, "TimeActivity", "77")).unwrap()
        assert found == posting.model_copy(update={"version": 1})

    async def test_a_record_that_is_not_ours_or_another_companys_leads_nowhere(self, store: DocumentStore) -> None:
        postings = DocumentPostings(store)
        await _store_all(store, a_posting(posting="1", vendor_id="77"), a_posting(company_id=OTHER, posting="1"))
        assert (await postings.by_vendor_id(COMPANY, "TimeActivity", "77")).unwrap() is None
        (await store.transact([postings.write_books_record(a_books_record())])).unwrap()
        assert (await postings.by_vendor_id(COMPANY, "TimeActivity", "78")).unwrap() is None
        assert (await postings.by_vendor_id(OTHER, "TimeActivity", "77")).unwrap() is None

    async def test_only_who_saw_the_posting_before_gives_a_record_another_one(self, store: DocumentStore) -> None:
        postings = DocumentPostings(store)
        (await store.transact([postings.write_books_record(a_books_record(posting="1"))])).unwrap()
        blind = await store.transact([postings.write_books_record(a_books_record(posting="2"))])
        assert blind.error_code == ErrorCode.VERSION_CONFLICT
        [known] = (await postings.books_records(COMPANY, [("TimeActivity", "77"), ("Bill", "77")])).unwrap()
        newer = a_books_record(posting="2", version=known.version)
        (await store.transact([postings.write_books_record(newer)])).unwrap()
        assert (await postings.books_records(COMPANY, [("TimeActivity", "77")])).unwrap()[0].posting_id == "2"

    async def test_the_same_id_of_another_entity_is_another_record(self, store: DocumentStore) -> None:
        postings = DocumentPostings(store)
        posting = a_posting(posting="1", vendor_id="77")
        (await store.transact([postings.write(posting), postings.write_books_record(a_books_record())])).unwrap()
        assert (await postings.by_vendor_id(COMPANY, "Bill", "77")).unwrap() is None

    async def test_a_sealed_request_is_read_back_by_its_posting(self, store: DocumentStore) -> None:
        postings = DocumentPostings(store)
        batch = a_sealed_batch(postings=[a_posting(posting="1"), a_posting(posting="2")])
        (await store.transact([postings.write_batch(batch)])).unwrap()
        assert (await postings.sealed_item(COMPANY, batch.batch_id, "2")).unwrap() == batch.items[1]
        assert (await postings.sealed_item(COMPANY, batch.batch_id, "3")).unwrap() is None
        assert (await postings.sealed_item(COMPANY, "none", "2")).unwrap() is None


class DueWorkContract:
    """Which companies have work that is due, and since when."""

    async def test_nothing_is_due_where_nothing_is(self, store: DocumentStore) -> None:
        assert (await DocumentPostings(store).due_companies(APPROVED_AT)).unwrap() == {}

    async def test_a_pending_posting_is_due_from_its_time_on(self, store: DocumentStore) -> None:
        postings = DocumentPostings(store)
        await _store_all(store, a_posting(not_before=APPROVED_AT))
        just_before = APPROVED_AT - timedelta(microseconds=1)
        assert (await postings.due_companies(just_before)).unwrap() == {}
        assert (await postings.due_companies(APPROVED_AT)).unwrap() == {COMPANY: APPROVED_AT}

    @pytest.mark.parametrize("state", [state for state in PostingState if state is not PostingState.PENDING])
    async def test_a_posting_that_is_not_pending_is_not_due(self, store: DocumentStore, state: PostingState) -> None:
        await _store_all(store, a_posting(state=state))
        assert (await DocumentPostings(store).due_companies(APPROVED_AT + SECOND)).unwrap() == {}

    async def test_an_open_batch_is_due_when_its_outcome_may_be_settled(self, store: DocumentStore) -> None:
        postings, batch = DocumentPostings(store), a_sealed_batch()
        (await store.transact([postings.write_batch(batch)])).unwrap()
        assert (await postings.due_companies(batch.settle_after - SECOND)).unwrap() == {}
        assert (await postings.due_companies(batch.settle_after)).unwrap() == {COMPANY: batch.settle_after}

    async def test_a_company_is_due_since_its_oldest_work(self, store: DocumentStore) -> None:
        times = [APPROVED_AT + offset * SECOND for offset in (5, -7, 3)]
        await _store_all(store, *(a_posting(posting=str(n), not_before=time) for n, time in enumerate(times)))
        found = (await DocumentPostings(store).due_companies(APPROVED_AT + 9 * SECOND)).unwrap()
        assert found == {COMPANY: APPROVED_AT - 7 * SECOND}

    async def test_companies_of_every_shard_are_found_each_once(self, store: DocumentStore) -> None:
        companies = [f"company-{number}" for number in range(40)]
        await _store_all(store, *(a_posting(company_id=company, posting=p) for company in companies for p in "ab"))
        found = (await DocumentPostings(store).due_companies(APPROVED_AT)).unwrap()
        assert found == dict.fromkeys(companies, APPROVED_AT)


class ApprovalsContract:
    """Approvals."""

    async def test_an_approval_is_found_as_created_and_by_its_company_only(self, store: DocumentStore) -> None:
        approvals = DocumentApprovals(store)
        created = (await approvals.create(an_approval())).unwrap()
        assert created == an_approval(version=1)
        assert (await approvals.find(COMPANY, "approval-1")).unwrap() == created
        assert (await approvals.find(OTHER, "approval-1")).unwrap() is None

    async def test_an_approval_is_never_replaced(self, store: DocumentStore) -> None:
        approvals = DocumentApprovals(store)
        (await approvals.create(an_approval())).unwrap()
        again = await approvals.create(an_approval(approved_by="somebody else"))
        assert again.error_code == ErrorCode.VERSION_CONFLICT


class AuditTrailContract:
    """The audit trail."""

    async def test_entries_are_appended_in_the_order_of_time_with_the_change_they_describe(
        self, store: DocumentStore
    ) -> None:
        trail = DocumentAuditTrail(store)
        entries = [an_audit_entry(entry_id=text, at=APPROVED_AT + n * SECOND) for n, text in enumerate("zyx")]
        (await store.transact([trail.write(entry) for entry in reversed(entries)])).unwrap()
        page = await store.query(TableName.AUDIT, f"COMPANY#{COMPANY}", Range.prefix("AUDIT#"), limit=10)
        assert [document.sk[-1] for document in page.unwrap().documents] == ["z", "y", "x"]

    async def test_an_entry_is_never_replaced(self, store: DocumentStore) -> None:
        trail = DocumentAuditTrail(store)
        (await store.transact([trail.write(an_audit_entry())])).unwrap()
        refused = await store.transact([trail.write(an_audit_entry(user_id="somebody else"))])
        assert refused.error_code == ErrorCode.VERSION_CONFLICT
