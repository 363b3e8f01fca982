"""A job whose costs go to Procore."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.actuals.world import World, a_world


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """Nothing is in the books yet."""
    async with a_world() as ready:
        yield ready
