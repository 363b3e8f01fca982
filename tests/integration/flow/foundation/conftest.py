"""The contractor that every FOUNDATION flow begins with."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.flow.foundation.world import FoundationWorld, a_foundation_contractor


@pytest.fixture
async def world() -> AsyncIterator[FoundationWorld]:
    """Three workers, two jobs, a supplier; time and bills go to FOUNDATION over REST."""
    async with a_foundation_contractor() as contractor:
        yield contractor
