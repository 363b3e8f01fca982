"""A port that somebody else holds is refused by name before anything is started."""

from pathlib import Path

import pytest

from local.errors import LocalStackError
from local.processes import Processes
from local.services import start_missing, stop_all
from local.settings import PORT_VARIABLES, LocalSettings
from tests.unit.local.conftest import Listener


def _free_port() -> int:
    found = Listener()
    found.close()
    return found.port


def test_a_taken_port_is_named_with_its_variable_and_nothing_starts(tmp_path: Path, listener: Listener) -> None:
    free = {variable: str(_free_port()) for variable, _ in PORT_VARIABLES.values()}  # somebody's stack may be up
    settings = LocalSettings.from_environment(free | {"FIELDLEDGER_RAKEN_PORT": str(listener.port)}, tmp_path)
    processes = Processes(settings.state_dir)
    with pytest.raises(LocalStackError, match="FIELDLEDGER_RAKEN_PORT"):
        start_missing(settings, processes)
    assert processes.records() == []


def test_stopping_a_stack_that_is_not_up_stops_nothing(tmp_path: Path) -> None:
    settings = LocalSettings.from_environment({}, tmp_path)
    assert stop_all(settings, Processes(settings.state_dir)) == []
