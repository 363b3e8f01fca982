"""Counters for tests and benchmarks: what each company was asked, refused and given."""

from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b

from simulators.quickbooks.values import Body, Json, dumps


@dataclass(slots=True)
class RealmStats:
    """One company's counters; `contents` holds a digest of each different body created."""

    requests: int = 0
    batches: int = 0
    batch_items: int = 0
    replays: int = 0
    metered_reads: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    creates: Counter[str] = field(default_factory=Counter)
    contents: dict[str, set[bytes]] = field(default_factory=dict)

    def as_json(self) -> Body:
        distinct: Body = {title: len(digests) for title, digests in self.contents.items()}
        return {
            "requests": self.requests,
            "batches": self.batches,
            "batch_items": self.batch_items,
            "replays": self.replays,
            "metered_reads": self.metered_reads,
            "refused": _counts(self.refused),
            "faults": _counts(self.faults),
            "creates": _counts(self.creates),
            "distinct_creates": distinct,
        }


def _counts(counter: Counter[str]) -> dict[str, Json]:
    return dict(counter)


class Stats:
    """Counters of every company; refused calls are in `requests` too, and in `refused` under their reason."""

    def __init__(self) -> None:
        self.realms: dict[str, RealmStats] = {}

    def of(self, realm_id: str) -> RealmStats:
        return self.realms.setdefault(realm_id, RealmStats())

    def created(self, realm_id: str, title: str, sent: Body) -> None:
        """Count a record really made; a second with the same content raises the total, not the distinct."""
        stats = self.of(realm_id)
        stats.creates[title] += 1
        ordered: Body = {key: sent[key] for key in sorted(sent)}
        stats.contents.setdefault(title, set()).add(blake2b(dumps(ordered), digest_size=10).digest())

    def reset(self) -> None:
        self.realms.clear()
