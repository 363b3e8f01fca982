"""What was used: counts that can be added up and multiplied, and nothing about money."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Self

type Counts = Mapping[str, float]


def _sum(one: Counts, other: Counts) -> dict[str, float]:
    total: Counter[str] = Counter()
    for counts in (one, other):
        for name, count in counts.items():
            total[name] += count  # type: ignore[assignment]  # counters hold any number
    return dict(total)


@dataclass(frozen=True, slots=True)
class Usage:
    """Lambda by function (``seconds`` are billed ones, at the function's memory), units by table, calls by vendor."""

    invocations: Counts = field(default_factory=dict)
    seconds: Counts = field(default_factory=dict)
    read_units: Counts = field(default_factory=dict)
    write_units: Counts = field(default_factory=dict)
    vendor_calls: Counts = field(default_factory=dict)
    sqs_standard: float = 0
    sqs_fifo: float = 0
    api_requests: float = 0
    kms_requests: float = 0
    secret_requests: float = 0
    schedule_invocations: float = 0
    log_bytes: float = 0
    egress_bytes: float = 0
    stored_bytes: float = 0

    def plus(self, other: Self) -> "Usage":
        """Both."""
        both = {f.name: _added(getattr(self, f.name), getattr(other, f.name)) for f in fields(self)}
        return Usage(**both)  # type: ignore[arg-type]  # each field keeps its own kind

    def times(self, factor: float) -> "Usage":
        """So many times as much."""
        many = {f.name: _multiplied(getattr(self, f.name), factor) for f in fields(self)}
        return Usage(**many)  # type: ignore[arg-type]  # each field keeps its own kind


def _added(one: Counts | float, other: Counts | float) -> "dict[str, float] | float":
    if isinstance(one, Mapping):
        assert isinstance(other, Mapping)
        return _sum(one, other)
    assert not isinstance(other, Mapping)
    return one + other


def _multiplied(value: Counts | float, factor: float) -> "dict[str, float] | float":
    if isinstance(value, Mapping):
        return {name: count * factor for name, count in value.items()}
    return value * factor


def total(counts: Counts) -> float:
    """Of all names."""
    return sum(counts.values())
