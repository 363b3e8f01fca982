"""A company's settings for FOUNDATION, and the links to its records."""

from collections.abc import Sequence
from typing import Protocol

from fieldledger.domain.foundation_mappings import FoundationLink, FoundationMappings, LinkedKind
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, Put, TableName
from fieldledger.result import Result


class FoundationDirectory(Protocol):
    """Access to mappings and links."""

    async def mappings(self, company_id: str) -> Result[FoundationMappings]:
        """The company's mappings; empty ones (version 0) if nobody has set any."""
        ...

    async def links(self, company_id: str, kind: LinkedKind, source_ids: Sequence[str]) -> Result[list[FoundationLink]]:
        """The links that exist."""
        ...

    def write_mappings(self, mappings: FoundationMappings) -> Put:
        """The write that creates mappings (version 0) or replaces those that were read."""
        ...

    def write_link(self, link: FoundationLink) -> Put:
        """The write that stores a link."""
        ...


class DocumentFoundationDirectory:
    """``FOUNDATION_MAPPINGS`` and ``FOUNDATION_LINK#<kind>#<source id>`` in the records table."""

    def __init__(self, store: DocumentStore) -> None:
        self._mappings = Aggregate(store, TableName.RECORDS, FoundationMappings, "FOUNDATION_MAPPINGS")
        self._links = Aggregate(store, TableName.RECORDS, FoundationLink, "FOUNDATION_LINK")

    async def mappings(self, company_id: str) -> Result[FoundationMappings]:
        """The company's mappings."""
        found = await self._mappings.find(company_id, "")
        return found.map(lambda mappings: mappings or FoundationMappings(company_id=company_id))

    async def links(self, company_id: str, kind: LinkedKind, source_ids: Sequence[str]) -> Result[list[FoundationLink]]:
        """The links that exist."""
        return await self._links.get_many(company_id, [f"{kind}#{source_id}" for source_id in source_ids])

    def write_mappings(self, mappings: FoundationMappings) -> Put:
        """The write that stores mappings."""
        return self._mappings.write(mappings, mappings.company_id, "", version=mappings.version)

    def write_link(self, link: FoundationLink) -> Put:
        """The write that stores a link."""
        return self._links.write(link, link.company_id, f"{link.kind}#{link.source_id}", version=link.version)
