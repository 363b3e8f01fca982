"""The present versions of records that postings came from, whatever their kind."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fieldledger.domain.posting import PostingSource, SourceType
from fieldledger.repositories.aggregate import partition
from fieldledger.repositories.documents import Check, Document, DocumentStore, TableName
from fieldledger.result import Result

_PREFIXES: Final = {kind.value.upper(): kind for kind in SourceType}


@dataclass(frozen=True, slots=True)
class SourceVersion:
    """``check`` holds a transaction back if the record changes before it is written."""

    content_hash: str
    check: Check


class DocumentSourceVersions:
    """Records lie under ``<TYPE>#<id>`` in the records table, each with its ``content_hash``."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    async def current(
        self, company_id: str, sources: Sequence[PostingSource]
    ) -> Result[Mapping[tuple[SourceType, str], SourceVersion]]:
        """Version and content hash of the records that exist, read consistently."""
        wanted = dict.fromkeys(f"{source.record_type.value.upper()}#{source.record_id}" for source in sources)
        found = await self._store.get_many(TableName.RECORDS, [(partition(company_id), key) for key in wanted])
        return found.map(lambda documents: {_key(document): _version(document) for document in documents})


def _key(document: Document) -> tuple[SourceType, str]:
    prefix, _, identifier = document.sk.partition("#")
    return _PREFIXES[prefix], identifier


def _version(document: Document) -> SourceVersion:
    check = Check(document.table, document.pk, document.sk, document.version)
    return SourceVersion(str(json.loads(document.body).get("content_hash", "")), check)
