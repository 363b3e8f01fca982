"""Which postings go into which file, and when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import accumulate
from typing import Final

from fieldledger.clients.foundation.assumptions import FoundationDialect
from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company
from fieldledger.domain.foundation_export import (
    MOST_BYTES,
    MOST_ITEMS,
    ExportItem,
    ExportState,
    FoundationExport,
    export_id,
)
from fieldledger.domain.foundation_mappings import FoundationKind, FoundationMappings, FoundationRoute
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.foundation_exports import FoundationExports
from fieldledger.repositories.foundation_outbox import FoundationOutbox
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.deadline import Deadline
from fieldledger.services.foundation_posting.books import natural_key
from fieldledger.services.foundation_posting.export_file import amount_of, can_be_in_file
from fieldledger.services.foundation_posting.exporting import STEP_SECONDS, FoundationExporting
from fieldledger.services.foundation_posting.ids import BOOKS
from fieldledger.services.foundation_posting.mapping import Mapped, kind_of
from fieldledger.services.foundation_posting.preparing import FoundationPreparing
from fieldledger.services.foundation_posting.sealed_text import sealed_text
from fieldledger.services.inbox import Problem
from fieldledger.services.posting.parking import Parking
from fieldledger.services.posting.pending import PendingPostings
from fieldledger.services.posting.reports import WriterReport
from fieldledger.services.posting.sources import SourceVersions, split

QUIET: Final = timedelta(minutes=2)
"""Approvals that follow each other within this time go into one file."""

LONGEST: Final = timedelta(minutes=15)
"""After so long a file is made although approvals still come in."""


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """Who wants files; a person who asks for one gets it ``at_once``."""

    company_id: str
    user_id: str = SYSTEM
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class ExportParts:
    """What the export run works with."""

    companies: Companies
    pending: PendingPostings
    exports: FoundationExports
    outbox: FoundationOutbox
    sources: SourceVersions
    preparing: FoundationPreparing
    exporting: FoundationExporting
    parking: Parking
    dialect: FoundationDialect
    clock: Clock


class ExportRun:
    """Runs under the lease of the company's writer; two at once would only make two smaller files."""

    def __init__(self, parts: ExportParts) -> None:
        self._parts = parts

    async def run(self, order: ExportOrder, mappings: FoundationMappings, deadline: Deadline) -> Result[WriterReport]:
        """Finish what was begun, then make a file of each kind that goes by file and has come to rest."""
        unfinished = await self._parts.exports.unfinished(order.company_id)
        if unfinished.failed:
            return unfinished.failure()
        by_file = [kind for kind in FoundationKind if mappings.route(kind) is FoundationRoute.FILE]
        if not unfinished.unwrap() and not by_file:
            return Result.ok(WriterReport())
        company = await self._parts.companies.get(order.company_id)
        if company.failed:
            return company.failure()
        report = WriterReport()
        for export in unfinished.unwrap():
            done = await self._finished(export, company.unwrap(), deadline)
            if done.failed:
                return done
            report = _together(report, done.unwrap())
        for kind in by_file if report.again_at is None else []:
            done = await self._of_kind(kind, order, company.unwrap(), mappings, deadline)
            if done.failed:
                return done
            report = _together(report, done.unwrap())
        return Result.ok(report)

    async def _of_kind(
        self,
        kind: FoundationKind,
        order: ExportOrder,
        company: Company,
        mappings: FoundationMappings,
        deadline: Deadline,
    ) -> Result[WriterReport]:
        found = await self._pending(order.company_id, kind)
        if found.failed:
            return found.failure()
        waiting, now = found.unwrap(), self._parts.clock.now()
        if not waiting:
            return Result.ok(WriterReport())
        rests_at = _rests_at(waiting)
        if rests_at > now and not order.at_once and len(waiting) < MOST_ITEMS:
            return Result.ok(WriterReport(again_at=rests_at))
        if not deadline.allows(STEP_SECONDS):
            return Result.ok(WriterReport(again_at=now))
        begun = await self._begun(kind, order, company, mappings, waiting[:MOST_ITEMS])
        if begun.failed:
            return begun.failure()
        made = begun.unwrap()
        left = made.left or len(waiting) > MOST_ITEMS
        report = WriterReport(parked=made.parked, again_at=now if left else None)
        if made.export is None:
            return Result.ok(report)
        done = await self._finished(made.export, company, deadline)
        return done.map(lambda finished: _together(report, finished))

    async def _pending(self, company_id: str, kind: FoundationKind) -> Result[list[Posting]]:
        """One more than a file holds tells that there is more."""
        tried: set[str] = set()
        mine: list[Posting] = []
        while len(mine) <= MOST_ITEMS:
            found = await self._parts.pending.next(company_id, [], tried, MOST_ITEMS)
            if found.failed:
                return found.failure()
            due = found.unwrap().ready
            if not due:
                break
            tried.update(posting.posting_id for posting in due)
            mine.extend(posting for posting in due if kind_of(posting) is kind)
        return Result.ok(mine)

    async def _begun(
        self,
        kind: FoundationKind,
        order: ExportOrder,
        company: Company,
        mappings: FoundationMappings,
        waiting: Sequence[Posting],
    ) -> Result["_Begun"]:
        """The export with everything that may be in it and has room."""
        versions = await self._parts.sources.current(company.company_id, [posting.source for posting in waiting])
        if versions.failed:
            return versions.failure()
        usable, problems = split(waiting, versions.unwrap())
        fits = partial(can_be_in_file, self._parts.dialect)
        prepared = await self._parts.preparing.prepare(company, mappings, usable, fits)
        if prepared.failed:
            return prepared.failure()
        ready = dict(prepared.unwrap().ready)
        problems |= prepared.unwrap().problems
        taken = await self._taken(kind, [p for p in usable if p.posting_id in ready], ready)
        if taken.failed:
            return taken.failure()
        problems |= taken.unwrap()
        parked = await self._parts.parking.park([p for p in waiting if p.posting_id in problems], problems)
        if parked.failed:
            return parked.failure()
        wanted = [_item(p, ready[p.posting_id]) for p in usable if p.posting_id not in problems]
        items = _with_room(wanted)
        if not items:
            return Result.ok(_Begun(None, parked.unwrap()))
        saved = await self._saved(kind, order, items)
        return saved.map(lambda export: _Begun(export, parked.unwrap(), left=len(items) < len(wanted)))

    async def _saved(
        self, kind: FoundationKind, order: ExportOrder, items: tuple[ExportItem, ...]
    ) -> Result[FoundationExport]:
        export = FoundationExport(
            company_id=order.company_id,
            export_id=export_id(kind, items),
            kind=kind,
            user_id=order.user_id,
            created_at=self._parts.clock.now(),
            items=items,
        )
        saved = await self._parts.exports.save(export)
        if saved.error_code != ErrorCode.VERSION_CONFLICT:
            return saved
        begun = await self._parts.exports.get(order.company_id, export.export_id)
        if begun.failed or begun.unwrap().state is not ExportState.EMPTY:
            return begun  # begun before, and the index did not know yet
        return await self._parts.exports.save(export.model_copy(update={"version": begun.unwrap().version}))

    async def _taken(
        self, kind: FoundationKind, usable: Sequence[Posting], ready: dict[str, Mapped]
    ) -> Result[dict[str, Problem]]:
        """Invoices whose number is in this file or an earlier one already; a person may let them go all the same."""
        problems: dict[str, Problem] = {}
        if kind is not FoundationKind.AP_INVOICE:
            return Result.ok(problems)
        holders: dict[str, str] = {}
        for posting in usable:
            key = natural_key(ready[posting.posting_id].write)
            claim = await self._parts.outbox.claim(posting.company_id, key)
            if claim.failed:
                return claim.failure()
            holder = holders.setdefault(key, claim.unwrap().holder or posting.posting_id)
            if holder != posting.posting_id and (
                key in _keys_before(usable, posting, ready) or not _was_asked(posting)
            ):
                problems[posting.posting_id] = _number_taken(posting, holder)
        return Result.ok(problems)

    async def _finished(self, export: FoundationExport, company: Company, deadline: Deadline) -> Result[WriterReport]:
        done = await self._parts.exporting.finish(export, company, deadline)
        if done.error_code == ErrorCode.VERSION_CONFLICT:  # another worker finishes it
            return Result.ok(WriterReport(again_at=self._parts.clock.now() + QUIET))
        if done.failed:
            return done.failure()
        match done.unwrap().state:
            case ExportState.RECORDED:
                return Result.ok(WriterReport(posted=len(done.unwrap().items)))
            case ExportState.EMPTY:
                return Result.ok(WriterReport())
            case _:
                return Result.ok(WriterReport(again_at=self._parts.clock.now()))


@dataclass(frozen=True, slots=True)
class _Begun:
    """``parked`` postings have a problem; with ``left`` there are more than have room."""

    export: FoundationExport | None
    parked: int
    left: bool = False


def _with_room(items: Sequence[ExportItem]) -> tuple[ExportItem, ...]:
    """The first of them, as far as their bodies have room together."""
    sizes = accumulate(len(item.body) for item in items)
    return tuple(item for item, size in zip(items, sizes, strict=True) if size <= MOST_BYTES)


def _rests_at(waiting: Sequence[Posting]) -> datetime:
    newest = max(max(posting.created_at, posting.not_before) for posting in waiting)
    oldest = min(posting.created_at for posting in waiting)
    return min(newest + QUIET, oldest + LONGEST)


def _together(one: WriterReport, other: WriterReport) -> WriterReport:
    """Both; the earlier one says when to come back."""
    moments = [moment for moment in (one.again_at, other.again_at) if moment is not None]
    return replace(one.plus(other), again_at=min(moments, default=None))


def _item(posting: Posting, mapped: Mapped) -> ExportItem:
    return ExportItem(
        posting_id=posting.posting_id,
        generation=posting.generation,
        approval_id=posting.approval_id,
        approved_by=posting.approved_by,
        content_hash=posting.source.content_hash,
        natural_key=natural_key(mapped.write),
        approved=mapped.approved,
        amount=amount_of(mapped.write),
        body=sealed_text(mapped.write),
    )


def _was_asked(posting: Posting) -> bool:
    return any(e.state is PostingState.PARKED and e.code == ErrorCode.BOOKS_DUPLICATE for e in posting.history)


def _keys_before(usable: Sequence[Posting], posting: Posting, ready: dict[str, Mapped]) -> set[str]:
    earlier = usable[: usable.index(posting)]
    return {natural_key(ready[each.posting_id].write) for each in earlier}


def _number_taken(posting: Posting, holder: str) -> Problem:
    text = "an invoice of this vendor and number was handed over before. This one is in no file"
    return Problem(ErrorCode.BOOKS_DUPLICATE, f"posting:{posting.posting_id}", text, {**BOOKS, "holder": holder})
