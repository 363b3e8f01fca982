"""The simulated Procore with its default settings, save that short bursts pass."""

from collections.abc import AsyncIterator

import pytest

from tests.unit.simulators.procore.harness import Procore, running_procore


@pytest.fixture
async def procore() -> AsyncIterator[Procore]:
    async with running_procore() as running:
        yield running
