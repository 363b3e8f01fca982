"""Figures of a benchmark and the file that keeps them."""

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

RESULTS: Final = Path(__file__).parents[1] / "results"

type Measures = Mapping[str, float | int | str]


@dataclass(frozen=True, slots=True)
class Results:
    """Ours under ``measures``, others' under ``peers`` by name; ``setting`` says what was run, in words and numbers.

    ``runs`` are ours one by one where ``measures`` sums several up.
    """

    measures: Measures
    peers: Mapping[str, Measures]
    setting: Mapping[str, float | int | str] = field(default_factory=dict)
    runs: Mapping[str, Measures] = field(default_factory=dict)


def write(name: str, results: Results, command: str) -> Path:
    """Write ``benchmarks/results/<name>.json`` and return its path."""
    content: dict[str, object] = {
        "benchmark": name,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": f"make bench ONLY={name}",
        "program": Path(command.split(" ", maxsplit=1)[0]).name,
        "machine": machine(),
        "setting": dict(results.setting),
        "measures": dict(results.measures),
        "peers": {peer: dict(measures) for peer, measures in results.peers.items()},
    }
    if results.runs:
        content["runs"] = {run: dict(measures) for run, measures in results.runs.items()}
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(content, indent=2) + "\n")
    return path


def machine() -> Mapping[str, str | int]:
    """Processor, cores that may be used, memory and Python of this machine; no name of it."""
    return {
        "processor": _first("/proc/cpuinfo", "model name"),
        "cores": len(os.sched_getaffinity(0)),
        "memory": _first("/proc/meminfo", "MemTotal"),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _first(path: str, key: str) -> str:
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return "unknown"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), "unknown")
