"""A company's settings with its mapping tables laid over them.

Codes were kept among the settings before there were tables; what stands there still counts where no table names the
code. Tables are what people change.
"""

from collections.abc import Mapping

from fieldledger.domain.company import Company, CostCodeMapping, PayTypeMapping
from fieldledger.domain.mapping_table import MappingKind, MappingTable
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.documents import Put
from fieldledger.repositories.mapping_tables import MappingTables
from fieldledger.result import Result


class MappedCompanies:
    """Implements ``Companies`` for those who post to QuickBooks; costs one read more."""

    def __init__(self, companies: Companies, tables: MappingTables) -> None:
        self._companies = companies
        self._tables = tables

    async def get(self, company_id: str) -> Result[Company]:
        """``NOT_FOUND`` if the company does not exist."""
        company = await self._companies.get(company_id)
        if company.failed:
            return company
        tables = await self._tables.of(company_id, "quickbooks")
        return tables.map(lambda found: mapped(company.unwrap(), found))

    async def save(self, company: Company) -> Result[Company]:
        """The settings alone: what came from tables is not theirs, so saving what was read here is a bug."""
        return await self._companies.save(company)

    def write(self, company: Company) -> Put:
        """The same as a part of a transaction."""
        return self._companies.write(company)


def mapped(company: Company, tables: Mapping[MappingKind, MappingTable]) -> Company:
    """The settings as postings see them, and the versions that they were made of."""
    pay_types = {code: PayTypeMapping.model_validate(row) for code, row in tables[MappingKind.PAY_TYPE].rows.items()}
    cost_codes = {code: cost_code_mapping(row) for code, row in tables[MappingKind.COST_CODE].rows.items()}
    documents = company.documents.model_copy(update={"cost_codes": {**company.documents.cost_codes, **cost_codes}})
    used = [f"settings@{company.version}", *(table.name for table in tables.values() if table.version)]
    return company.model_copy(
        update={
            "pay_types": {**company.pay_types, **pay_types},
            "documents": documents,
            "mapping_version": " ".join(used),
        }
    )


def cost_code_mapping(row: Mapping[str, str]) -> CostCodeMapping:
    """A row of the table; its item is for those who bill by item."""
    return CostCodeMapping(account=row["account"], class_name=row.get("class_name"))
