"""The repository of signed months, on the store in memory and on DynamoDB."""

from tests.integration.repositories.contracts.closes import MonthClosesContract


class TestMonthCloses(MonthClosesContract):
    """Signed months."""
