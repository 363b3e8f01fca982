"""Gathering an import file: its postings are taken out of pending group by group, then its content is fixed."""

from collections.abc import Sequence
from itertools import batched
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company
from fieldledger.domain.foundation_export import ExportItem, ExportState, FoundationExport
from fieldledger.domain.foundation_mappings import FoundationKind
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.domain.told_week import ToldWeek
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.documents import MAX_TRANSACTION_WRITES, Check, Write
from fieldledger.repositories.foundation_exports import FoundationExports
from fieldledger.repositories.foundation_outbox import FoundationOutbox
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.foundation_posting.books import BooksRecords
from fieldledger.services.foundation_posting.export_file import closed, worker_of
from fieldledger.services.foundation_posting.quantities import RoundedWeeks
from fieldledger.services.foundation_posting.told_weeks import WeeksSoFar
from fieldledger.services.posting.sources import SourceVersions, is_current, key_of_source
from fieldledger.services.posting.transitions import sealed
from fieldledger.services.writing import Transactions

_GROUP: Final = 30  # a posting, its source and its claim each, and the export, within the 100 writes of a transaction


class ExportGathering:
    """Takes postings into exports."""

    def __init__(
        self,
        postings: Postings,
        exports: FoundationExports,
        outbox: FoundationOutbox,
        sources: SourceVersions,
        records: BooksRecords,
        so_far: WeeksSoFar,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._postings = postings
        self._exports = exports
        self._outbox = outbox
        self._sources = sources
        self._records = records
        self._so_far = so_far
        self._transactions = transactions
        self._clock = clock

    async def gather(self, export: FoundationExport, company: Company) -> Result[FoundationExport]:
        """Seal what is still pending and unchanged, then fix the content of what was sealed.

        Whatever a person, a sync or another worker was faster with stays out. ``VERSION_CONFLICT``: another worker has
        fixed the content meanwhile.
        """
        for group in batched(export.items, _GROUP, strict=False):
            done = await self._seal(export, group)
            if done.failed:
                return done.failure()
        held = await self._held(export)
        if held.failed:
            return held.failure()
        kept = held.unwrap()
        if not kept:
            return await self._exports.save(export.model_copy(update={"state": ExportState.EMPTY}))
        fixed = await self._fixed(export, kept, RoundedWeeks.of(company))
        if fixed.failed:
            return fixed
        final = fixed.unwrap()
        saved = await self._exports.save(final)
        if saved.success:
            controls = final.controls
            totals = {} if controls is None else {"rows": controls.rows, "quantity": str(controls.quantity)}
            log_mutation(LogEvent.EXPORT_SEALED, export.user_id, export.export_id, postings=len(kept), **totals)
        return saved

    async def _fixed(
        self, export: FoundationExport, kept: Sequence[Posting], weeks_of: RoundedWeeks
    ) -> Result[FoundationExport]:
        """The content, with a worker's week adding up over this file and whatever went before it."""
        ids = {posting.posting_id for posting in kept}
        items = [item for item in export.items if item.posting_id in ids]
        weeks = await self._so_far.of_file(export.company_id, kept, weeks_of)
        if weeks.failed:
            return weeks.failure()
        before = weeks.unwrap().by_books_worker({item.posting_id: worker_of(item) for item in items})
        fixed = closed(export, items, weeks_of, self._records.dialect, before)
        if fixed.failed:
            return fixed.failure()
        content = fixed.unwrap()
        noted = await self._note(export, list(weeks.unwrap().telling(content.hours)))
        left_out = tuple(item.posting_id for item in export.items if item.posting_id not in ids)
        update = {"state": ExportState.SEALED, "left_out": left_out}
        return noted.map(lambda version: content.export.model_copy(update=update | {"version": version}))

    async def _note(self, export: FoundationExport, weeks: Sequence[ToldWeek]) -> Result[int]:
        """Remember the hours before the content is saved; the answer is the export's version by then.

        Each write takes the export's next version: whoever notes last is the only one who can fix the content.
        """
        current = export
        for group in batched(weeks, MAX_TRANSACTION_WRITES - 1, strict=False):
            writes: list[Write] = [self._exports.write(current), *(self._so_far.write(week) for week in group)]
            written = await self._transactions.transact(writes)
            if written.failed:
                return written.failure()
            current = current.model_copy(update={"version": current.version + 1})
        return Result.ok(current.version)

    async def _seal(self, export: FoundationExport, group: Sequence[ExportItem]) -> Result[None]:
        """Together; where somebody was faster with one of them, the others go one by one."""
        together = await self._transaction(export, group)
        if together.success or together.error_code != ErrorCode.VERSION_CONFLICT:
            return together
        for item in group:
            alone = await self._transaction(export, [item])
            if alone.failed and alone.error_code != ErrorCode.VERSION_CONFLICT:
                return alone
        return Result.ok(None)

    async def _transaction(self, export: FoundationExport, group: Sequence[ExportItem]) -> Result[None]:
        wanted = await self._wanted(export, group)
        if wanted.failed:
            return wanted.failure()
        postings = wanted.unwrap()
        if not postings:
            return Result.ok(None)
        versions = await self._sources.current(export.company_id, [posting.source for posting in postings])
        if versions.failed:
            return versions.failure()
        current = [posting for posting in postings if is_current(posting, versions.unwrap())]
        now = self._clock.now()
        writes: list[Write] = [self._postings.write(sealed(posting, export.export_id, now)) for posting in current]
        writes.extend(versions.unwrap()[key].check for key in dict.fromkeys(map(key_of_source, current)))
        claims = await self._claims(export, group, {posting.posting_id for posting in current})
        if claims.failed:
            return claims.failure()
        if not current:
            return Result.ok(None)
        gate = self._exports.write(export).document  # from the moment its content is fixed nothing more comes in
        writes.append(Check(gate.table, gate.pk, gate.sk, gate.version))
        return await self._transactions.transact([*writes, *claims.unwrap()])

    async def _wanted(self, export: FoundationExport, group: Sequence[ExportItem]) -> Result[list[Posting]]:
        generations = {item.posting_id: item.generation for item in group}
        found = await self._postings.get_many(export.company_id, list(generations))
        return found.map(
            lambda rows: [
                p for p in rows if p.state is PostingState.PENDING and p.generation == generations[p.posting_id]
            ]
        )

    async def _claims(
        self, export: FoundationExport, group: Sequence[ExportItem], taken: set[str]
    ) -> Result[list[Write]]:
        """An invoice number that has gone into a file is remembered: files cannot be looked up."""
        if export.kind is not FoundationKind.AP_INVOICE:
            return Result.ok([])
        writes: list[Write] = []
        for item in group:
            if item.posting_id not in taken:
                continue
            claim = await self._outbox.claim(export.company_id, item.natural_key)
            if claim.failed:
                return claim.failure()
            held = claim.unwrap().model_copy(update={"holder": item.posting_id})
            writes.append(self._outbox.write_claim(held))
        return Result.ok(writes)

    async def _held(self, export: FoundationExport) -> Result[list[Posting]]:
        found = await self._postings.get_many(export.company_id, [item.posting_id for item in export.items])
        return found.map(lambda rows: [posting for posting in rows if is_in(posting, export)])


def is_in(posting: Posting, export: FoundationExport) -> bool:
    """Whether a posting was sealed for this export and nothing has become of it yet."""
    return posting.state is PostingState.SEALED and posting.batch_id == export.export_id
