"""A company's settings for FOUNDATION."""

from typing import Protocol

from fieldledger.domain.foundation_mappings import FoundationMappings
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, Put, TableName
from fieldledger.result import Result


class MappingsForFoundation(Protocol):
    """Access to mappings."""

    async def mappings(self, company_id: str) -> Result[FoundationMappings]:
        """The company's mappings; empty ones (version 0) if nobody has set any."""
        ...

    def write_mappings(self, mappings: FoundationMappings) -> Put:
        """The write that creates mappings (version 0) or replaces those that were read."""
        ...


class DocumentMappingsForFoundation:
    """``FOUNDATION_MAPPINGS`` in the records table."""

    def __init__(self, store: DocumentStore) -> None:
        self._mappings = Aggregate(store, TableName.RECORDS, FoundationMappings, "FOUNDATION_MAPPINGS")

    async def mappings(self, company_id: str) -> Result[FoundationMappings]:
        """The company's mappings."""
        found = await self._mappings.find(company_id, "")
        return found.map(lambda mappings: mappings or FoundationMappings(company_id=company_id))

    def write_mappings(self, mappings: FoundationMappings) -> Put:
        """The write that stores mappings."""
        return self._mappings.write(mappings, mappings.company_id, "", version=mappings.version)
