"""Services are known again by pid and command line, and nobody else's process is ever ended."""

import json
import os
import signal
import sys
from pathlib import Path

import pytest

from local.errors import LocalStackError
from local.process_table import Running, running_processes
from local.processes import Processes, ProcessRecord, port_is_free
from tests.unit.local.conftest import Listener

ARGV = ("/venv/bin/python", "-m", "ministack")
RECORD = ProcessRecord("ministack", 100, ARGV)


class Machine:
    """A process table that signals change: what is ended is gone, except what ignores SIGTERM or every signal."""

    def __init__(self, *processes: Running, stubborn: bool = False, immortal: bool = False) -> None:
        self.processes = list(processes)
        self.signals: list[tuple[str, int, int]] = []
        self._stubborn = stubborn
        self._immortal = immortal

    def table(self) -> list[Running]:
        return list(self.processes)

    def kill_group(self, group: int, number: int) -> None:
        self.signals.append(("group", group, number))
        self._end(number, {process.pid for process in self.processes if process.group == group})

    def kill_one(self, pid: int, number: int) -> None:
        self.signals.append(("one", pid, number))
        self._end(number, {pid})

    def _end(self, number: int, pids: set[int]) -> None:
        if self._immortal or (self._stubborn and number == signal.SIGTERM):
            return
        self.processes = [process for process in self.processes if process.pid not in pids]


def processes_of(machine: Machine, state: Path) -> Processes:
    pids = state / "pids"
    pids.mkdir(exist_ok=True)
    (pids / "ministack.json").write_text(json.dumps({"name": "ministack", "pid": 100, "argv": list(ARGV)}))
    return Processes(
        state, table=machine.table, kill_group=machine.kill_group, kill_one=machine.kill_one, sleep=lambda _: None
    )


def service(pid: int = 100, command: str = " ".join(ARGV)) -> Running:
    return Running(pid, 100, command)


def worker(state: Path, pid: int = 101) -> Running:
    return Running(pid, 100, f"/venv/bin/python {state / 'tmp' / 'ministack-lambda-x' / '_worker.py'}")


def test_a_service_is_alive_while_its_pid_carries_its_command_line(tmp_path: Path) -> None:
    assert processes_of(Machine(service()), tmp_path).alive("ministack")


def test_a_pid_given_to_another_program_is_not_the_service(tmp_path: Path) -> None:
    assert not processes_of(Machine(service(command="vim notes.txt")), tmp_path).alive("ministack")


def test_another_program_under_a_stale_pid_is_left_alone_and_the_pid_file_goes(tmp_path: Path) -> None:
    machine = Machine(service(command="vim notes.txt"))
    processes = processes_of(machine, tmp_path)
    processes.stop(RECORD)
    assert machine.signals == []
    assert processes.records() == []


def test_stopping_ends_the_whole_group_and_drops_the_pid_file(tmp_path: Path) -> None:
    machine = Machine(service(), worker(tmp_path))
    processes = processes_of(machine, tmp_path)
    processes.stop(RECORD)
    assert machine.signals == [("group", 100, signal.SIGTERM)]
    assert machine.processes == []
    assert processes.records() == []


def test_function_workers_that_outlived_a_crash_are_ended_one_by_one(tmp_path: Path) -> None:
    stranger = Running(102, 100, "vim notes.txt")
    machine = Machine(worker(tmp_path), stranger)
    processes_of(machine, tmp_path).stop(RECORD)
    assert machine.signals == [("one", 101, signal.SIGTERM)]
    assert machine.processes == [stranger]


def test_workers_of_another_stack_are_not_ours(tmp_path: Path) -> None:
    other = worker(tmp_path / "other")
    assert processes_of(Machine(other), tmp_path).remains(RECORD) == []


def test_several_services_are_asked_before_any_is_waited_for(tmp_path: Path) -> None:
    other = ProcessRecord("raken", 200, ("simulators", "raken"))
    machine = Machine(service(), Running(200, 200, "simulators raken"), stubborn=True)
    processes_of(machine, tmp_path).stop(RECORD, other)
    assert [(group, number) for _, group, number in machine.signals] == [
        (100, signal.SIGTERM),
        (200, signal.SIGTERM),
        (100, signal.SIGKILL),
        (200, signal.SIGKILL),
    ]


def test_a_service_that_ignores_a_kind_word_is_killed(tmp_path: Path) -> None:
    machine = Machine(service(), stubborn=True)
    processes_of(machine, tmp_path).stop(RECORD)
    assert [number for _, _, number in machine.signals] == [signal.SIGTERM, signal.SIGKILL]


def test_a_service_that_cannot_be_ended_is_reported_and_keeps_its_pid_file(tmp_path: Path) -> None:
    processes = processes_of(Machine(service(), immortal=True), tmp_path)
    with pytest.raises(LocalStackError, match=r"cannot be stopped: ministack \(100\)"):
        processes.stop(RECORD)
    assert processes.records() == [RECORD]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"name": "ministack"}', '{"name": "x", "pid": "y", "argv": []}'])
def test_a_pid_file_cut_short_by_a_crash_is_dropped(tmp_path: Path, text: str) -> None:
    processes = processes_of(Machine(), tmp_path)
    (tmp_path / "pids" / "ministack.json").write_text(text)
    assert processes.records() == []
    assert not (tmp_path / "pids" / "ministack.json").exists()


def test_a_started_process_leads_its_own_group_and_is_gone_after_stopping(tmp_path: Path) -> None:
    processes = Processes(tmp_path)
    argv = [sys.executable, "-c", "import time; time.sleep(60)"]
    processes.start("sleeper", argv, os.environ, cwd=tmp_path, log=tmp_path / "logs" / "sleeper.log")
    (record,) = processes.records()
    assert processes.alive("sleeper")
    assert [running.group for running in running_processes() if running.pid == record.pid] == [record.pid]
    processes.stop(record)
    assert not processes.alive("sleeper")


def test_a_port_is_free_exactly_while_nobody_listens(listener: Listener) -> None:
    assert not port_is_free(listener.port)
    listener.close()
    assert port_is_free(listener.port)
