"""Repositories of FOUNDATION's outbox, exports and settings, on the store in memory and on DynamoDB."""

from tests.integration.repositories.contracts.foundation import (
    FoundationDueContract,
    FoundationExportsContract,
    FoundationOutboxContract,
    MappingsForFoundationContract,
)


class TestFoundationOutbox(FoundationOutboxContract):
    """Seals and claims."""


class TestFoundationDue(FoundationDueContract):
    """Due work."""


class TestFoundationExports(FoundationExportsContract):
    """Import files."""


class TestMappingsForFoundation(MappingsForFoundationContract):
    """Mappings and links."""
