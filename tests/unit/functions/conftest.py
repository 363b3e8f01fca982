"""Functions imported under their environment, on a store in memory."""

import importlib
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import cast

import pytest

from fieldledger.http.cursors import Cursors
from fieldledger.repositories.members import DocumentMembers
from fieldledger.result import Result
from fieldledger.runtime.event_loop import container_loop, run
from fieldledger.runtime.secrets import CursorSecret
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.support.api import Handler
from tests.support.contract import promised
from tests.support.log_lines import LogLines, captured_logs
from tests.unit.functions.environment import ENVIRONMENT


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(autouse=True, scope="package")
def container() -> Iterator[None]:
    """The loop that the functions of this package share is closed after them."""
    yield
    container_loop.close()


@pytest.fixture
def logs() -> Iterator[LogLines]:
    with captured_logs() as lines:
        yield lines


async def _cursor_secret() -> Result[CursorSecret]:
    return Result.ok(CursorSecret(keys=("k" * 32,)))


@dataclass
class Backend:
    """A store and a clock behind the functions; ``function`` replaces what a function made for AWS."""

    monkeypatch: pytest.MonkeyPatch
    store: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    clock: FakeClock = field(default_factory=FakeClock)

    def function(self, folder: str, **parts: object) -> ModuleType:
        """The module of ``functions/<folder>/app.py`` with ``parts`` in place of its own."""
        module = importlib.import_module(f"functions.{folder.replace('/', '.')}.app")
        for name, part in parts.items():
            self.monkeypatch.setattr(module, name, part)
        if hasattr(module, "cursors"):
            self.monkeypatch.setattr(module, "cursors", Cursors(_cursor_secret))
        if hasattr(module, "app") and module.app.surroundings.members is not None:
            module.app.surroundings.members = DocumentMembers(self.store)  # the next backend puts its own there
        return module

    def handler(self, folder: str, **parts: object) -> Handler:
        """The Lambda handler of ``function``; answers of routes are held to the API's description."""
        handler = cast("Handler", self.function(folder, **parts).lambda_handler)
        return promised(handler) if folder.startswith(("api/", "webhooks/")) else handler

    def keep[T](self, saving: Coroutine[object, object, Result[T]]) -> T:
        """Await what a repository saves, on the functions' own loop."""
        return run(saving).unwrap()


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Backend:
    return Backend(monkeypatch)
