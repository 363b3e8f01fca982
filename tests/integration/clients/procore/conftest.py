"""A connected company between the client and the simulated Procore."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.clients.procore.portal import Portal, a_portal


@pytest.fixture
async def portal() -> AsyncIterator[Portal]:
    """The hand-made contractor's company."""
    async with a_portal() as ready:
        yield ready
