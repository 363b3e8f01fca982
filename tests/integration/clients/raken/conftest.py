"""A connected company between the client and the simulated Raken."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.clients.raken.jobsite import Jobsite, a_jobsite


@pytest.fixture
async def jobsite() -> AsyncIterator[Jobsite]:
    """An empty company."""
    async with a_jobsite() as ready:
        yield ready
