"""The simulated FOUNDATION with its default settings."""

from collections.abc import AsyncIterator

import pytest

from tests.unit.simulators.foundation.harness import Foundation, running_foundation


@pytest.fixture
async def foundation() -> AsyncIterator[Foundation]:
    async with running_foundation() as running:
        yield running
