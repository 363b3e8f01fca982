"""A connected company between the real client and the simulated FOUNDATION."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.clients.foundation.office import Office, an_office


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """The small contractor's books."""
    async with an_office() as opened:
        yield opened
