"""Everything of one company as JSON lines in a zip, written as it is read: memory does not grow with the company."""

import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from local.operations.rows import TABLES, claims_of_company, rows_of_company, text, version

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

    from local.operations.rows import Row

_TOKENS: Final = frozenset({"access_token", "refresh_token"})


@dataclass(frozen=True, slots=True)
class Export:
    """``counts`` are lines by table, and the number of import files."""

    path: Path
    counts: Mapping[str, int]


class CompanyExport:
    """``tables`` are the deployed names by those in ``TABLES``; ``bucket`` holds the import files for FOUNDATION."""

    def __init__(self, dynamodb: "DynamoDBClient", s3: "S3Client", tables: Mapping[str, str], bucket: str) -> None:
        self._dynamodb = dynamodb
        self._s3 = s3
        self._tables = tables
        self._bucket = bucket

    def write(self, company_id: str, path: Path, moment: datetime) -> Export:
        """Write ``path``; it appears when it is whole. Vendors' tokens, even enciphered, are left out."""
        counts: dict[str, int] = {}
        unfinished = path.with_name(f"{path.name}.part")
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            for table in TABLES:
                counts[table] = self._table(archive, table, company_id)
            counts["files"] = self._files(archive, company_id)
            manifest = {"company_id": company_id, "made_at": moment.isoformat(), "counts": counts}
            archive.writestr("manifest.json", json.dumps(manifest, indent=2))
        unfinished.replace(path)
        return Export(path, counts)

    def _table(self, archive: zipfile.ZipFile, table: str, company_id: str) -> int:
        count = 0
        with archive.open(f"{table}.jsonl", "w", force_zip64=True) as lines:
            for row in self._rows(table, company_id):
                lines.write(f"{json.dumps(_line(row), ensure_ascii=False)}\n".encode())
                count += 1
        return count

    def _rows(self, table: str, company_id: str) -> "Iterator[Row]":
        yield from rows_of_company(self._dynamodb, self._tables[table], company_id)
        if table == "control":
            yield from claims_of_company(self._dynamodb, self._tables[table], company_id)

    def _files(self, archive: zipfile.ZipFile, company_id: str) -> int:
        count = 0
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=f"{company_id}/")
        for listed in (entry for page in pages for entry in page.get("Contents", [])):
            key = listed["Key"]
            with archive.open(f"files/{key.removeprefix(f'{company_id}/')}", "w", force_zip64=True) as file:
                shutil.copyfileobj(self._s3.get_object(Bucket=self._bucket, Key=key)["Body"], file)
            count += 1
        return count


def _line(row: "Row") -> dict[str, object]:
    return {"pk": text(row, "pk"), "sk": text(row, "sk"), "version": version(row), "record": _record(row)}


def _record(row: "Row") -> object:
    """The stored model; the body of a claim is a company id and no JSON."""
    body = text(row, "body")
    if not body.startswith("{"):
        return body
    model = json.loads(body)
    return {name: value for name, value in model.items() if name not in _TOKENS}
