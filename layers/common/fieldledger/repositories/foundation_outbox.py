"""FOUNDATION's outbox: seals, and the claims on natural keys."""

from collections.abc import Sequence
from typing import Protocol

from fieldledger.domain.clock import iso
from fieldledger.domain.foundation_seal import FoundationClaim, FoundationSeal, SealState
from fieldledger.domain.hashing import derive_id
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, Index, Put, Range, TableName
from fieldledger.repositories.postings import due_index
from fieldledger.result import Result

_MOST_OPEN = 100


class FoundationOutbox(Protocol):
    """Access to seals and to the claims on natural keys."""

    async def seal(self, company_id: str, seal_id: str) -> Result[FoundationSeal]:
        """``NOT_FOUND`` if there is none."""
        ...

    async def seals(self, company_id: str, seal_ids: Sequence[str]) -> Result[list[FoundationSeal]]:
        """The seals that exist, whatever became of them."""
        ...

    async def open_seals(self, company_id: str) -> Result[list[FoundationSeal]]:
        """Seals whose outcome is not known, oldest first, at most 100; a moment behind writes."""
        ...

    async def claim(self, company_id: str, natural_key: str) -> Result[FoundationClaim]:
        """Who writes under the key; a claim of nobody (version 0) if none was ever made."""
        ...

    def write_seal(self, seal: FoundationSeal) -> Put:
        """The write that stores a seal."""
        ...

    def write_claim(self, claim: FoundationClaim) -> Put:
        """The write that stores a claim."""
        ...


class DocumentFoundationOutbox:
    """``FOUNDATION_SEAL#<id>`` and ``FOUNDATION_CLAIM#<hash of the key>`` in the postings table."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._seals = Aggregate(store, TableName.POSTINGS, FoundationSeal, "FOUNDATION_SEAL")
        self._claims = Aggregate(store, TableName.POSTINGS, FoundationClaim, "FOUNDATION_CLAIM")

    async def seal(self, company_id: str, seal_id: str) -> Result[FoundationSeal]:
        """``NOT_FOUND`` if there is none."""
        return await self._seals.get(company_id, seal_id, "The seal")

    async def seals(self, company_id: str, seal_ids: Sequence[str]) -> Result[list[FoundationSeal]]:
        """The seals that exist."""
        return await self._seals.get_many(company_id, list(dict.fromkeys(seal_ids)))

    async def open_seals(self, company_id: str) -> Result[list[FoundationSeal]]:
        """Seals whose outcome is not known, oldest first."""
        page = await self._store.query_index(
            TableName.POSTINGS, Index.BY_STATE, _open_partition(company_id), Range.prefix(""), limit=_MOST_OPEN
        )
        return page.map(lambda found: [self._seals.model(document) for document in found.documents])

    async def claim(self, company_id: str, natural_key: str) -> Result[FoundationClaim]:
        """Who writes under the key."""
        found = await self._claims.find(company_id, _claim_id(natural_key))
        return found.map(lambda claim: claim or FoundationClaim(company_id=company_id, natural_key=natural_key))

    def write_seal(self, seal: FoundationSeal) -> Put:
        """A seal appears under the time from which its outcome may be settled, while it is open."""
        index: dict[str, str] = {}
        if seal.state is SealState.OPEN:
            index = due_index(seal.company_id, "foundation", seal.settle_after) | {
                "state_pk": _open_partition(seal.company_id),
                "state_sk": f"{iso(seal.sealed_at)}#{seal.seal_id}",
            }
        return self._seals.write(seal, seal.company_id, seal.seal_id, version=seal.version, index=index)

    def write_claim(self, claim: FoundationClaim) -> Put:
        """The write that stores a claim."""
        return self._claims.write(claim, claim.company_id, _claim_id(claim.natural_key), version=claim.version)


def _open_partition(company_id: str) -> str:
    return f"COMPANY#{company_id}#foundation#seals"


def _claim_id(natural_key: str) -> str:
    return derive_id(natural_key, length=32)
