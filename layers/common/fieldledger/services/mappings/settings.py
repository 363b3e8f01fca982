"""A company's settings with its mapping tables laid over them.

Codes were kept among the settings before there were tables; what stands there still counts where no table names the
code. Tables are what people change.
"""

from collections.abc import Mapping

from fieldledger.domain.company import Company, CostCodeMapping, PayTypeMapping
from fieldledger.domain.foundation_mappings import CodeIds, FoundationMappings
from fieldledger.domain.mapping_table import SHAPES, MappingKind, MappingTable, Row
from fieldledger.domain.posting import Target
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.documents import Put
from fieldledger.repositories.mapping_tables import MappingTables
from fieldledger.repositories.mappings_for_foundation import MappingsForFoundation
from fieldledger.result import ErrorCode, Result


def kinds_of(target: Target) -> tuple[MappingKind, ...]:
    """The tables of one of the books."""
    return tuple(kind for kind in MappingKind if (target, kind) in SHAPES)


def read_by_postings(target: Target, kind: MappingKind) -> Result[None]:
    """``NOT_FOUND`` for a table that nothing reads: nobody should fill it in and wait."""
    if (target, kind) in SHAPES:
        return Result.ok(None)
    return Result.fail(f"{target} has no table of {kind}", ErrorCode.NOT_FOUND)


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
    own, taxes = company.documents, tables[MappingKind.TAX].rows
    documents = own.model_copy(
        update={
            "cost_codes": {**own.cost_codes, **cost_codes},
            "tax_accounts": {**own.tax_accounts, **_column(taxes, "account")},
            "tax_items": {**own.tax_items, **_column(taxes, "item")},
            "tax_codes": {**own.tax_codes, **_column(taxes, "tax_code")},
        }
    )
    used = [f"settings@{company.version}", *(table.name for table in tables.values() if table.version)]
    return company.model_copy(
        update={
            "pay_types": {**company.pay_types, **pay_types},
            "documents": documents,
            "mapping_version": " ".join(used),
        }
    )


def _column(rows: Mapping[str, Row], name: str) -> dict[str, str]:
    """One field of those rows that have it, by code."""
    return {code: row[name] for code, row in rows.items() if name in row}


def cost_code_mapping(row: Mapping[str, str]) -> CostCodeMapping:
    """A row of the table."""
    return CostCodeMapping.model_validate(row)


class MappedForFoundation:
    """Implements ``MappingsForFoundation`` for those who post to FOUNDATION; costs one read more."""

    def __init__(self, mappings: MappingsForFoundation, tables: MappingTables) -> None:
        self._mappings = mappings
        self._tables = tables

    async def mappings(self, company_id: str) -> Result[FoundationMappings]:
        """The company's settings with its tables laid over them."""
        found = await self._mappings.mappings(company_id)
        if found.failed:
            return found
        tables = await self._tables.of(company_id, "foundation")
        return tables.map(lambda known: mapped_for_foundation(found.unwrap(), known))

    def write_mappings(self, mappings: FoundationMappings) -> Put:
        """The settings alone: saving what was read here is a bug."""
        return self._mappings.write_mappings(mappings)


def mapped_for_foundation(
    mappings: FoundationMappings, tables: Mapping[MappingKind, MappingTable]
) -> FoundationMappings:
    """The settings as FOUNDATION's writer sees them."""
    cost_codes = {code: CodeIds.model_validate(row) for code, row in tables[MappingKind.COST_CODE].rows.items()}
    earn_codes = {code: row["earn_code"] for code, row in tables[MappingKind.PAY_TYPE].rows.items()}
    classes = {code: row["class_id"] for code, row in tables[MappingKind.CLASSIFICATION].rows.items()}
    return mappings.model_copy(
        update={
            "cost_codes": {**mappings.cost_codes, **cost_codes},
            "earn_codes": {**mappings.earn_codes, **earn_codes},
            "classes": {**mappings.classes, **classes},
            "tax_accounts": {**mappings.tax_accounts, **_column(tables[MappingKind.TAX].rows, "account")},
        }
    )
