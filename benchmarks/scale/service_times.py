"""What the simulation works with: the figures of ``cost.json``, and nothing that is not in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from benchmarks.kit.results import RESULTS

MIX: Final = {"small": 0.70, "medium": 0.25, "large": 0.05}
"""ASSUMPTION: of all customers."""


@dataclass(frozen=True, slots=True)
class Job:
    """A resource of a customer: its rhythm and what a quiet run takes."""

    resource: str
    every: float
    slices: int
    seconds: float
    calls: int
    due_writes: int
    daily_calls: int

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
            slices=int(own["unchanged_slices"]),
            seconds=own["unchanged_seconds"],
            calls=int(own["unchanged_calls"]),
            due_writes=int(own["unchanged_due_writes"]),
            daily_calls=int(own["daily_calls"]),
        )
        for name, own in runs.items()
        if name.startswith(f"{kind} ")
    ]
