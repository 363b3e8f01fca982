"""A connected company with at least two records of everything."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.clients.procore.portal import Portal, a_portal
from tests.integration.sync.procore.bench import Bench, furnished


@pytest.fixture
async def portal() -> AsyncIterator[Portal]:
    """The hand-made contractor's company."""
    async with a_portal() as ready:
        await furnished(ready)
        yield ready


@pytest.fixture
async def bench(portal: Portal) -> Bench:
    """All sources over the portal."""
    return await Bench.over(portal)
