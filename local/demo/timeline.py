"""How many postings were in which state at each moment of the run, from the history that each of them keeps."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from local.demo.api import Json, objects

STATES: Final = ("posted", "parked", "sealed", "pending")


@dataclass(frozen=True, slots=True)
class Timeline:
    """``counts[state][n]`` is how many postings were in ``state`` from ``moments[n]`` on."""

    moments: tuple[datetime, ...]
    counts: dict[str, tuple[int, ...]]


def timeline_of(postings: Iterable[Json]) -> Timeline:
    """Postings as the API lists them; a posting that was cancelled is in none of the states any more."""
    changes: list[tuple[datetime, str | None, str]] = []
    for posting in postings:
        before: str | None = None
        for step in objects(posting["history"]):
            state = str(step["state"])
            changes.append((datetime.fromisoformat(str(step["at"])), before, state))
            before = state
    return _counted(sorted(changes, key=lambda change: change[0]))


def _counted(changes: list[tuple[datetime, str | None, str]]) -> Timeline:
    now: Counter[str] = Counter()
    at: dict[datetime, dict[str, int]] = {}
    for moment, before, after in changes:
        now[after] += 1
        if before is not None:
            now[before] -= 1
        at[moment] = {state: now[state] for state in STATES}
    counts = {state: tuple(each[state] for each in at.values()) for state in STATES}
    return Timeline(tuple(at), counts)
