"""Counts of what the API did, for tests that measure call volume."""

from collections import Counter
from dataclasses import dataclass, field

from simulators.procore.limits import CallerLimits

type Caller = tuple[int, int | None]


@dataclass(slots=True)
class Stats:
    """Calls by method and path template; ``ignored_filters`` and ``clamped_pages`` show requests that are mistaken."""

    calls: Counter[str] = field(default_factory=Counter)
    callers: dict[Caller, CallerLimits] = field(default_factory=dict)
    unauthorized: int = 0
    ignored_filters: Counter[str] = field(default_factory=Counter)
    clamped_pages: Counter[str] = field(default_factory=Counter)

    def limits_of(self, caller: Caller) -> CallerLimits:
        """The windows of one token owner in one company; None for calls that name no company."""
        return self.callers.setdefault(caller, CallerLimits())
