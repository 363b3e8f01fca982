"""The store in memory: what it adds for tests, and where it is as strict as DynamoDB although moto is not."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from fieldledger.repositories.documents import Document, Index, Put, Range, TableName, Write
from fieldledger.result import ErrorCode, Result
from tests.fakes.documents import KEYS_ONLY, MAX_ITEM_BYTES, TABLE_INDEXES, InMemoryDocumentStore
from tests.support.tables import table_properties

DOCUMENT = Document(TableName.RECORDS, "COMPANY#1", "THING#1", "{}")
PLACE = (TableName.RECORDS, "COMPANY#1", "THING#1")
EVERYTHING = Range.prefix("")

CALLS: dict[str, Callable[[InMemoryDocumentStore], Awaitable[Result[object]]]] = {
    "get": lambda store: store.get(*PLACE),
    "get_many": lambda store: store.get_many(TableName.RECORDS, [DOCUMENT.key]),
    "query": lambda store: store.query(TableName.RECORDS, "COMPANY#1", EVERYTHING, limit=5),
    "query_index": lambda store: store.query_index(TableName.RECORDS, Index.BY_DATE, "day", EVERYTHING, limit=5),
    "put": lambda store: store.put(DOCUMENT),
    "delete": lambda store: store.delete(*PLACE),
    "transact": lambda store: store.transact([Put(DOCUMENT)]),
}


class CrashError(Exception):
    """The process ends here."""


def _crash(_: Sequence[Write]) -> None:
    raise CrashError


@pytest.mark.parametrize("operation", CALLS)
async def test_any_call_can_be_made_to_fail_and_only_as_often_as_asked(operation: str) -> None:
    store = InMemoryDocumentStore()
    store.fail_next(2)
    assert [(await CALLS[operation](store)).error_code for _ in range(3)] == ["STORE_UNAVAILABLE"] * 2 + [None]


@pytest.mark.parametrize("operation", ["put", "transact", "delete"])
async def test_a_call_that_fails_changes_nothing(operation: str) -> None:
    store = InMemoryDocumentStore()
    if operation == "delete":
        await store.put(DOCUMENT)
    before = store.documents(TableName.RECORDS)
    store.fail_next(1, ErrorCode.VERSION_CONFLICT)
    assert (await CALLS[operation](store)).error_code == ErrorCode.VERSION_CONFLICT
    assert store.documents(TableName.RECORDS) == before


async def test_a_failure_meant_for_one_operation_waits_for_it() -> None:
    store = InMemoryDocumentStore()
    store.fail_next(1, operation="transact")
    assert (await store.put(DOCUMENT)).success
    assert (await store.transact([Put(DOCUMENT)])).error_code == ErrorCode.STORE_UNAVAILABLE


@pytest.mark.parametrize("operation", ["put", "transact"])
async def test_a_crash_before_the_commit_leaves_nothing_and_one_after_it_leaves_everything(operation: str) -> None:
    store = InMemoryDocumentStore()
    store.before_commit = _crash
    with pytest.raises(CrashError):
        await CALLS[operation](store)
    assert store.documents(TableName.RECORDS) == []
    store.before_commit, store.after_commit = None, _crash
    with pytest.raises(CrashError):
        await CALLS[operation](store)
    assert [document.version for document in store.documents(TableName.RECORDS)] == [1]


async def test_somebody_else_can_be_faster_between_request_and_commit() -> None:
    store = InMemoryDocumentStore()
    seen: list[Sequence[Write]] = []

    async def be_faster(writes: Sequence[Write]) -> None:
        seen.append(writes)
        (await store.put(Document(TableName.RECORDS, "COMPANY#1", "THING#1", "theirs"))).unwrap()

    store.before_commit = be_faster
    refused = await store.transact([Put(DOCUMENT)])
    assert refused.error_code == ErrorCode.VERSION_CONFLICT
    assert seen == [[Put(DOCUMENT)]]
    assert [document.body for document in store.documents(TableName.RECORDS)] == ["theirs"]


async def test_of_many_concurrent_writers_of_one_version_one_wins() -> None:
    store = InMemoryDocumentStore()
    outcomes = await asyncio.gather(*(store.put(DOCUMENT) for _ in range(5)))
    assert [outcome.success for outcome in outcomes].count(True) == 1


@pytest.mark.parametrize("span", [Range("b", "a"), Range("", "a")], ids=["swapped", "empty"])
async def test_bounds_that_dynamodb_refuses_are_refused(span: Range) -> None:
    refused = await InMemoryDocumentStore().query(TableName.RECORDS, "COMPANY#1", span, limit=5)
    assert refused.details["cause"] == "ValidationException"


@pytest.mark.parametrize(
    "writes",
    [
        [],
        [Put(DOCUMENT), Put(DOCUMENT)],
        [Put(Document(TableName.RECORDS, "COMPANY#1", "", "{}"))],
        [Put(Document(TableName.RECORDS, "COMPANY#1", "1", "x" * MAX_ITEM_BYTES))],
        [Put(Document(TableName.RECORDS, "COMPANY#1", "1", "{}", index={"date_pk": "", "date_sk": "1"}))],
    ],
    ids=["nothing", "the same key twice", "empty key", "over 400 KB", "empty index key"],
)
async def test_transactions_that_dynamodb_refuses_are_refused(writes: list[Write]) -> None:
    store = InMemoryDocumentStore()
    assert (await store.transact(writes)).details["cause"] == "ValidationException"
    assert store.documents(TableName.RECORDS) == []


async def test_an_index_attribute_that_the_table_does_not_have_is_a_bug() -> None:
    with pytest.raises(ValueError, match="kind_pk"):
        await InMemoryDocumentStore().put(Document(TableName.RECORDS, "COMPANY#1", "1", "{}", index={"kind_pk": "1"}))


async def test_an_index_that_the_table_does_not_have_is_a_bug() -> None:
    with pytest.raises(ValueError, match="by_due"):
        await InMemoryDocumentStore().query_index(TableName.RECORDS, Index.BY_DUE, "1", EVERYTHING, limit=1)


@pytest.mark.parametrize("table", TableName)
def test_the_indexes_are_those_of_the_template(table: TableName) -> None:
    declared = table_properties(table).get("GlobalSecondaryIndexes", [])
    assert isinstance(declared, list)
    assert {index["IndexName"] for index in declared} == set(TABLE_INDEXES[table])
    keys_only = {index["IndexName"] for index in declared if index["Projection"]["ProjectionType"] == "KEYS_ONLY"}
    assert keys_only == KEYS_ONLY & set(TABLE_INDEXES[table])
