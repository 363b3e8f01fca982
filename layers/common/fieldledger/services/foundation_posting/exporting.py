"""The file way: the same postings as import files in a bucket, handed over exactly once (foundation.md B7).

Each step can be the last one of its container; ``finish`` goes on wherever an export stands.
"""

from collections.abc import Callable, Sequence
from itertools import batched
from typing import Final

from fieldledger.clients.export_files import ExportFiles
from fieldledger.clients.foundation.assumptions import FoundationDialect
from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company
from fieldledger.domain.foundation_export import OPEN_EXPORTS, ExportItem, ExportState, FoundationExport
from fieldledger.domain.foundation_mappings import FoundationKind
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.foundation_exports import FoundationExports
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.deadline import Deadline
from fieldledger.services.foundation_posting.export_file import manifest
from fieldledger.services.foundation_posting.gathering import ExportGathering, is_in
from fieldledger.services.foundation_posting.recording import NO_TOKEN
from fieldledger.services.posting.transitions import pending_again, posted
from fieldledger.services.writing import Transactions

_GROUP: Final = 90
_TRIES: Final = 4
STEP_SECONDS: Final = 60.0
CSV: Final = "text/csv; charset=us-ascii"
JSON: Final = "application/json"
_EVENTS: Final = {PostingState.POSTED: LogEvent.POSTING_POSTED, PostingState.PENDING: LogEvent.POSTING_RELEASED}


class FoundationExporting:
    """Brings exports to their end."""

    def __init__(
        self,
        gathering: ExportGathering,
        exports: FoundationExports,
        postings: Postings,
        files: ExportFiles,
        transactions: Transactions,
        dialect: FoundationDialect,
        clock: Clock,
    ) -> None:
        self._gathering = gathering
        self._exports = exports
        self._postings = postings
        self._files = files
        self._transactions = transactions
        self._dialect = dialect
        self._clock = clock

    async def finish(self, export: FoundationExport, company: Company, deadline: Deadline) -> Result[FoundationExport]:
        """Gather, write, record, as far as it has not happened yet; what time does not allow is left for later.

        The postings are ``posted`` when the file lies in the bucket: handed over, which is all that can be known of a
        file. Codes: ``STORE_UNAVAILABLE``, ``VERSION_CONFLICT`` (another worker is at it), ``ALREADY_EXISTS`` (another
        file lies under the name, which nobody of us wrote).
        """
        current = export
        while current.state in OPEN_EXPORTS and deadline.allows(STEP_SECONDS):
            step = await self._step(current, company)
            if step.failed:
                return step
            current = step.unwrap()
        return Result.ok(current)

    async def _step(self, export: FoundationExport, company: Company) -> Result[FoundationExport]:
        match export.state:
            case ExportState.GATHERING:
                return await self._gathering.gather(export, company)
            case ExportState.SEALED:
                return await self._write(export)
            case _:
                return await self._record(export)

    async def _write(self, export: FoundationExport) -> Result[FoundationExport]:
        """The file, then its manifest: whoever sees a manifest finds the file."""
        columns = (
            self._dialect.time_card_columns
            if export.kind is FoundationKind.TIME_CARD
            else self._dialect.ap_invoice_columns
        )
        beside = manifest(export, [column.heading for column in columns])
        for key, content, kind in (
            (export.file_key, export.content.encode("ascii"), CSV),
            (export.manifest_key, beside, JSON),
        ):
            put = await self._files.put_new(key, content, kind)
            if put.failed:
                return put.failure()
        saved = await self._exports.save(export.model_copy(update={"state": ExportState.WRITTEN}))
        if saved.success:
            log_mutation(LogEvent.EXPORT_WRITTEN, export.user_id, export.export_id, file=export.file_key)
        return saved

    async def _record(self, export: FoundationExport) -> Result[FoundationExport]:
        handed_over = await self._move(
            export, [item.posting_id for item in export.items], _HandedOver(export, self._clock)
        )
        if handed_over.failed:
            return handed_over.failure()
        left_out = await self._move(export, export.left_out, self._given_back)
        if left_out.failed:
            return left_out.failure()
        saved = await self._exports.save(export.model_copy(update={"state": ExportState.RECORDED}))
        if saved.success:
            log_mutation(LogEvent.EXPORT_RECORDED, export.user_id, export.export_id, postings=len(export.items))
        return saved

    def _given_back(self, posting: Posting) -> Posting:
        """Sealed by another worker in the moment in which the content was fixed: it goes into the next file."""
        now = self._clock.now()
        return pending_again(posting, now, now, ErrorCode.VERSION_CONFLICT, counted=False)

    async def _move(
        self, export: FoundationExport, posting_ids: Sequence[str], step: Callable[[Posting], Posting]
    ) -> Result[None]:
        for group in batched(posting_ids, _GROUP, strict=False):
            moved = await self._move_group(export, group, step)
            if moved.failed:
                return moved
        return Result.ok(None)

    async def _move_group(
        self, export: FoundationExport, group: Sequence[str], step: Callable[[Posting], Posting]
    ) -> Result[None]:
        written: Result[None] = Result.ok(None)
        for _ in range(_TRIES):
            found = await self._postings.get_many(export.company_id, group)
            if found.failed:
                return found.failure()
            steps = [step(posting) for posting in found.unwrap() if is_in(posting, export)]
            if not steps:
                return Result.ok(None)
            written = await self._transactions.transact([self._postings.write(posting) for posting in steps])
            if written.success:
                for posting in steps:
                    log_mutation(_EVENTS[posting.state], export.user_id, posting.posting_id, export_id=export.export_id)
            if written.error_code != ErrorCode.VERSION_CONFLICT:
                break
        return written


class _HandedOver:
    """The step of a posting whose row lies in the bucket."""

    def __init__(self, export: FoundationExport, clock: Clock) -> None:
        self._export = export
        self._items: dict[str, ExportItem] = {item.posting_id: item for item in export.items}
        self._clock = clock

    def __call__(self, posting: Posting) -> Posting:
        row = self._items[posting.posting_id].row
        note = f"handed over in {self._export.file_key}, row {row}"
        return posted(posting, self._export.export_id, NO_TOKEN, self._clock.now(), note)
