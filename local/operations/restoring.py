"""Point-in-time recovery: a table beside the live one, what differs, and bringing lost items back.

The names of the live tables are the stack's, so a restored table never takes their place: what is missing is copied
from it into the live one, item by item, each only where the live table has none.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from local.errors import LocalStackError
from local.operations.rows import every_row, rows_of_company, text, version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb import DynamoDBClient

    from local.operations.rows import Row

REPLACED: Final = frozenset({"records", "control"})
"""Where older items may replace newer ones. An older posting would be sent again; the audit trail only grows."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Items of the restored table: gone from the live one, changed there since, or the same; and those that are new."""

    missing: int
    changed: int
    same: int
    new: int


class Restoring:
    """Operations on one live table."""

    def __init__(self, dynamodb: "DynamoDBClient", live: str) -> None:
        self._dynamodb = dynamodb
        self._live = live

    def begin(self, moment: datetime) -> str:
        """Ask for the table as it was at ``moment`` (aware); the answer names it. It takes minutes to an hour."""
        described = self._dynamodb.describe_continuous_backups(TableName=self._live)
        recovery = described["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
        earliest, latest = recovery.get("EarliestRestorableDateTime"), recovery.get("LatestRestorableDateTime")
        if earliest is None or latest is None:
            raise LocalStackError(f"{self._live} has no point-in-time recovery")
        if not earliest <= moment <= latest:
            raise LocalStackError(f"{self._live} can be restored from {earliest} to {latest}, not to {moment}")
        restored = f"{self._live}-at-{moment:%Y%m%d%H%M%S}"
        self._dynamodb.restore_table_to_point_in_time(
            SourceTableName=self._live, TargetTableName=restored, RestoreDateTime=moment
        )
        return restored

    def wait(self, restored: str, seconds_between: int = 20, tries: int = 360) -> None:
        """Until the table can be read, and has the keys and indexes of the live one."""
        waiter = self._dynamodb.get_waiter("table_exists")
        waiter.wait(TableName=restored, WaiterConfig={"Delay": seconds_between, "MaxAttempts": tries})
        if self._shape(restored) != self._shape(self._live):
            raise LocalStackError(f"{restored} has other keys or indexes than {self._live}")

    def compare(self, restored: str, company_id: str | None = None) -> Difference:
        """Versions of both tables, read whole, or those of one company."""
        live = {_key(row): version(row) for row in self._rows(self._live, company_id)}
        before = {_key(row): version(row) for row in self._rows(restored, company_id)}
        both = before.keys() & live.keys()
        same = sum(before[key] == live[key] for key in both)
        return Difference(len(before) - len(both), len(both) - same, same, len(live) - len(both))

    def bring_back(self, table: str, restored: str, company_id: str | None = None, *, replace: bool = False) -> int:
        """Put items of ``restored`` into the live table; the answer counts them.

        Only where the live table has none, unless ``replace`` is said; then also where it has another version.
        """
        if replace and table not in REPLACED:
            raise LocalStackError(f"items of {table} are never replaced by older ones: leave --replace out")
        return sum(self._put(row, replace=replace) for row in self._rows(restored, company_id))

    def _put(self, row: "Row", *, replace: bool) -> bool:
        try:
            if replace:
                self._dynamodb.put_item(
                    TableName=self._live,
                    Item=row,
                    ConditionExpression="attribute_not_exists(pk) OR version <> :version",
                    ExpressionAttributeValues={":version": {"N": str(version(row))}},
                )
            else:
                self._dynamodb.put_item(TableName=self._live, Item=row, ConditionExpression="attribute_not_exists(pk)")
        except ClientError as refused:
            if refused.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def _rows(self, table: str, company_id: str | None) -> "Iterator[Row]":
        if company_id is None:
            return every_row(self._dynamodb, table)
        return rows_of_company(self._dynamodb, table, company_id)

    def _shape(self, table: str) -> tuple[object, object]:
        described = self._dynamodb.describe_table(TableName=table)["Table"]
        indexes = sorted(str(index["IndexName"]) for index in described.get("GlobalSecondaryIndexes", []))
        return described["KeySchema"], indexes


def _key(row: "Row") -> tuple[str, str]:
    return text(row, "pk"), text(row, "sk")
