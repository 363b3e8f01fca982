"""Changing a mapping table: a new version, its history and the audit trail, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pydantic import ValidationError

from fieldledger.domain.clock import Clock
from fieldledger.domain.mapping_table import MappingKind, MappingTable, MappingVersion, Row, differences
from fieldledger.domain.posting import Target
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.documents import Put
from fieldledger.repositories.mapping_tables import MappingTables
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import audit_entry
from fieldledger.services.mappings.items import BoughtItems
from fieldledger.services.mappings.settings import read_by_postings
from fieldledger.services.posting.release import ITEM_CODES, ParkedPostings
from fieldledger.services.writing import Transactions

_WAITING: Final = {
    MappingKind.PAY_TYPE: ITEM_CODES,
    MappingKind.COST_CODE: frozenset({ErrorCode.COST_CODE_UNMAPPED, ErrorCode.BOOKS_MAPPING_MISSING}),
    MappingKind.TAX: frozenset({ErrorCode.BOOKS_MAPPING_MISSING}),
}
"""What postings to either of the books may wait for."""

MOST_BYTES: Final = 380_000
"""An item of DynamoDB holds 400 KB: a table, and each change of it with what was before, has to fit one."""

_IN_AUDIT: Final = 20
"""Rows of a change that the audit trail spells out."""


@dataclass(frozen=True, slots=True)
class TableChange:
    """Rows to put or, where None, to take away; ``version`` is the one that the person saw."""

    company_id: str
    target: Target
    kind: MappingKind
    rows: Mapping[str, Row | None]
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class Replacement:
    """All rows that a table shall have; ``version`` is the one that the person saw."""

    company_id: str
    target: Target
    kind: MappingKind
    rows: Mapping[str, Row]
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class MappingAnswer:
    """The table after a change, and how many postings went on because of it."""

    table: MappingTable
    released: int = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """The table afterwards, and the writes that make it so; none if nothing differs."""

    table: MappingTable
    writes: tuple[Put, ...]


class MappingChanges:
    """Plans changes, for those who have more to write in the same transaction, and carries them out."""

    def __init__(
        self,
        tables: MappingTables,
        planning: "ChangePlanning",
        transactions: Transactions,
        parked: ParkedPostings,
    ) -> None:
        self._tables = tables
        self._planning = planning
        self._transactions = transactions
        self._parked = parked

    async def change(self, user_id: str, change: TableChange) -> Result[MappingTable]:
        """``VERSION_CONFLICT`` if the table is not what the person saw; ``VALIDATION_FAILED`` names the rows at fault.

        Postings that waited for such a mapping follow by themselves.
        """
        return (await self._carry_out(user_id, change)).map(lambda answer: answer.table)

    async def replace(self, user_id: str, wanted: Replacement) -> Result[MappingAnswer]:
        """The same for a whole table. A repetition changes nothing, and releases what an earlier call left waiting.

        ``NOT_FOUND`` for a table that no posting reads.
        """
        there = read_by_postings(wanted.target, wanted.kind)
        if there.failed:
            return there.failure()
        found = await self._tables.get(wanted.company_id, wanted.target, wanted.kind)
        if found.failed:
            return found.failure()
        table = found.unwrap()
        rows: dict[str, Row | None] = dict.fromkeys(table.rows.keys() - wanted.rows.keys())
        rows |= wanted.rows
        same = table.rows == {code: dict(row) for code, row in wanted.rows.items()}
        version = table.version if same else wanted.version
        change = TableChange(wanted.company_id, wanted.target, wanted.kind, rows, version, wanted.reason)
        return await self._carry_out(user_id, change)

    async def _carry_out(self, user_id: str, change: TableChange) -> Result[MappingAnswer]:
        planned = await self._planning.plan(user_id, change)
        if planned.failed:
            return planned.failure()
        table = planned.unwrap().table
        if planned.unwrap().writes:
            written = await self._transactions.transact(planned.unwrap().writes)
            if written.failed:
                return written.failure()
            log_mutation(LogEvent.MAPPING_DECIDED, user_id, table.name)
        codes = _WAITING.get(change.kind)
        if codes is None:
            return Result.ok(MappingAnswer(table))
        released = await self._parked.release(change.company_id, codes, "the mapping changed", (change.target,))
        return released.map(lambda count: MappingAnswer(table, count))


class ChangePlanning:
    """The writes of a change."""

    def __init__(self, tables: MappingTables, items: BoughtItems, audit: AuditTrail, clock: Clock) -> None:
        self._tables = tables
        self._items = items
        self._audit = audit
        self._clock = clock

    async def plan(self, user_id: str, change: TableChange) -> Result[Changed]:
        """What ``change`` writes; the codes are those of ``MappingChanges.change``."""
        found = await self._tables.get(change.company_id, change.target, change.kind)
        if found.failed:
            return found.failure()
        before = found.unwrap()
        if before.version != change.version:
            details = {"version": before.version}
            return Result.fail("the table was changed since it was shown", ErrorCode.VERSION_CONFLICT, details)
        return await self._onto(user_id, change, before)

    async def plan_row(self, user_id: str, change: TableChange) -> Result[Changed]:
        """The same onto whatever version stands now, for a person who decides about one row."""
        found = await self._tables.get(change.company_id, change.target, change.kind)
        if found.failed:
            return found.failure()
        return await self._onto(user_id, change, found.unwrap())

    async def _onto(self, user_id: str, change: TableChange, before: MappingTable) -> Result[Changed]:
        after = _changed(before, change)
        if after.failed:
            return after.failure()
        changes = differences(before, after.unwrap())
        bought = await self._items.check(change.company_id, change.target, change.kind, changes)
        return bought.and_then(lambda _: self._planned(user_id, change, before, after.unwrap()))

    def _planned(self, user_id: str, change: TableChange, before: MappingTable, after: MappingTable) -> Result[Changed]:
        changes = differences(before, after)
        if not changes:
            return Result.ok(Changed(before, ()))
        now = self._clock.now()
        table = after.model_copy(update={"changed_by": user_id, "changed_at": now, "version": before.version})
        version = MappingVersion(
            company_id=before.company_id,
            target=before.target,
            kind=before.kind,
            number=before.version + 1,
            changed_by=user_id,
            changed_at=now,
            reason=change.reason,
            changes={code: (_plain(old), _plain(new)) for code, (old, new) in changes.items()},
        )
        stored = table.model_copy(update={"version": before.version + 1})
        if max(_size(stored), _size(version)) > MOST_BYTES:
            text = "this is more than one change can hold: change fewer rows at once"
            return Result.fail(text, ErrorCode.VALIDATION_FAILED, {"most_bytes": MOST_BYTES})
        entry = audit_entry(
            before.company_id,
            user_id,
            LogEvent.MAPPING_DECIDED,
            f"mapping:{before.target}/{before.kind}",
            now,
            before=_words({code: old for code, (old, _) in changes.items()}),
            after=_words({code: new for code, (_, new) in changes.items()})
            | {"version": str(stored.version), "rows": str(len(changes)), "reason": change.reason},
        )
        writes = (self._tables.write(table), self._tables.write_version(version), self._audit.write(entry))
        return Result.ok(Changed(stored, writes))


def _changed(before: MappingTable, change: TableChange) -> Result[MappingTable]:
    try:
        return Result.ok(before.with_rows(change.rows))
    except ValidationError as invalid:
        faults = "; ".join(str(error["msg"]) for error in invalid.errors(include_input=False, include_url=False))
        return Result.fail(f"the table cannot be so: {faults}", ErrorCode.VALIDATION_FAILED, {"faults": faults})


def _size(model: MappingTable | MappingVersion) -> int:
    return len(model.model_dump_json().encode())


def _words(rows: Mapping[str, Row | None]) -> dict[str, str]:
    """The first rows; all of them are in the table's history."""
    some = islice(((code, row) for code, row in rows.items() if row is not None), _IN_AUDIT)
    return {f"{code} {name}": value for code, row in some for name, value in row.items()}


def _plain(row: Row | None) -> dict[str, str] | None:
    return None if row is None else dict(row)
