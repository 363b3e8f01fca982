"""The mirror as a sink: a record is written only if its facts changed."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.hashing import content_hash
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.sync_run import Outcome, SyncCounts
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.at_once import at_once
from fieldledger.repositories.mirror import Mirror, MirrorKey
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.sync.sinking import Rows
from fieldledger.services.sync.source import SourceRow

_TRIES: Final = 3


class MirrorSink:
    """Implements ``RecordSink`` for every resource."""

    def __init__(self, mirror: Mirror, clock: Clock) -> None:
        self._mirror = mirror
        self._clock = clock

    async def keep(self, rows: Rows) -> Result[SyncCounts]:
        """Of several rows of one record on a page the newest counts; the others are ``unchanged``."""
        latest: dict[MirrorKey, SourceRow] = {}
        for row in rows.rows:
            before = latest.get(_key(row))
            if before is None or not _older(row.updated_at, before.updated_at):
                latest[_key(row)] = row
        counts = SyncCounts(seen=len(rows.rows), unchanged=len(rows.rows) - len(latest))
        for _ in range(_TRIES):
            done = await self._keep(rows.company_id, latest)
            if done.failed:
                return done.failure()
            kept, latest = done.unwrap()
            counts = counts.plus(kept)
            if not latest:
                return Result.ok(counts)
        return Result.fail("records kept changing while they were stored", ErrorCode.VERSION_CONFLICT)

    async def news(self, rows: Rows) -> Result[list[SourceRow]]:
        """Those of the rows, all of one resource, that ``keep`` would write, and deletions of what it never knew."""
        if not rows.rows:
            return Result.ok([])
        held = await self._mirror.get_many(rows.company_id, rows.rows[0].resource, [_key(row) for row in rows.rows])
        if held.failed:
            return held.failure()
        known = {(record.scope_id, record.record_id): record for record in held.unwrap()}
        return Result.ok([row for row in rows.rows if self._is_news(rows.company_id, known.get(_key(row)), row)])

    def _is_news(self, company_id: str, held: MirrorRecord | None, row: SourceRow) -> bool:
        return self._changed(company_id, held, row) is not None or (held is None and row.deleted)

    async def _keep(
        self, company_id: str, rows: Mapping[MirrorKey, SourceRow]
    ) -> Result[tuple[SyncCounts, dict[MirrorKey, SourceRow]]]:
        """Counts, and the rows that lost against somebody else."""
        if not rows:
            return Result.ok((SyncCounts(), {}))
        resource = next(iter(rows.values())).resource
        held = await self._mirror.get_many(company_id, resource, list(rows))
        if held.failed:
            return held.failure()
        known = {(record.scope_id, record.record_id): record for record in held.unwrap()}
        changes = {key: self._changed(company_id, known.get(key), row) for key, row in rows.items()}
        writes = [(key, record) for key, record in changes.items() if record is not None]
        saved = await at_once(self._save, [record for _, record in writes])
        outcomes: Counter[Outcome] = Counter({Outcome.UNCHANGED: len(rows) - len(writes)})
        lost: dict[MirrorKey, SourceRow] = {}
        for (key, record), done in zip(writes, saved, strict=True):
            if done.error_code == ErrorCode.VERSION_CONFLICT:
                lost[key] = rows[key]
            elif done.failed:
                return done.failure()
            else:
                outcomes[_outcome(record)] += 1
        return Result.ok((SyncCounts.of(outcomes), lost))

    def _changed(self, company_id: str, held: MirrorRecord | None, row: SourceRow) -> MirrorRecord | None:
        """What is to be written, or None."""
        if held is not None and _older(row.updated_at, held.source_updated_at):
            return None
        if row.deleted or row.facts is None:
            return self._tombstone(held, row)
        facts = row.facts.completed(row.facts.model_dump(mode="json"), {} if held is None else held.facts)
        fingerprint = content_hash(row.facts.steady(facts))
        if held is not None and held.content_hash == fingerprint and not held.deleted:
            return None
        return MirrorRecord(
            company_id=company_id,
            resource=row.resource,
            record_id=row.record_id,
            scope_id=row.scope_id,
            facts=facts,
            amount=row.facts.census_amount,
            content_hash=fingerprint,
            source_updated_at=row.updated_at,
            written_at=self._clock.now(),
            version=0 if held is None else held.version,
        )

    def _tombstone(self, held: MirrorRecord | None, row: SourceRow) -> MirrorRecord | None:
        """A record that we never knew needs none."""
        if held is None or held.deleted or not row.deleted:
            return None
        now = self._clock.now()
        seen = {"source_updated_at": row.updated_at or held.source_updated_at, "deleted_at": now, "written_at": now}
        return held.model_copy(update=seen)

    async def _save(self, record: MirrorRecord) -> Result[MirrorRecord]:
        saved = await self._mirror.save(record)
        if saved.success:
            log_mutation(LogEvent.RECORD_SAVED, SYSTEM, record.record_id, kind=record.resource)
        return saved


def _key(row: SourceRow) -> MirrorKey:
    return row.scope_id, row.record_id


def _older(moment: datetime | None, than: datetime | None) -> bool:
    """Whether a vendor's clock says so; an unknown time is not older."""
    return moment is not None and than is not None and moment < than


def _outcome(record: MirrorRecord) -> Outcome:
    if record.deleted:
        return Outcome.DELETED
    return Outcome.CREATED if record.version == 0 else Outcome.UPDATED
