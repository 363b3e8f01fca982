"""Identities, by our id and by the vendors' ids."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol
from urllib.parse import quote

from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import Claim, Identity, IdentityKind
from fieldledger.repositories.aggregate import Aggregate, partition
from fieldledger.repositories.documents import DocumentStore, Put, TableName, every_page
from fieldledger.result import Result


class Identities(Protocol):
    """Access to identities and claims. Both ways are reads by key."""

    async def of(
        self, company_id: str, kind: IdentityKind, canonical_ids: Sequence[str]
    ) -> Result[Mapping[str, Identity]]:
        """The identity behind every id, by that id: of a merged record the survivor, of an unknown one an empty one."""
        ...

    async def held(
        self, company_id: str, kind: IdentityKind, canonical_ids: Sequence[str]
    ) -> Result[Mapping[str, Identity]]:
        """The identities that are stored, as they are stored: aliases are not followed."""
        ...

    async def every(self, company_id: str, kind: IdentityKind) -> Result[list[Identity]]:
        """All of a kind by id, aliases included."""
        ...

    async def claims(
        self, company_id: str, kind: IdentityKind, vendor: VendorName, vendor_ids: Sequence[str]
    ) -> Result[Mapping[str, Claim]]:
        """The claims that are stored, by the vendor's id."""
        ...

    def write(self, identity: Identity) -> Put:
        """The write that creates an identity (version 0) or replaces the version that was read."""
        ...

    def write_claim(self, claim: Claim) -> Put:
        """The same for a claim."""
        ...


class DocumentIdentities:
    """``IDENTITY#<kind>#<our id>`` and ``CLAIM#<kind>#<vendor>#<the vendor's id>`` in the records table; ids quoted."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._identities = Aggregate(store, TableName.RECORDS, Identity, "IDENTITY")
        self._claims = Aggregate(store, TableName.RECORDS, Claim, "CLAIM")

    async def of(
        self, company_id: str, kind: IdentityKind, canonical_ids: Sequence[str]
    ) -> Result[Mapping[str, Identity]]:
        """An alias is always one step from its survivor."""
        found = await self.held(company_id, kind, canonical_ids)
        if found.failed:
            return found
        held = found.unwrap()
        ahead = {key: identity.merged_into for key, identity in held.items() if identity.merged_into is not None}
        survivors = await self.held(company_id, kind, sorted(set(ahead.values())))
        if survivors.failed:
            return survivors
        known = {**held, **{key: survivors.unwrap()[into] for key, into in ahead.items() if into in survivors.unwrap()}}
        blank = Identity(company_id=company_id, kind=kind, canonical_id="")
        return Result.ok(
            {key: known.get(key) or blank.model_copy(update={"canonical_id": key}) for key in canonical_ids}
        )

    async def held(
        self, company_id: str, kind: IdentityKind, canonical_ids: Sequence[str]
    ) -> Result[Mapping[str, Identity]]:
        """The identities that are stored."""
        keys = [_identity_key(kind, each) for each in dict.fromkeys(canonical_ids)]
        found = await self._identities.get_many(company_id, keys)
        return found.map(lambda identities: {each.canonical_id: each for each in identities})

    async def every(self, company_id: str, kind: IdentityKind) -> Result[list[Identity]]:
        """All of a kind."""
        span = self._identities.span(f"{kind}#")
        found = await every_page(self._store, TableName.RECORDS, partition(company_id), span)
        return found.map(lambda documents: [self._identities.model(document) for document in documents])

    async def claims(
        self, company_id: str, kind: IdentityKind, vendor: VendorName, vendor_ids: Sequence[str]
    ) -> Result[Mapping[str, Claim]]:
        """The claims that are stored."""
        keys = [_claim_key(kind, vendor, each) for each in dict.fromkeys(vendor_ids)]
        found = await self._claims.get_many(company_id, keys)
        return found.map(lambda claims: {each.vendor_id: each for each in claims})

    def write(self, identity: Identity) -> Put:
        """The write that stores an identity."""
        key = _identity_key(identity.kind, identity.canonical_id)
        return self._identities.write(identity, identity.company_id, key, version=identity.version)

    def write_claim(self, claim: Claim) -> Put:
        """The write that stores a claim."""
        key = _claim_key(claim.kind, claim.vendor, claim.vendor_id)
        return self._claims.write(claim, claim.company_id, key, version=claim.version)


async def survivors(
    identities: Identities, company_id: str, kind: IdentityKind, canonical_ids: Iterable[str]
) -> Result[Mapping[str, str]]:
    """The id that each of ``canonical_ids`` stands for: its own, or that of the record it was merged into."""
    found = await identities.of(company_id, kind, list(dict.fromkeys(canonical_ids)))
    return found.map(lambda known: {key: each.canonical_id for key, each in known.items()})


async def canonical_ids(
    identities: Identities, company_id: str, kind: IdentityKind, vendor: VendorName, vendor_ids: Iterable[str]
) -> Result[dict[str, str]]:
    """Our id of each of the vendor's records that is linked to one of ours, by the vendor's id."""
    claims = await identities.claims(company_id, kind, vendor, list(dict.fromkeys(vendor_ids)))
    return claims.map(
        lambda found: {key: claim.canonical_id for key, claim in found.items() if claim.canonical_id is not None}
    )


def _identity_key(kind: IdentityKind, canonical_id: str) -> str:
    return f"{kind}#{quote(canonical_id, safe='')}"


def _claim_key(kind: IdentityKind, vendor: VendorName, vendor_id: str) -> str:
    return f"{kind}#{vendor}#{quote(vendor_id, safe='')}"
