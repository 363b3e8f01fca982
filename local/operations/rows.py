"""Items as DynamoDB has them: what export, erasure and restore share."""

from collections.abc import Iterator, Mapping
from itertools import batched
from typing import TYPE_CHECKING, Final

from fieldledger.repositories.aggregate import partition
from fieldledger.repositories.documents import TableName

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, WriteRequestTypeDef

    type Row = Mapping[str, AttributeValueTypeDef]

TABLES: Final = tuple(table.value for table in TableName)

_A_BATCH: Final = 25
_TRIES: Final = 10


def rows_of_company(dynamodb: "DynamoDBClient", table: str, company_id: str) -> "Iterator[Row]":
    """Everything under the company's partition key, page after page."""
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": partition(company_id)}},
        ConsistentRead=True,
    )
    for page in pages:
        yield from page["Items"]


def every_row(dynamodb: "DynamoDBClient", table: str) -> "Iterator[Row]":
    """A scan of the whole table: nothing but an operation of whoever runs the stack may ask for it."""
    for page in dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from page["Items"]


def claims_of_company(dynamodb: "DynamoDBClient", control: str, company_id: str) -> "Iterator[Row]":
    """``ACCOUNT#...``: vendor accounts that the company holds, or held before it connected another one."""
    for row in every_row(dynamodb, control):
        if text(row, "pk").startswith("ACCOUNT#") and text(row, "body") == company_id:
            yield row


def delete_rows(dynamodb: "DynamoDBClient", table: str, rows: "Iterator[Row]") -> int:
    """Delete in batches, again what DynamoDB leaves over; the answer counts the rows."""
    deleted = 0
    for batch in batched(rows, _A_BATCH, strict=False):
        _send(dynamodb, table, [{"DeleteRequest": {"Key": {"pk": row["pk"], "sk": row["sk"]}}} for row in batch])
        deleted += len(batch)
    return deleted


def text(row: "Row", name: str) -> str:
    """An attribute that is text; empty where the row has none."""
    return row.get(name, {}).get("S", "")


def version(row: "Row") -> int:
    """The version of a stored document."""
    return int(row.get("version", {}).get("N", "0"))


def _send(dynamodb: "DynamoDBClient", table: str, batch: "list[WriteRequestTypeDef]") -> None:
    waiting = {table: batch}
    for _ in range(_TRIES):
        waiting = dict(dynamodb.batch_write_item(RequestItems=waiting)["UnprocessedItems"])  # type: ignore[arg-type]
        if not waiting:
            return
    raise TimeoutError(f"{table} did not take {len(waiting)} deletions")
