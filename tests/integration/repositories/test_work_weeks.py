"""Repositories of workers' weeks, on the store in memory and on DynamoDB."""

from tests.integration.repositories.contracts.work_weeks import ToldWeeksContract, WorkWeeksContract


class TestWorkWeeks(WorkWeeksContract):
    """Weeks that a rule has divided."""


class TestToldWeeks(ToldWeeksContract):
    """Weeks of which FOUNDATION was told hours."""
