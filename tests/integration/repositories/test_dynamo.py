"""What is DynamoDB's own: how items look in the table, and what becomes of its refusals."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from moto import mock_aws
from pynamodb.exceptions import PynamoDBException

from fieldledger.repositories.documents import Document, Index, Put, Range, TableName
from fieldledger.repositories.dynamo import DynamoDocumentStore
from fieldledger.result import ErrorCode, Result
from tests.support.tables import create_tables, drop_tables

DOCUMENT = Document(
    TableName.RECORDS,
    "COMPANY#1",
    "THING#1",
    '{"name": "x"}',
    expires_at=datetime(2026, 3, 2, 13, 0, 0, 999_999, tzinfo=UTC),
)
EVERYTHING = Range.prefix("")

CALLS: dict[str, Callable[[DynamoDocumentStore], Awaitable[Result[object]]]] = {
    "get": lambda store: store.get(TableName.RECORDS, *DOCUMENT.key),
    "get_many": lambda store: store.get_many(TableName.RECORDS, [DOCUMENT.key]),
    "query": lambda store: store.query(TableName.RECORDS, "COMPANY#1", EVERYTHING, limit=5),
    "query_index": lambda store: store.query_index(TableName.RECORDS, Index.BY_DATE, "day", EVERYTHING, limit=5),
    "put": lambda store: store.put(DOCUMENT),
    "delete": lambda store: store.delete(TableName.RECORDS, *DOCUMENT.key),
    "transact": lambda store: store.transact([Put(DOCUMENT)]),
}


@pytest.fixture
def tables() -> Iterator[dict[TableName, str]]:
    with mock_aws():
        yield create_tables("fieldledger-test")


async def test_an_expiry_is_stored_as_a_number_of_seconds_since_the_epoch(tables: dict[TableName, str]) -> None:
    (await DynamoDocumentStore(tables).put(DOCUMENT)).unwrap()
    (item,) = boto3.client("dynamodb").scan(TableName=tables[TableName.RECORDS])["Items"]
    assert item == {
        "pk": {"S": "COMPANY#1"},
        "sk": {"S": "THING#1"},
        "body": {"S": '{"name": "x"}'},
        "version": {"N": "1"},
        "expires_at": {"N": "1772456400"},
    }


def test_tables_delete_what_expired_by_that_attribute(tables: dict[TableName, str]) -> None:
    client = boto3.client("dynamodb")
    described = client.describe_time_to_live(TableName=tables[TableName.CONTROL])["TimeToLiveDescription"]
    assert described == {"AttributeName": "expires_at", "TimeToLiveStatus": "ENABLED"}


@pytest.mark.parametrize("operation", CALLS)
async def test_a_store_that_cannot_answer_is_unavailable_and_says_why(
    tables: dict[TableName, str], operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overloaded(_client: object, name: str, _arguments: object) -> None:
        raise ClientError({"Error": {"Code": "InternalServerError", "Message": "try again"}}, name)

    monkeypatch.setattr(BaseClient, "_make_api_call", overloaded)
    refused = await CALLS[operation](DynamoDocumentStore(tables))
    assert refused.error_code == ErrorCode.STORE_UNAVAILABLE
    assert refused.details["cause"] == "InternalServerError"


@pytest.mark.parametrize("operation", CALLS)
async def test_a_table_that_is_missing_is_our_own_fault_and_not_worth_a_repeat(
    tables: dict[TableName, str], operation: str
) -> None:
    drop_tables(tables)
    with pytest.raises(PynamoDBException) as fault:
        await CALLS[operation](DynamoDocumentStore(tables))
    assert fault.value.cause_response_code == "ResourceNotFoundException"


async def test_of_many_concurrent_writers_of_one_version_one_wins(tables: dict[TableName, str]) -> None:
    store = DynamoDocumentStore(tables)
    read = (await store.put(DOCUMENT)).unwrap()
    outcomes = await asyncio.gather(*(store.put(replace(read, body=str(number))) for number in range(4)))
    codes = [outcome.error_code for outcome in outcomes]
    assert codes.count(None) == 1
    assert codes.count(ErrorCode.VERSION_CONFLICT) == 3


async def test_two_stores_bound_to_different_tables_one_after_the_other_do_not_mix(
    tables: dict[TableName, str],
) -> None:
    (await DynamoDocumentStore(tables).put(DOCUMENT)).unwrap()
    others = create_tables("fieldledger-other")
    assert (await DynamoDocumentStore(others).get(TableName.RECORDS, *DOCUMENT.key)).unwrap() is None
    assert (await DynamoDocumentStore(tables).get(TableName.RECORDS, *DOCUMENT.key)).unwrap() is not None


@pytest.mark.parametrize(("held_for", "expected"), [(2, None), (99, ErrorCode.VERSION_CONFLICT)])
async def test_transactions_that_touch_one_item_at_once_take_turns(
    tables: dict[TableName, str], monkeypatch: pytest.MonkeyPatch, held_for: int, expected: ErrorCode | None
) -> None:
    """DynamoDB refuses the second one even where both only look at the item."""
    real, calls = BaseClient._make_api_call, 0

    def busy(client: BaseClient, name: str, arguments: dict[str, object]) -> object:
        nonlocal calls
        if name == "TransactWriteItems":
            calls += 1
            if calls <= held_for:
                error = {"Code": "TransactionCanceledException", "Message": "busy"}
                raise ClientError({"Error": error, "CancellationReasons": [{"Code": "TransactionConflict"}]}, name)
        return real(client, name, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", busy)
    done = await DynamoDocumentStore(tables).transact([Put(DOCUMENT)])
    assert done.error_code == expected
    assert calls == min(held_for + 1, 6)
