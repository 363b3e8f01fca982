"""One stack for the whole tier, on ports and in a folder of its own; nothing of it is left afterwards."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from unittest import mock

import httpx
import pytest

from fieldledger.repositories.documents import DocumentStore
from local.demo.syncing import sync
from local.process_table import running_processes
from local.processes import Processes, port_is_free
from local.progress import Progress
from local.settings import ROOT, LocalSettings
from local.stack import Stack
from local.state import StackState
from tests.e2e.books import cards_of, worked
from tests.e2e.contractor import day_of, small_contractor
from tests.e2e.world import USERS, World
from tests.support.emulator import settings_of_their_own
from tests.support.stores import dynamo_store

pytest.register_assert_rewrite("tests.e2e.scenarios")

# Settling begins after seconds instead of minutes, and the sweep runs when a test says so.
PARAMETERS: Final = "QuickbooksSettleSeconds=2 SchedulesState=DISABLED"


@pytest.fixture(scope="package")
def local_settings() -> LocalSettings:
    return settings_of_their_own(".local-e2e")


@pytest.fixture(scope="package")
def state_dir(local_settings: LocalSettings) -> Path:
    """Where the stack says what it is called."""
    return local_settings.state_dir


@pytest.fixture(scope="package")
def state(local_settings: LocalSettings) -> Iterator[StackState]:
    """A deployed stack; that it goes without a trace is checked after the last test."""
    with mock.patch.dict(os.environ, {"FIELDLEDGER_PARAMETERS": PARAMETERS}):
        stack = Stack(local_settings, Progress(sys.stdout))
        stack.down()  # what an interrupted run may have left
        try:
            yield stack.up()
        finally:
            stack.down()
    _assert_nothing_is_left(local_settings)


def _assert_nothing_is_left(settings: LocalSettings) -> None:
    assert Processes(settings.state_dir).records() == []
    assert [process for process in running_processes() if f"{settings.state_dir}/" in process.command] == []
    assert [port for port in settings.ports.values() if not port_is_free(port)] == []


@pytest.fixture(scope="package")
def world(state: StackState, local_settings: LocalSettings) -> Iterator[World]:
    """The stack with a connected company whose week of time cards came in by syncs that somebody asked for."""
    today = datetime.now(UTC).date()
    _prepare(local_settings.state_dir, today)
    with httpx.Client(timeout=60, trust_env=False) as http:
        found = World(state, small_contractor(today), http)
        found.vendors.post("oidc", "/_admin/users", list(USERS))
        assert sync(found.api)["created"] > 0
        yield found


def _prepare(state_dir: Path, today: date) -> None:
    subprocess.run(
        [sys.executable, "-m", "tests.e2e.prepare", str(state_dir), today.isoformat()],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "layers" / "common"), str(ROOT)])},
        check=True,
    )


@pytest.fixture(scope="package")
def monday(world: World) -> date:
    """A day that was approved with the key ``monday-approved`` and is in the books."""
    day = day_of(world.contractor, 0)
    approved = world.approve(day, "monday-approved").json()["data"]
    assert (approved["time_cards"], approved["minutes"]) == (len(cards_of(world, day)), worked(world, day).total())
    world.wait_until_posted(day, approved["postings"])
    return day


@pytest.fixture
def store(state: StackState) -> Iterator[DocumentStore]:
    """What the repositories' contracts take: empty tables in the running MiniStack."""
    with dynamo_store(state.endpoint) as found:
        yield found
