"""What every document store does; subclass the classes and provide a fixture ``store`` with empty tables."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fieldledger.repositories.documents import (
    Check,
    Document,
    DocumentStore,
    Index,
    Put,
    Range,
    StartKey,
    TableName,
)
from fieldledger.result import ErrorCode

EXPIRES = datetime(2026, 3, 3, 4, 5, 6, 789_000, tzinfo=UTC)
EVERYTHING = Range.prefix("")


def a_document(
    sk: str = "THING#1",
    *,
    table: TableName = TableName.RECORDS,
    pk: str = "COMPANY#company-1",
    body: str = "{}",
    version: int = 0,
    index: Mapping[str, str] | None = None,
    expires_at: datetime | None = None,
) -> Document:
    return Document(table, pk, sk, body, version, index or {}, expires_at)


async def stored(store: DocumentStore, document: Document) -> Document:
    """What is stored under the key of ``document``; fails the test if nothing is."""
    found = (await store.get(document.table, document.pk, document.sk)).unwrap()
    assert found is not None
    return found


async def sort_keys_by_page(
    store: DocumentStore,
    limit: int,
    *,
    table: TableName = TableName.RECORDS,
    index: Index | None = None,
    pk: str = "COMPANY#company-1",
    span: Range = EVERYTHING,
    backwards: bool = False,
) -> list[list[str]]:
    """Sort keys page after page, until the store names no next start."""
    pages: list[list[str]] = []
    start: StartKey | None = None
    while True:
        if index is None:
            page = (await store.query(table, pk, span, limit=limit, start=start, backwards=backwards)).unwrap()
        else:
            found = await store.query_index(table, index, pk, span, limit=limit, start=start, backwards=backwards)
            page = found.unwrap()
        pages.append([document.sk for document in page.documents])
        start = page.next_start
        if start is None:
            return pages
        assert len(pages) < 100, "paging does not come to an end"


def flat(pages: Sequence[Sequence[str]]) -> list[str]:
    return [sk for page in pages for sk in page]


class SingleDocumentContract:
    """Reading, storing and removing one document."""

    async def test_what_was_never_stored_is_none(self, store: DocumentStore) -> None:
        assert (await store.get(TableName.RECORDS, "COMPANY#company-1", "THING#1")).unwrap() is None

    @pytest.mark.parametrize("table", TableName)
    async def test_a_document_is_read_as_it_was_stored(self, store: DocumentStore, table: TableName) -> None:
        document = a_document(table=table, body='{"name": "Müller"}')
        (await store.put(document)).unwrap()
        assert await stored(store, document) == replace(document, version=1)

    async def test_an_empty_body_is_stored_too(self, store: DocumentStore) -> None:
        (await store.put(a_document(body=""))).unwrap()
        assert (await stored(store, a_document())).body == ""

    async def test_storing_answers_with_the_new_version(self, store: DocumentStore) -> None:
        first = (await store.put(a_document(body="1"))).unwrap()
        second = (await store.put(replace(first, body="2"))).unwrap()
        assert (first.version, second.version) == (1, 2)
        assert await stored(store, second) == second

    async def test_creating_what_exists_is_a_conflict_and_changes_nothing(self, store: DocumentStore) -> None:
        (await store.put(a_document(body="first"))).unwrap()
        refused = await store.put(a_document(body="second"))
        assert refused.error_code == ErrorCode.VERSION_CONFLICT
        assert refused.details["keys"] == ["COMPANY#company-1/THING#1"]
        assert (await stored(store, a_document())).body == "first"

    async def test_replacing_an_old_version_is_a_conflict(self, store: DocumentStore) -> None:
        first = (await store.put(a_document())).unwrap()
        (await store.put(replace(first, body="winner"))).unwrap()
        loser = await store.put(replace(first, body="loser"))
        assert loser.error_code == ErrorCode.VERSION_CONFLICT
        assert (await stored(store, first)).body == "winner"

    @pytest.mark.parametrize("version", [1, 5])
    async def test_replacing_what_does_not_exist_is_a_conflict(self, store: DocumentStore, version: int) -> None:
        refused = await store.put(a_document(version=version))
        assert refused.error_code == ErrorCode.VERSION_CONFLICT
        assert (await store.get(TableName.RECORDS, "COMPANY#company-1", "THING#1")).unwrap() is None

    async def test_a_removed_document_is_gone_and_may_be_created_again(self, store: DocumentStore) -> None:
        first = (await store.put(a_document())).unwrap()
        (await store.delete(first.table, first.pk, first.sk)).unwrap()
        assert (await store.get(first.table, first.pk, first.sk)).unwrap() is None
        assert (await store.put(a_document())).unwrap().version == 1

    async def test_removing_what_is_absent_succeeds(self, store: DocumentStore) -> None:
        assert (await store.delete(TableName.RECORDS, "COMPANY#company-1", "THING#1")).success

    async def test_tables_do_not_share_documents(self, store: DocumentStore) -> None:
        (await store.put(a_document(table=TableName.CONTROL))).unwrap()
        assert (await store.get(TableName.RECORDS, "COMPANY#company-1", "THING#1")).unwrap() is None

    async def test_an_expiry_is_kept_in_whole_seconds(self, store: DocumentStore) -> None:
        answer = (await store.put(a_document(expires_at=EXPIRES))).unwrap()
        assert (await stored(store, answer)).expires_at == EXPIRES.replace(microsecond=0)
        assert answer == await stored(store, answer)

    async def test_an_expiry_goes_when_the_next_version_has_none(self, store: DocumentStore) -> None:
        first = (await store.put(a_document(expires_at=EXPIRES))).unwrap()
        (await store.put(replace(first, expires_at=None))).unwrap()
        assert (await stored(store, first)).expires_at is None


class ManyDocumentsContract:
    """Reading many documents by key."""

    async def test_no_keys_give_no_documents(self, store: DocumentStore) -> None:
        assert (await store.get_many(TableName.RECORDS, [])).unwrap() == []

    async def test_documents_that_do_not_exist_are_left_out(self, store: DocumentStore) -> None:
        document = (await store.put(a_document("THING#1"))).unwrap()
        keys = [("COMPANY#company-1", "THING#2"), document.key, ("COMPANY#company-2", "THING#1")]
        assert (await store.get_many(TableName.RECORDS, keys)).unwrap() == [document]

    async def test_a_key_asked_for_twice_is_answered_once(self, store: DocumentStore) -> None:
        document = (await store.put(a_document())).unwrap()
        assert (await store.get_many(TableName.RECORDS, [document.key, document.key])).unwrap() == [document]

    async def test_more_than_a_hundred_keys_are_answered_completely(self, store: DocumentStore) -> None:
        writes = [Put(a_document(f"THING#{number:03}")) for number in range(230)]
        for first in range(0, len(writes), 100):
            (await store.transact(writes[first : first + 100])).unwrap()
        keys = [write.document.key for write in writes]
        found = (await store.get_many(TableName.RECORDS, [*keys, ("COMPANY#company-1", "absent")])).unwrap()
        assert sorted(document.key for document in found) == keys


class QueryContract:
    """Pages of a partition."""

    @pytest.fixture
    async def filled(self, store: DocumentStore) -> DocumentStore:
        """Seven things of one company, stored out of order, among other things and another company's."""
        for number in (4, 1, 7, 3, 6, 2, 5):
            (await store.put(a_document(f"THING#{number}"))).unwrap()
        for neighbour in ("THINGS#1", "THING", "THIN#1", "OTHER#1"):
            (await store.put(a_document(neighbour))).unwrap()
        (await store.put(a_document("THING#8", pk="COMPANY#company-2"))).unwrap()
        return store

    async def test_an_empty_partition_has_one_empty_page(self, store: DocumentStore) -> None:
        assert await sort_keys_by_page(store, 5) == [[]]

    @pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 8, 500])
    async def test_pages_follow_each_other_without_gap_or_repetition(self, filled: DocumentStore, limit: int) -> None:
        pages = await sort_keys_by_page(filled, limit, span=Range.prefix("THING#"))
        assert flat(pages) == [f"THING#{number}" for number in range(1, 8)]
        assert all(len(page) == limit for page in pages[:-1])
        assert len(pages[-1]) <= limit

    async def test_a_prefix_finds_what_begins_with_it_and_nothing_beside_it(self, filled: DocumentStore) -> None:
        (await filled.put(a_document("THING#\U0010fffe"))).unwrap()
        (await filled.put(a_document("THING#5#é"))).unwrap()
        inside = flat(await sort_keys_by_page(filled, 50, span=Range.prefix("THING#5")))
        assert inside == ["THING#5", "THING#5#é"]
        assert flat(await sort_keys_by_page(filled, 50, span=Range.prefix("THING#")))[-1] == "THING#\U0010fffe"

    async def test_an_empty_prefix_finds_the_whole_partition_and_no_other(self, filled: DocumentStore) -> None:
        found = flat(await sort_keys_by_page(filled, 50))
        assert len(found) == 11
        assert "THING#8" not in found
        assert found == sorted(found)

    async def test_both_ends_of_a_range_are_included(self, filled: DocumentStore) -> None:
        assert flat(await sort_keys_by_page(filled, 50, span=Range("THING#2", "THING#4"))) == [
            "THING#2",
            "THING#3",
            "THING#4",
        ]

    @pytest.mark.parametrize("limit", [1, 2, 3, 50])
    async def test_backwards_the_same_documents_come_in_reverse_page_after_page(
        self, filled: DocumentStore, limit: int
    ) -> None:
        span = Range("THING#2", "THING#6")
        forwards = flat(await sort_keys_by_page(filled, 50, span=span))
        assert flat(await sort_keys_by_page(filled, limit, span=span, backwards=True)) == forwards[::-1]

    async def test_a_page_goes_on_where_it_ended_although_documents_came_and_went(self, filled: DocumentStore) -> None:
        span = Range.prefix("THING#")
        first = (await filled.query(TableName.RECORDS, "COMPANY#company-1", span, limit=3)).unwrap()
        (await filled.delete(TableName.RECORDS, "COMPANY#company-1", "THING#3")).unwrap()
        (await filled.put(a_document("THING#0"))).unwrap()
        (await filled.put(a_document("THING#35"))).unwrap()
        rest = await filled.query(TableName.RECORDS, "COMPANY#company-1", span, limit=50, start=first.next_start)
        assert [document.sk for document in rest.unwrap().documents] == [
            "THING#35",
            "THING#4",
            "THING#5",
            "THING#6",
            "THING#7",
        ]

    async def test_a_query_gives_whole_documents(self, store: DocumentStore) -> None:
        document = a_document(body="body", index={"date_pk": "d", "date_sk": "1"}, expires_at=EXPIRES)
        kept = (await store.put(document)).unwrap()
        page = await store.query(TableName.RECORDS, document.pk, EVERYTHING, limit=10)
        assert page.unwrap().documents == (kept,)


class IndexContract:
    """Pages of the global secondary indexes."""

    @pytest.mark.parametrize("limit", [1, 2, 50])
    async def test_an_index_is_read_backwards_too(self, store: DocumentStore, limit: int) -> None:
        for number in range(4):
            index = {"date_pk": "day", "date_sk": f"2026-02-2{number // 2}"}
            (await store.put(a_document(f"THING#{number}", index=index))).unwrap()
        span = Range.prefix("2026-02-2")
        pages = await sort_keys_by_page(store, limit, index=Index.BY_DATE, pk="day", span=span, backwards=True)
        assert sorted(flat(pages)) == [f"THING#{number}" for number in range(4)]
        assert set(flat(pages)[:2]) == {"THING#2", "THING#3"}

    async def test_only_documents_with_index_attributes_appear(self, store: DocumentStore) -> None:
        (await store.put(a_document("THING#1", index={"date_pk": "day", "date_sk": "2026-02-27#1"}))).unwrap()
        (await store.put(a_document("THING#2"))).unwrap()
        pages = await sort_keys_by_page(store, 10, index=Index.BY_DATE, pk="day")
        assert flat(pages) == ["THING#1"]

    async def test_a_document_leaves_the_index_with_the_version_that_drops_its_attributes(
        self, store: DocumentStore
    ) -> None:
        first = (await store.put(a_document(index={"date_pk": "day", "date_sk": "1"}))).unwrap()
        (await store.put(replace(first, index={}))).unwrap()
        assert flat(await sort_keys_by_page(store, 10, index=Index.BY_DATE, pk="day")) == []
        assert (await stored(store, first)).index == {}

    async def test_a_document_moves_within_the_index(self, store: DocumentStore) -> None:
        attributes = {"state_pk": "pending", "state_sk": "1"}
        first = (await store.put(a_document(table=TableName.POSTINGS, index=attributes))).unwrap()
        (await store.put(replace(first, index=attributes | {"state_pk": "posted"}))).unwrap()
        table, by_state = TableName.POSTINGS, Index.BY_STATE
        assert await sort_keys_by_page(store, 10, table=table, index=by_state, pk="pending") == [[]]
        assert await sort_keys_by_page(store, 10, table=table, index=by_state, pk="posted") == [["THING#1"]]

    async def test_a_full_index_gives_whole_documents(self, store: DocumentStore) -> None:
        index = {"state_pk": "pending", "state_sk": "1", "due_shard": "DUE#1", "due_at": "2026"}
        kept = (await store.put(a_document(table=TableName.POSTINGS, body="body", index=index))).unwrap()
        page = await store.query_index(TableName.POSTINGS, Index.BY_STATE, "pending", EVERYTHING, limit=10)
        assert page.unwrap().documents == (kept,)

    async def test_an_index_of_keys_gives_documents_without_a_body(self, store: DocumentStore) -> None:
        index = {"state_pk": "pending", "state_sk": "1", "due_shard": "DUE#1", "due_at": "2026"}
        kept = (await store.put(a_document(table=TableName.POSTINGS, body="body", index=index))).unwrap()
        page = await store.query_index(TableName.POSTINGS, Index.BY_DUE, "DUE#1", EVERYTHING, limit=10)
        (found,) = page.unwrap().documents
        assert (found.key, found.body, found.version) == (kept.key, "", 0)
        assert found.index == {"due_shard": "DUE#1", "due_at": "2026"}

    async def test_the_index_of_kinds_gives_documents_without_a_body(self, store: DocumentStore) -> None:
        index = {"kind_pk": "kind", "kind_sk": "1"}
        document = a_document(table=TableName.CONTROL, body="body", index=index, expires_at=EXPIRES)
        (await store.put(document)).unwrap()
        page = await store.query_index(TableName.CONTROL, Index.BY_KIND, "kind", EVERYTHING, limit=10)
        (found,) = page.unwrap().documents
        assert (found.key, found.body, found.expires_at) == (document.key, "", None)

    @pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 50])
    async def test_pages_of_an_index_follow_each_other_in_the_order_of_its_range_key(
        self, store: DocumentStore, limit: int
    ) -> None:
        for sk, position in (("a", "5"), ("b", "3"), ("c", "1"), ("d", "4"), ("e", "2")):
            (await store.put(a_document(sk, index={"date_pk": "day", "date_sk": position}))).unwrap()
        (await store.put(a_document("f", index={"date_pk": "another day", "date_sk": "3"}))).unwrap()
        pages = await sort_keys_by_page(store, limit, index=Index.BY_DATE, pk="day")
        assert flat(pages) == ["c", "e", "b", "d", "a"]
        assert all(len(page) == limit for page in pages[:-1])

    @pytest.mark.parametrize("limit", [1, 2, 4, 5])
    async def test_documents_at_the_same_place_of_an_index_are_all_found(
        self, store: DocumentStore, limit: int
    ) -> None:
        for company in ("company-1", "company-2"):
            for sk in ("a", "b"):
                document = a_document(sk, pk=company, index={"date_pk": "day", "date_sk": "same"})
                (await store.put(document)).unwrap()
        pages = await sort_keys_by_page(store, limit, index=Index.BY_DATE, pk="day")
        assert sorted(flat(pages)) == ["a", "a", "b", "b"]

    async def test_a_range_of_an_index_includes_both_ends(self, store: DocumentStore) -> None:
        for position in "12345":
            (await store.put(a_document(position, index={"date_pk": "day", "date_sk": position}))).unwrap()
        pages = await sort_keys_by_page(store, 2, index=Index.BY_DATE, pk="day", span=Range("2", "4"))
        assert flat(pages) == ["2", "3", "4"]


class TransactionContract:
    """All or nothing."""

    async def test_all_writes_of_a_transaction_are_stored(self, store: DocumentStore) -> None:
        record = a_document("1", body="record")
        posting = a_document("2", table=TableName.POSTINGS, body="posting")
        (await store.transact([Put(record), Put(posting)])).unwrap()
        assert await stored(store, record) == replace(record, version=1)
        assert await stored(store, posting) == replace(posting, version=1)

    async def test_a_lost_write_takes_the_whole_transaction_with_it_and_is_named(self, store: DocumentStore) -> None:
        (await store.put(a_document("2", body="theirs"))).unwrap()
        refused = await store.transact([Put(a_document("1")), Put(a_document("2")), Put(a_document("3"))])
        assert refused.error_code == ErrorCode.VERSION_CONFLICT
        assert refused.details["keys"] == ["COMPANY#company-1/2"]
        found = await store.query(TableName.RECORDS, "COMPANY#company-1", EVERYTHING, limit=10)
        assert [(document.sk, document.body) for document in found.unwrap().documents] == [("2", "theirs")]

    async def test_every_lost_write_is_named(self, store: DocumentStore) -> None:
        (await store.put(a_document("1"))).unwrap()
        writes = [Put(a_document("1")), Put(a_document("2")), Put(a_document("3", version=4))]
        assert (await store.transact(writes)).details["keys"] == ["COMPANY#company-1/1", "COMPANY#company-1/3"]

    async def test_a_check_lets_a_transaction_pass_and_changes_nothing(self, store: DocumentStore) -> None:
        checked = (await store.put(a_document("1"))).unwrap()
        (await store.transact([Check(*_place(checked), 1), Put(a_document("2"))])).unwrap()
        assert await stored(store, checked) == checked
        assert (await stored(store, a_document("2"))).version == 1

    async def test_a_check_of_another_version_stops_the_transaction(self, store: DocumentStore) -> None:
        checked = (await store.put(a_document("1"))).unwrap()
        refused = await store.transact([Check(*_place(checked), 2), Put(a_document("2"))])
        assert refused.error_code == ErrorCode.VERSION_CONFLICT
        assert (await store.get(*_place(a_document("2")))).unwrap() is None

    async def test_a_check_of_version_zero_asks_that_there_is_nothing(self, store: DocumentStore) -> None:
        absent = Check(*_place(a_document("1")), 0)
        assert (await store.transact([absent, Put(a_document("2"))])).success
        (await store.put(a_document("1"))).unwrap()
        refused = await store.transact([absent, Put(a_document("3"))])
        assert refused.error_code == ErrorCode.VERSION_CONFLICT

    async def test_the_write_that_lost_is_named_wherever_checks_stand_among_the_writes(
        self, store: DocumentStore
    ) -> None:
        (await store.put(a_document("checked"))).unwrap()
        (await store.put(a_document("taken"))).unwrap()
        check = Check(*_place(a_document("checked")), 1)
        refused = await store.transact([Put(a_document("free")), Put(a_document("taken")), check])
        assert refused.details["keys"] == ["COMPANY#company-1/taken"]

    async def test_a_hundred_writes_are_one_transaction(self, store: DocumentStore) -> None:
        (await store.transact([Put(a_document(f"{number:03}")) for number in range(100)])).unwrap()
        assert len(flat(await sort_keys_by_page(store, 500))) == 100

    async def test_more_than_a_hundred_writes_are_a_bug(self, store: DocumentStore) -> None:
        with pytest.raises(ValueError, match="101 writes"):
            await store.transact([Put(a_document(f"{number:03}")) for number in range(101)])

    async def test_index_attributes_and_expiry_are_stored_by_transactions_too(self, store: DocumentStore) -> None:
        document = a_document(index={"date_pk": "day", "date_sk": "1"}, expires_at=EXPIRES)
        (await store.transact([Put(document)])).unwrap()
        found = await stored(store, document)
        assert (found.index, found.expires_at) == (document.index, EXPIRES.replace(microsecond=0))
        assert flat(await sort_keys_by_page(store, 10, index=Index.BY_DATE, pk="day")) == ["THING#1"]


def _place(document: Document) -> tuple[TableName, str, str]:
    return document.table, document.pk, document.sk
