"""Reading company settings."""

from fieldledger.domain.company import Company
from fieldledger.repositories.companies import Companies
from fieldledger.result import Result


class CompanyQueries:
    """The caller's own company."""

    def __init__(self, companies: Companies) -> None:
        self._companies = companies

    async def get(self, company_id: str) -> Result[Company]:
        """``NOT_FOUND`` if the company was never set up."""
        return await self._companies.get(company_id)
