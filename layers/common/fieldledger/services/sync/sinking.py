"""Where rows go: into the mirror, or into the records that people work with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from fieldledger.domain.sync_run import SyncCounts
from fieldledger.result import Result
from fieldledger.services.sync.source import SourceRow


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one page and one resource. ``asked_at`` is when the vendor was asked: what is newer stays."""

    company_id: str
    rows: Sequence[SourceRow]
    asked_at: datetime


class RecordSink(Protocol):
    """Keeps rows. What did not change is not written; a repeat of the same rows changes nothing."""

    async def keep(self, rows: Rows) -> Result[SyncCounts]:
        """The counts balance: ``seen`` is the number of rows."""
        ...
