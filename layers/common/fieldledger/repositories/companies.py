"""Companies: the tenants and their settings."""

from typing import Final, Protocol

from fieldledger.domain.company import Company
from fieldledger.repositories.aggregate import Aggregate, partition
from fieldledger.repositories.documents import Check, DocumentStore, Put, TableName, lost_key
from fieldledger.result import Result

_KEY: Final = "COMPANY"


class Companies(Protocol):
    """Access to company settings."""

    async def get(self, company_id: str) -> Result[Company]:
        """``NOT_FOUND`` if the company does not exist."""
        ...

    async def save(self, company: Company) -> Result[Company]:
        """Create (version 0) or replace the version that was read; ``VERSION_CONFLICT`` otherwise."""
        ...

    def write(self, company: Company) -> Put:
        """The same as a part of a transaction."""
        ...


class DocumentCompanies:
    """Sort key ``COMPANY`` in the records table."""

    def __init__(self, store: DocumentStore) -> None:
        self._companies = Aggregate(store, TableName.RECORDS, Company, _KEY)

    async def get(self, company_id: str) -> Result[Company]:
        """``NOT_FOUND`` if the company does not exist."""
        return await self._companies.get(company_id, "", "The company")

    async def save(self, company: Company) -> Result[Company]:
        """Create or replace."""
        return await self._companies.put(self.write(company))

    def write(self, company: Company) -> Put:
        """The same as a part of a transaction."""
        return self._companies.write(company, company.company_id, "", version=company.version)


def settings_unchanged(company: Company) -> Check:
    """In a transaction: the settings must still be those that were read."""
    return Check(TableName.RECORDS, partition(company.company_id), _KEY, company.version)


def settings_lost(company_id: str, written: Result[object]) -> bool:
    """Whether a transaction lost because the settings are not those any more."""
    return lost_key(written, (partition(company_id), _KEY))
