"""The contractor that every flow test begins with."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.flow.harness import World, a_contractor


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """Three workers, two jobs, both vendors connected."""
    async with a_contractor() as contractor:
        yield contractor
