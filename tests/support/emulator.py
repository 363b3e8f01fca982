"""MiniStack by itself, on a port of its own, for tests that need AWS over HTTP and no deployed stack."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from local.processes import Processes
from local.services import MINISTACK, services, stop_all, wait_for
from local.settings import PORT_VARIABLES, LocalSettings
from tests.support.ports import free_ports


def settings_of_their_own(state_dir: str) -> LocalSettings:
    """Settings with free ports and ``state_dir`` (relative to the repository), whatever the environment says."""
    variables = [variable for variable, _ in PORT_VARIABLES.values()]
    ports = zip(variables, map(str, free_ports(len(variables))), strict=True)
    kept = {name: value for name, value in os.environ.items() if name not in variables}
    return LocalSettings.from_environment({**kept, **dict(ports), "FIELDLEDGER_STATE_DIR": state_dir})


@contextmanager
def ministack(state_dir: str) -> Iterator[str]:
    """Its address; stopped afterwards with everything that it started."""
    settings = settings_of_their_own(state_dir)
    processes = Processes(settings.state_dir)
    stop_all(settings, processes)  # what an interrupted run may have left
    [service] = [service for service in services(settings) if service.name == MINISTACK]
    settings.scratch_dir.mkdir(parents=True, exist_ok=True)
    service.log.unlink(missing_ok=True)
    processes.start(service.name, service.argv, service.environment, cwd=settings.root, log=service.log)
    try:
        wait_for(service, processes)
        yield settings.url(MINISTACK)
    finally:
        stop_all(settings, processes)
