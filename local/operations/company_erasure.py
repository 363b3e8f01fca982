"""Erasing a company in two steps: what would go is counted first, and goes when that is confirmed within a week.

The books are not touched: what was posted is the contractor's own. What stays here is one audit entry outside of the
company's partition, which says who erased how much and when.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.connection import ConnectionState
from fieldledger.repositories.aggregate import partition
from fieldledger.services.audit import audit_entry
from local.errors import LocalStackError
from local.operations.rows import (
    TABLES,
    claims_of_company,
    delete_rows,
    every_row,
    rows_of_company,
    text,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

ERASURES: Final = "ERASURES"
"""Partition of the audit table that belongs to no company."""

STANDS: Final = timedelta(days=7)
_CODE: Final = 12


@dataclass(frozen=True, slots=True)
class Request:
    """The first step: ``counts`` are rows by table and files, ``code`` confirms exactly this request."""

    code: str
    counts: Mapping[str, int]


class CompanyErasure:
    """``tables`` are the deployed names by those in ``TABLES``; ``bucket`` holds the import files for FOUNDATION."""

    def __init__(self, dynamodb: "DynamoDBClient", s3: "S3Client", tables: Mapping[str, str], bucket: str) -> None:
        self._dynamodb = dynamodb
        self._s3 = s3
        self._tables = tables
        self._bucket = bucket

    def request(self, company_id: str, user_id: str, moment: datetime) -> Request:
        """Count, and note that it was asked for. A company that is still connected to a vendor is refused."""
        connected = self._connected(company_id)
        if connected:
            raise LocalStackError(f"{company_id} is connected to {', '.join(connected)}: disconnect first")
        counts = self._counts(company_id)
        if not any(counts.values()):
            raise LocalStackError(f"there is nothing of {company_id}")
        noted = audit_entry(company_id, user_id, "company.erasure_requested", company_id, moment, after=_texts(counts))
        self._note(f"REQUEST#{company_id}", noted)
        return Request(_code(noted), counts)

    def erase(self, company_id: str, code: str, user_id: str, moment: datetime) -> Mapping[str, int]:
        """Delete all rows and files; the answer counts them. What a death left over goes with the same code again."""
        if self._connected(company_id):
            raise LocalStackError(f"{company_id} was connected again: disconnect first")
        requested = self._requested(company_id)
        if requested is None or _code(requested) != code:
            raise LocalStackError(f"{code} confirms no erasure of {company_id}: ask for one first")
        if moment - requested.at > STANDS:
            raise LocalStackError("the request is older than a week: ask for the erasure again")
        counts = {table: self._erase_table(table, company_id) for table in TABLES}
        counts["files"] = self._erase_files(company_id)
        done = audit_entry(company_id, user_id, "company.erased", company_id, moment, after=_texts(counts))
        self._note(f"ERASED#{moment.isoformat()}#{company_id}", done)
        left = self.left(company_id)
        if left:
            raise LocalStackError(f"{left} rows of {company_id} were written meanwhile: confirm once more")
        self._dynamodb.delete_item(
            TableName=self._tables["audit"], Key={"pk": {"S": ERASURES}, "sk": {"S": f"REQUEST#{company_id}"}}
        )
        return counts

    def left(self, company_id: str) -> int:
        """Rows that still name the company, by a scan of all tables: by their keys, indexes or contents."""
        named = f'"company_id":"{company_id}"'
        exact = {partition(company_id), company_id}
        count = 0
        for table in self._tables.values():
            for row in every_row(self._dynamodb, table):
                if text(row, "pk") == ERASURES:
                    continue
                values = [value["S"] for value in row.values() if "S" in value]
                below = any(value.startswith(f"{partition(company_id)}#") for value in values)
                count += below or not exact.isdisjoint(values) or named in text(row, "body")
        return count

    def _counts(self, company_id: str) -> dict[str, int]:
        counts = {
            table: sum(1 for _ in rows_of_company(self._dynamodb, self._tables[table], company_id)) for table in TABLES
        }
        control = self._tables["control"]
        counts["control"] += sum(1 for _ in claims_of_company(self._dynamodb, control, company_id))
        counts["files"] = len(self._versions(company_id))
        return counts

    def _erase_table(self, table: str, company_id: str) -> int:
        name = self._tables[table]
        deleted = delete_rows(self._dynamodb, name, rows_of_company(self._dynamodb, name, company_id))
        if table == "control":
            deleted += delete_rows(self._dynamodb, name, claims_of_company(self._dynamodb, name, company_id))
        return deleted

    def _erase_files(self, company_id: str) -> int:
        versions = self._versions(company_id)
        for key, version_id in versions:
            self._s3.delete_object(Bucket=self._bucket, Key=key, VersionId=version_id)
        return len(versions)

    def _versions(self, company_id: str) -> list[tuple[str, str]]:
        pages = self._s3.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=f"{company_id}/")
        return [
            (entry["Key"], entry["VersionId"])
            for page in pages
            for entry in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        ]

    def _connected(self, company_id: str) -> list[str]:
        rows = rows_of_company(self._dynamodb, self._tables["control"], company_id)
        bodies = (json.loads(text(row, "body")) for row in rows if text(row, "sk").startswith("CONNECTION#"))
        return [str(body["vendor"]) for body in bodies if body["state"] != ConnectionState.DISCONNECTED]

    def _requested(self, company_id: str) -> AuditEntry | None:
        key = {"pk": {"S": ERASURES}, "sk": {"S": f"REQUEST#{company_id}"}}
        found = self._dynamodb.get_item(TableName=self._tables["audit"], Key=key, ConsistentRead=True).get("Item")
        return None if found is None else AuditEntry.model_validate_json(text(found, "body"))

    def _note(self, sk: str, entry: AuditEntry) -> None:
        item = {"pk": {"S": ERASURES}, "sk": {"S": sk}, "body": {"S": entry.model_dump_json()}, "version": {"N": "1"}}
        self._dynamodb.put_item(TableName=self._tables["audit"], Item=item)


def _code(requested: AuditEntry) -> str:
    return hashlib.sha256(requested.model_dump_json().encode()).hexdigest()[:_CODE]


def _texts(counts: Mapping[str, int]) -> dict[str, str]:
    return {name: str(count) for name, count in counts.items()}
