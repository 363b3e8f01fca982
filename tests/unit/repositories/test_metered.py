"""What reading and writing costs, by DynamoDB's rules."""

from fieldledger.repositories.documents import Check, Document, Index, Put, Range, TableName
from fieldledger.repositories.metered import MeteredStore, measured
from tests.fakes.documents import InMemoryDocumentStore

KIB = 1024


def a_document(sk: str, size: int = 100, index: dict[str, str] | None = None) -> Document:
    return Document(TableName.RECORDS, "COMPANY#c", sk, "x" * size, index=index or {})


async def test_a_write_costs_a_unit_for_each_kibibyte_and_one_for_each_index() -> None:
    store = MeteredStore(InMemoryDocumentStore())
    with measured() as units:
        await store.put(a_document("small"))
        assert units.writes == 1
        await store.put(a_document("large", 2 * KIB))
        assert units.writes == 4
        await store.put(a_document("indexed", index={"date_pk": "a", "date_sk": "b"}))
        assert units.writes == 6


async def test_a_refused_write_costs_like_a_good_one() -> None:
    store = MeteredStore(InMemoryDocumentStore())
    with measured() as units:
        await store.put(a_document("one"))
        refused = await store.put(a_document("one"))
    assert refused.failed
    assert units.writes == 2


async def test_a_transaction_costs_twice() -> None:
    store = MeteredStore(InMemoryDocumentStore())
    with measured() as units:
        (await store.transact([Put(a_document("one")), Check(TableName.RECORDS, "COMPANY#c", "none", 0)])).unwrap()
    assert units.writes == 4


async def test_reads_cost_a_unit_for_four_kibibytes_found_or_not() -> None:
    store = MeteredStore(InMemoryDocumentStore())
    await store.put(a_document("small"))
    await store.put(a_document("large", 5 * KIB))
    with measured() as units:
        await store.get(TableName.RECORDS, "COMPANY#c", "absent")
        assert units.reads == 1
        await store.get_many(TableName.RECORDS, [("COMPANY#c", name) for name in ("small", "large", "absent")])
        assert units.reads == 5
        await store.query(TableName.RECORDS, "COMPANY#c", Range.prefix(""), limit=10)
        assert units.reads == 7


async def test_an_index_is_read_at_half_the_price() -> None:
    store = MeteredStore(InMemoryDocumentStore())
    with measured() as units:
        for _ in range(2):
            await store.query_index(TableName.RECORDS, Index.BY_DATE, "none", Range.prefix(""), limit=1)
    assert units.reads == 1


async def test_nothing_is_counted_outside() -> None:
    store = MeteredStore(InMemoryDocumentStore())
    with measured() as units:
        pass
    await store.put(a_document("one"))
    assert units.writes == 0
