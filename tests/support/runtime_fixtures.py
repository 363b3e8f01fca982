"""The environment that the runtime reads, and what the product logged."""

from collections.abc import Iterator

import pytest

from tests.support.lambda_context import FakeLambdaContext
from tests.support.log_lines import LogLines, captured_logs


@pytest.fixture(autouse=True)
def stage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAGE", "local")


@pytest.fixture
def context() -> FakeLambdaContext:
    return FakeLambdaContext()


@pytest.fixture
def logs() -> Iterator[LogLines]:
    with captured_logs() as lines:
        yield lines
