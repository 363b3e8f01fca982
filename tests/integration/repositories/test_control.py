"""Repositories of the control table, on the store in memory and on DynamoDB."""

from tests.integration.repositories.contracts.control import (
    BudgetsContract,
    CheckpointsContract,
    ConnectionsContract,
    ExceptionsContract,
    IdempotencyKeysContract,
    LeasesContract,
    SeenEventsContract,
)
from tests.integration.repositories.contracts.report_cache import ReportCacheContract


class TestConnections(ConnectionsContract):
    """Connections."""


class TestBudgets(BudgetsContract):
    """Budgets."""


class TestIdempotencyKeys(IdempotencyKeysContract):
    """Idempotency keys."""


class TestSeenEvents(SeenEventsContract):
    """Seen events."""


class TestExceptions(ExceptionsContract):
    """Exceptions."""


class TestCheckpoints(CheckpointsContract):
    """Checkpoints."""


class TestLeases(LeasesContract):
    """Leases."""


class TestReportCache(ReportCacheContract):
    """Cached bodies of reports."""
