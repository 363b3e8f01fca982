"""What the sync engine asks of a vendor: pages of rows, and one row by its id. Each resource has one source.

A source knows its vendor's filters, paging and deletions and nothing of runs, checkpoints or tables.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from fieldledger.clients.reading import MalformedRow
from fieldledger.domain.company import PayPeriod
from fieldledger.domain.mirror import Facts, MirrorRecord
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import Result


def always(_record: MirrorRecord) -> bool:
    """Every record is a scope."""
    return True


@dataclass(frozen=True, slots=True)
class SourceTraits:
    """How one resource is read.

    ``scoped_by``: pages are read under each live record of that resource (projects) for which ``scope_when`` holds.
    ``incremental`` sources take a window of change times; one that does not is read whole each time. Windows begin
    ``overlap`` before the checkpoint, since clocks are never trusted, and are at most ``longest_window`` long.
    ``look_back`` bounds a full read of sources that know no other (feeds of changes); None: everything.
    ``every`` is the usual cadence, ``full_every`` how often all is read again in spite of incremental reads.

    What a comparison needs to know: ``dated_by`` names the fact with the day that a record is about, where windows are
    of such days and not of change times; ``by_period`` sources can list a pay period; ``looked_up`` is false where a
    record has no address of its own, so that nobody but a list says that it is gone.
    """

    resource: SyncResource
    every: timedelta
    full_every: timedelta | None = None
    scoped_by: SyncResource | None = None
    scope_when: Callable[[MirrorRecord], bool] = always
    incremental: bool = False
    overlap: timedelta = timedelta(minutes=10)
    longest_window: timedelta | None = None
    look_back: timedelta | None = None
    dated_by: str | None = None
    by_period: bool = False
    looked_up: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """Change times from ``since`` to ``until``, aware."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Scope:
    """The record that a page is read under; ``parent_id`` is that record's own scope (a contract's project)."""

    scope_id: str
    parent_id: str | None = None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """``window`` None: everything. ``cursor`` is the page before's ``next_cursor``, None at the beginning.

    ``period``: what there is of these days, whenever it changed; only of sources that are ``by_period``.
    ``only``: one of the resources that a source brings together, where all of it is read.
    """

    company_id: str
    scope: Scope | None = None
    window: Span | None = None
    cursor: str | None = None
    period: PayPeriod | None = None
    only: SyncResource | None = None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One record. ``deleted`` is the vendor's own word; its ``facts`` may be None, the last known ones are kept."""

    resource: SyncResource
    record_id: str
    facts: Facts | None
    scope_id: str | None = None
    updated_at: datetime | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class SourcePage:
    """``next_cursor`` None: the last page of this scope and window. ``calls`` are vendor requests used for it.

    ``vendor_now`` is the vendor's own clock when it answered, where it tells: the next window begins by it.
    ``again``: so many of the last rows come again with the next page, for pages are no snapshot. ``total`` is how many
    records the list has by its own word, where it tells.
    """

    rows: tuple[SourceRow, ...]
    malformed: tuple[MalformedRow, ...] = ()
    next_cursor: str | None = None
    calls: int = 1
    vendor_now: datetime | None = None
    again: int = 0
    total: int | None = None


class SyncSource(Protocol):
    """Failures are the client's own: those with ``retry_at`` wait, others are described in ``engine.py``."""

    @property
    def traits(self) -> SourceTraits:
        """How it is read."""
        ...

    async def page(self, request: PageRequest) -> Result[SourcePage]:
        """One page; never writes, so it may be read again."""
        ...

    async def one(
        self, company_id: str, resource: SyncResource, record_id: str, scope: Scope | None
    ) -> Result[SourcePage]:
        """One record as it is now: a page with its row, or with a deleted row if the vendor says that it is gone.

        ``VALIDATION_FAILED`` if the resource needs a scope and has none. A source that cannot ask for one record
        reads the smallest list that holds it.
        """
        ...
