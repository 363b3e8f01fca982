"""Repositories of the records table, on the store in memory and on DynamoDB."""

from tests.integration.repositories.contracts.identities import IdentitiesContract
from tests.integration.repositories.contracts.records import (
    CompaniesContract,
    CrosswalkContract,
    EmployeesContract,
    InvoicesContract,
    ProjectsContract,
    TimeCardsContract,
)


class TestCompanies(CompaniesContract):
    """Companies."""


class TestProjects(ProjectsContract):
    """Projects."""


class TestEmployees(EmployeesContract):
    """Employees."""


class TestTimeCards(TimeCardsContract):
    """Time cards."""


class TestInvoices(InvoicesContract):
    """Invoices."""


class TestCrosswalk(CrosswalkContract):
    """Crosswalk."""


class TestIdentities(IdentitiesContract):
    """Identities."""
