"""The issuer with its default settings and one user."""

from collections.abc import AsyncIterator

import pytest

from tests.unit.simulators.oidc.harness import Issuer, running_issuer


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    async with running_issuer() as running:
        yield running
