"""Repositories of FOUNDATION's outbox, exports and settings, on the store in memory and on DynamoDB."""

from tests.integration.repositories.contracts.foundation import (
    FoundationDirectoryContract,
    FoundationDueContract,
    FoundationExportsContract,
    FoundationOutboxContract,
)


class TestFoundationOutbox(FoundationOutboxContract):
    """Seals and claims."""


class TestFoundationDue(FoundationDueContract):
    """Due work."""


class TestFoundationExports(FoundationExportsContract):
    """Import files."""


class TestFoundationDirectory(FoundationDirectoryContract):
    """Mappings and links."""
