"""Where the books' rows go: names into the posting engine's own copy of the lists, documents into the mirror."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from fieldledger.domain.crosswalk import LISTS, Counterpart, CounterpartKind
from fieldledger.domain.facts.quickbooks_documents import (
    BillFacts,
    JournalEntryFacts,
    PurchaseFacts,
    TimeActivityFacts,
    VendorCreditFacts,
)
from fieldledger.domain.facts.quickbooks_lists import NameFacts
from fieldledger.domain.mirror import Facts
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.at_once import at_once
from fieldledger.repositories.crosswalk import CounterpartRows
from fieldledger.repositories.job_records import JobRecordKey, JobRecords
from fieldledger.result import Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.posting.posted_records import PostedRecords
from fieldledger.services.posting.references import Row
from fieldledger.services.posting.release import NAME_CODES, ParkedPostings
from fieldledger.services.sync.mirroring import MirrorSink
from fieldledger.services.sync.quickbooks.rows import KINDS, DocumentRow
from fieldledger.services.sync.sinking import Rows
from fieldledger.services.sync.source import SourceRow


class CounterpartSink:
    """Implements ``RecordSink``: what postings are matched against, so that nobody else has to read the lists.

    A name that is gone (merged into another one) is kept as inactive: old documents still refer to it.
    """

    def __init__(self, crosswalk: CounterpartRows, parked: ParkedPostings) -> None:
        self._crosswalk = crosswalk
        self._parked = parked

    async def keep(self, rows: Rows) -> Result[SyncCounts]:
        """Rows are versions: one with an older SyncToken never replaces a newer one.

        New and changed names release the postings that may wait for them.
        """
        if not rows.rows:
            return Result.ok(SyncCounts())
        kind = LISTS[rows.rows[0].resource]
        latest = {row.record_id: row for row in rows.rows}
        found = await self._crosswalk.rows(rows.company_id, kind, list(latest))
        if found.failed:
            return found.failure()
        held = {row.vendor_id: row for row in found.unwrap()}
        changed = [
            after
            for identifier, row in latest.items()
            if (after := _after(rows.company_id, kind, held.get(identifier), row)) is not None
        ]
        saved = await self._crosswalk.save_counterparts(changed)
        if saved.failed:
            return saved.failure()
        for row in changed:
            log_mutation(LogEvent.RECORD_SAVED, SYSTEM, row.vendor_id, kind=rows.rows[0].resource)
        counts = _counted(changed, held, {row.record_id for row in rows.rows if row.deleted})
        counts = counts.plus(SyncCounts(seen=len(rows.rows), unchanged=len(rows.rows) - len(changed)))
        back = {(kind, row.vendor_id) for row in changed if row.active and _was_off(held.get(row.vendor_id))}
        return (await self._release(rows.company_id, kind, counts, back)).map(lambda _: counts)

    async def _release(self, company_id: str, kind: CounterpartKind, counts: SyncCounts, back: set[Row]) -> Result[int]:
        if not counts.created and not counts.updated:
            return Result.ok(0)
        note = f"QuickBooks {kind} changed"
        released = await self._parked.release(company_id, NAME_CODES[kind], note)
        return released if released.failed else await self._parked.release_switched_on(company_id, back, note)


class PostedDocumentSink:
    """Implements ``RecordSink`` for documents that are also posted from here.

    What changed in one of ours is told to a person before the mirror takes it: whoever dies in between finds it again.
    Which jobs a bill or time is charged to is noted before as well.
    """

    def __init__(self, mirror: MirrorSink, posted: PostedRecords, job_records: JobRecords) -> None:
        self._mirror = mirror
        self._posted = posted
        self._job_records = job_records

    async def keep(self, rows: Rows) -> Result[SyncCounts]:
        """As the mirror counts them."""
        news = await self._mirror.news(rows)
        if news.failed:
            return news.failure()
        for checked in await at_once(partial(self._check, rows.company_id), news.unwrap()):
            if checked.failed:
                return checked.failure()
        noted = await self._job_records.note(rows.company_id, _of_jobs(news.unwrap()))
        return noted.failure() if noted.failed else await self._mirror.keep(rows)

    async def _check(self, company_id: str, row: SourceRow) -> Result[None]:
        held = row.record if isinstance(row, DocumentRow) else None
        if held is None and not row.deleted:
            return Result.ok(None)
        checked = await self._posted.changed(company_id, KINDS[row.resource].entity(), row.record_id, held)
        return checked.map(lambda _: None)


class SpendingSink:
    """Implements ``RecordSink`` for documents that are never posted from here: which jobs they charge is noted first.

    Several lists share the notes, so a record is noted with its list: ``purchases/12``.
    """

    def __init__(self, mirror: MirrorSink, job_records: JobRecords) -> None:
        self._mirror = mirror
        self._job_records = job_records

    async def keep(self, rows: Rows) -> Result[SyncCounts]:
        """As the mirror counts them."""
        news = await self._mirror.news(rows)
        if news.failed:
            return news.failure()
        keys = (
            (customer, f"{row.resource.short_name}/{record}")
            for row in news.unwrap()
            for customer, record in _of_jobs([row])
        )
        noted = await self._job_records.note(rows.company_id, keys)
        return noted.failure() if noted.failed else await self._mirror.keep(rows)


def _of_jobs(rows: Sequence[SourceRow]) -> Iterator[JobRecordKey]:
    for row in rows:
        yield from ((customer_id, row.record_id) for customer_id in _jobs(row.facts) if customer_id is not None)


def _jobs(facts: Facts | None) -> Iterable[str | None]:
    match facts:
        case BillFacts() | PurchaseFacts() | VendorCreditFacts() | JournalEntryFacts():
            return [line.customer_id for line in facts.lines]
        case TimeActivityFacts():
            return [facts.customer_id]
        case _:
            return ()


def _after(company_id: str, kind: CounterpartKind, before: Counterpart | None, row: SourceRow) -> Counterpart | None:
    """The row as it is to be stored; None if nothing changes."""
    if not isinstance(row.facts, NameFacts):
        gone = before is not None and not before.gone and row.deleted
        return before.model_copy(update={"active": False, "gone": True}) if gone and before is not None else None
    after = Counterpart(company_id=company_id, kind=kind, vendor_id=row.record_id, **row.facts.model_dump())
    if before is None:
        return after
    return None if after == before or _version(after) < _version(before) else after


def _was_off(row: Counterpart | None) -> bool:
    return row is not None and not row.active


def _version(row: Counterpart) -> int:
    return int(row.sync_token) if row.sync_token.isdigit() else 0


def _counted(changed: Sequence[Counterpart], held: Mapping[str, Counterpart], gone: set[str]) -> SyncCounts:
    counts = SyncCounts()
    for row in changed:
        if row.vendor_id not in held:
            counts = counts.plus(SyncCounts(created=1))
        else:
            counts = counts.plus(SyncCounts(deleted=1) if row.vendor_id in gone else SyncCounts(updated=1))
    return counts
