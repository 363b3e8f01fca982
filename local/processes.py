"""Services as processes: started in a group of their own, stopped as a group, never taken for somebody else's."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from local.errors import LocalStackError
from local.process_table import ProcessTable, Running, running_processes

# MiniStack keeps nothing on disk, and its background retries can hold it up for a minute: it is not waited for long.
STOP_GRACE_SECONDS: Final = 2.0
POLL_SECONDS: Final = 0.1

# Handles of what this very program started, by pid: it must collect the exit status of its own children. Services
# outlive the command that started them, so most are ended by a later command that is not their parent.
_children: dict[int, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True, slots=True)
class ProcessRecord:
    """What a pid file holds: enough to know a process again after its pid was given to another."""

    name: str
    pid: int
    argv: tuple[str, ...]


class Processes:
    """The processes of one state directory; pid files live in ``<state>/pids``."""

    def __init__(
        self,
        state_dir: Path,
        *,
        table: ProcessTable = running_processes,
        kill_group: Callable[[int, int], None] = os.killpg,
        kill_one: Callable[[int, int], None] = os.kill,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pids = state_dir / "pids"
        self._scratch = str(state_dir / "tmp")
        self._table = table
        self._kill_group = kill_group
        self._kill_one = kill_one
        self._sleep = sleep

    def start(self, name: str, argv: Sequence[str], environment: Mapping[str, str], *, cwd: Path, log: Path) -> None:
        """Start a service in a session of its own, its output appended to ``log``, and write its pid file."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            process = subprocess.Popen(
                argv,
                cwd=cwd,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._pids.mkdir(parents=True, exist_ok=True)
        _children[process.pid] = process
        record = ProcessRecord(name, process.pid, tuple(argv))
        (self._pids / f"{name}.json").write_text(json.dumps(asdict(record)))

    def records(self) -> list[ProcessRecord]:
        """Read every pid file; one that a crash left unreadable is no process of ours and is dropped."""
        found = []
        for path in sorted(self._pids.glob("*.json")):
            record = _read_record(path)
            if record is None:
                path.unlink(missing_ok=True)
            else:
                found.append(record)
        return found

    def alive(self, name: str) -> bool:
        """Whether the named service runs: its pid exists and carries the command line we started."""
        return any(record.name == name and self._leader(record, self._table()) for record in self.records())

    def remains(self, record: ProcessRecord) -> list[Running]:
        """Find the live members of a service's group that are ours: the service itself and its function workers."""
        return self._members(record, self._table())

    def stop(self, *records: ProcessRecord) -> None:
        """End services with everything they started, all at once, kindly first, then not; drop their pid files.

        A pid that now belongs to somebody else is left alone.
        """
        for number in (signal.SIGTERM, signal.SIGKILL):
            for record in records:
                self._signal(record, number)
            if self._gone(records):
                break
        else:
            left = [f"{record.name} ({found.pid})" for record in records for found in self.remains(record)]
            raise LocalStackError(f"cannot be stopped: {', '.join(left)}")
        for record in records:
            self._forget(record)

    def _forget(self, record: ProcessRecord) -> None:
        child = _children.pop(record.pid, None)
        if child is not None:
            child.wait()
        (self._pids / f"{record.name}.json").unlink(missing_ok=True)

    def _signal(self, record: ProcessRecord, number: signal.Signals) -> None:
        remains = self.remains(record)
        try:
            if any(process.pid == record.pid for process in remains):
                self._kill_group(record.pid, number)
                return
            for process in remains:
                self._kill_one(process.pid, number)
        except ProcessLookupError:  # ended in between, which is what was wanted
            return

    def _gone(self, records: Sequence[ProcessRecord]) -> bool:
        for _ in range(int(STOP_GRACE_SECONDS / POLL_SECONDS)):
            processes = self._table()
            if not any(self._members(record, processes) for record in records):
                return True
            self._sleep(POLL_SECONDS)
        return False

    def _leader(self, record: ProcessRecord, processes: Iterable[Running]) -> bool:
        return any(process.pid == record.pid and process.command == " ".join(record.argv) for process in processes)

    def _members(self, record: ProcessRecord, processes: Iterable[Running]) -> list[Running]:
        return [process for process in processes if process.group == record.pid and self._is_ours(record, process)]

    def _is_ours(self, record: ProcessRecord, process: Running) -> bool:
        return process.command == " ".join(record.argv) or f"{self._scratch}/" in process.command


def port_is_free(port: int) -> bool:
    """Whether nothing on this machine listens on a loopback port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _read_record(path: Path) -> ProcessRecord | None:
    try:
        data = json.loads(path.read_text())
        record = ProcessRecord(str(data["name"]), int(data["pid"]), tuple(str(part) for part in data["argv"]))
    except (ValueError, KeyError, TypeError):
        return None
    return record if record.name == path.stem else None
