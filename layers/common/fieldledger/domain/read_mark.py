"""Up to which events a record was read again."""

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.sync_resource import SyncResource


class ReadMark(CanonicalModel):
    """Events that happened up to ``covered_until``, by the vendor's clock, need no further read.

    It is the time of the newest event that was known before the record was read: what that read brought includes every
    earlier change, so late and repeated events cost nothing, and no two clocks have to agree. It is never later than
    our own time of that read (``read_at``), so that an event from a wrong future does not hide those that follow.
    """

    company_id: str
    resource: SyncResource
    scope_id: str | None
    record_id: str
    covered_until: Utc
    read_at: Utc
    version: int = 0
