"""What every test runs under: asyncio, and an AWS account that does not exist."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support.log_guard import guarded_logs

# Before anything imports an AWS library: no test may ever reach a real account.
os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_SESSION_TOKEN="testing",
    AWS_DEFAULT_REGION="us-east-1",
    AWS_REGION="us-east-1",
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    AWS_EC2_METADATA_DISABLED="true",
)
for _name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB"):
    os.environ.pop(_name, None)

# How fast an example runs says something about the machine, not about the product.
settings.register_profile("fieldledger", deadline=None)
settings.load_profile("fieldledger")

pytest.register_assert_rewrite("tests.integration.repositories.contracts")


@pytest.fixture(autouse=True)
def no_secret_and_nobody_is_logged(request: pytest.FixtureRequest) -> Iterator[None]:
    """Of every test: nothing that it made the product log holds a credential or personal data."""
    with guarded_logs() as guard:
        yield
    if request.node.get_closest_marker("logs_on_purpose") is None:
        assert guard.leaks() == []


@pytest.fixture
def anyio_backend() -> str:
    """The product runs on asyncio; nothing needs to work on trio."""
    return "asyncio"
