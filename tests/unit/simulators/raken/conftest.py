"""The simulated Raken with its default settings."""

from collections.abc import AsyncIterator

import pytest

from tests.unit.simulators.raken.harness import Raken, running_raken


@pytest.fixture
async def raken() -> AsyncIterator[Raken]:
    async with running_raken() as running:
        yield running
