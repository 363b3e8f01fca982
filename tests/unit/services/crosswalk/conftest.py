"""The office of the tests."""

import pytest

from tests.unit.services.crosswalk.office import Office


@pytest.fixture
def office() -> Office:
    """A company without records."""
    return Office()
