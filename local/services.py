"""Starting and stopping the processes of a stack: MiniStack and the simulators."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from local import ministack, simulators
from local.errors import LocalStackError
from local.health import answers, wait_until_healthy
from local.processes import Processes, port_is_free
from local.settings import PORT_VARIABLES, SIMULATORS, LocalSettings

MINISTACK: Final = "ministack"


@dataclass(frozen=True, slots=True)
class Service:
    """How one process is started and asked whether it is well."""

    name: str
    argv: list[str]
    environment: Mapping[str, str]
    health_url: str
    log: Path


def services(settings: LocalSettings) -> list[Service]:
    """List the processes of a stack in the order in which they start."""
    emulator = Service(
        MINISTACK,
        ministack.command(settings),
        ministack.environment(settings),
        ministack.health_url(settings),
        settings.logs_dir / "ministack.log",
    )
    return [emulator, *(_simulator(settings, name) for name in SIMULATORS)]


def start_missing(settings: LocalSettings, processes: Processes) -> list[Service]:
    """Start what does not run and return it; leftovers of a crash go first, ports of others are refused."""
    missing = []
    for service in services(settings):
        if processes.alive(service.name) and answers(service.health_url):
            continue
        for record in processes.records():
            if record.name == service.name:
                processes.stop(record)
        missing.append(service)
    for service in missing:
        _require_free_port(settings, service.name)
    settings.scratch_dir.mkdir(parents=True, exist_ok=True)
    for service in missing:
        service.log.unlink(missing_ok=True)
        processes.start(service.name, service.argv, service.environment, cwd=settings.root, log=service.log)
    return missing


def wait_for(service: Service, processes: Processes) -> None:
    """Return once a started service answers."""
    wait_until_healthy(service.name, service.health_url, alive=lambda: processes.alive(service.name), log=service.log)


def stop_all(settings: LocalSettings, processes: Processes) -> list[str]:
    """Stop every process of the stack and name them; complain if a process or a listener on a port is left."""
    records = processes.records()
    processes.stop(*records)
    taken = [str(settings.ports[record.name]) for record in records if not port_is_free(settings.ports[record.name])]
    if taken:
        raise LocalStackError(f"everything of this stack has ended, but somebody listens on port {', '.join(taken)}")
    shutil.rmtree(settings.scratch_dir, ignore_errors=True)
    return [record.name for record in records]


def _simulator(settings: LocalSettings, name: str) -> Service:
    return Service(
        name,
        simulators.command(settings, name),
        simulators.environment(settings),
        simulators.health_url(settings, name),
        settings.logs_dir / f"{name}.log",
    )


def _require_free_port(settings: LocalSettings, name: str) -> None:
    port = settings.ports[name]
    if not port_is_free(port):
        variable = PORT_VARIABLES[name][0]
        raise LocalStackError(f"port {port} for {name} is taken by another program; set {variable} to a free one")
