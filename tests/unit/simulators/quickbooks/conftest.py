"""A fresh simulator for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.unit.simulators.quickbooks.bench import Bench
from tests.unit.simulators.quickbooks.documents import with_vendor


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    made = Bench()
    async with made.http:
        await made.open()
        yield made


@pytest.fixture
async def books(bench: Bench) -> Bench:
    """A company with employee 1, customer 2, vendor 3 and item 1, free of the limit per second."""
    return await with_vendor(bench)
