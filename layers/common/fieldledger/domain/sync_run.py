"""What a sync read and did, in numbers, and the checkpoint of a list that is read by itself."""

from collections.abc import Mapping
from enum import StrEnum

from fieldledger.domain.base import CanonicalModel, Utc


class Outcome(StrEnum):
    """What keeping a record came to: the name of the count that it belongs to."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DELETED = "deleted"


class SyncCounts(CanonicalModel):
    """``seen`` always equals the sum of the five outcomes; ``calls`` are vendor requests used.

    ``read_units`` and ``write_units`` are DynamoDB capacity units, in whole units of each request.
    """

    seen: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    failed: int = 0
    calls: int = 0
    read_units: int = 0
    write_units: int = 0

    @staticmethod
    def of(outcomes: Mapping[Outcome, int]) -> "SyncCounts":
        """The counts of records that were kept, without ``seen``."""
        return SyncCounts(**{outcome.value: count for outcome, count in outcomes.items()})

    @property
    def changed(self) -> int:
        """Records that were written."""
        return self.created + self.updated + self.deleted

    def plus(self, other: "SyncCounts") -> "SyncCounts":
        """Field-wise sum."""
        names = type(self).model_fields
        return SyncCounts(**{name: getattr(self, name) + getattr(other, name) for name in names})


class SyncCheckpoint(CanonicalModel):
    """Where one (company, vendor, resource) goes on.

    ``synced_until`` is the end of the last window that was read completely; ``window_until`` and ``cursor`` are the
    window being read and the source's own place in it. The next window begins an overlap earlier: clocks are never
    trusted.
    """

    company_id: str
    vendor: str
    resource: str
    synced_until: Utc | None = None
    window_until: Utc | None = None
    cursor: str | None = None
    counts: SyncCounts = SyncCounts()
    updated_at: Utc
    version: int = 0
