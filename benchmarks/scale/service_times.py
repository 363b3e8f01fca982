"""What the simulation works with: the figures of ``cost.json``, and nothing that is not in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from benchmarks.kit.results import RESULTS

MIX: Final = {"small": 0.70, "medium": 0.25, "large": 0.05}
"""ASSUMPTION: of all customers."""


@dataclass(frozen=True, slots=True)
class Work:
    """What one run takes; ``seconds`` and ``calls`` are those of all its slices."""

    slices: int
    seconds: float
    calls: int
    due_writes: int


@dataclass(frozen=True, slots=True)
class Job:
    """A resource of a customer: its rhythm, a run that finds nothing new, and the one that reads everything."""

    resource: str
    every: float
    quiet: Work
    daily: Work

    @property
    def vendor(self) -> str:
        """Whose budget it takes."""
        return self.resource.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Times:
    """Jobs by kind of customer, and figures of one posting."""

    jobs: Mapping[str, tuple[Job, ...]]
    posting: Mapping[str, float]


def measured() -> Times:
    """Fails where ``make bench ONLY=cost`` has not been run."""
    runs = json.loads((RESULTS / "cost.json").read_text())["runs"]
    jobs = {kind: tuple(_jobs(runs, kind)) for kind in MIX}
    return Times(jobs, {name: float(value) for name, value in runs["posting"].items()})


def _jobs(runs: Mapping[str, Mapping[str, float]], kind: str) -> list[Job]:
    return [
        Job(
            resource=name.partition(" ")[2],
            every=own["every_minutes"] * 60,
            quiet=_work(own, "unchanged"),
            daily=_work(own, "daily"),
        )
        for name, own in runs.items()
        if name.startswith(f"{kind} ")
    ]


def _work(own: Mapping[str, float], pull: str) -> Work:
    return Work(
        slices=int(own[f"{pull}_slices"]),
        seconds=own[f"{pull}_seconds"],
        calls=int(own[f"{pull}_calls"]),
        due_writes=int(own[f"{pull}_due_writes"]),
    )
