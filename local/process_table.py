"""What runs on this machine, read from /proc, or from ps where there is none."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PS_COLUMNS: Final = 4

type ProcessTable = Callable[[], list[Running]]


@dataclass(frozen=True, slots=True)
class Running:
    """A live process; ``command`` is its command line joined by single spaces."""

    pid: int
    group: int
    command: str


def running_processes() -> list[Running]:
    """List the processes that can still act: one that ended and waits for its parent is left out."""
    proc = Path("/proc")
    if (proc / "self" / "stat").exists():
        found = (_from_proc(entry) for entry in proc.iterdir() if entry.name.isdecimal())
        return [process for process in found if process is not None]
    return _from_ps()


def _from_proc(entry: Path) -> Running | None:
    try:
        # The name in parentheses may hold spaces: what follows the last one is fixed.
        fields = (entry / "stat").read_text().rpartition(")")[2].split()
        command = (entry / "cmdline").read_bytes().decode(errors="replace")
    except OSError:  # ended while being read
        return None
    if fields[0] in "ZX":
        return None
    return Running(int(entry.name), int(fields[2]), " ".join(command.rstrip("\0").split("\0")))


def _from_ps() -> list[Running]:
    columns = ["ps", "-axww", "-o", "pid=,pgid=,stat=,command="]
    lines = subprocess.run(columns, capture_output=True, text=True, check=True).stdout.splitlines()
    rows = [line.split(maxsplit=3) for line in lines]
    return [Running(int(row[0]), int(row[1]), row[3]) for row in rows if len(row) == PS_COLUMNS and "Z" not in row[2]]
