"""A fresh simulator for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.unit.simulators.quickbooks.bench import Bench


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    made = Bench()
    async with made.http:
        await made.open()
        yield made
