"""A connected company between the real client and the simulated books."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.clients.quickbooks.office import Office, an_office


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """One company, a vendor, a customer, an employee, an item and an account in its books."""
    async with an_office() as opened:
        yield opened
