"""One company's turn at FOUNDATION: what goes over REST and what goes by file, under one lease."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.exception_item import exception_id
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.checkpoints import Checkpoints
from fieldledger.repositories.mappings_for_foundation import MappingsForFoundation
from fieldledger.result import ErrorCode, Result
from fieldledger.services.deadline import Deadline
from fieldledger.services.foundation_posting.delivery import SETUP_AGAIN
from fieldledger.services.foundation_posting.export_run import ExportOrder, ExportRun
from fieldledger.services.foundation_posting.ids import BOOKS
from fieldledger.services.foundation_posting.writer import FoundationWriter
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.posting.reports import WriterReport

LEASE: Final = "foundation_writer"
LEASE_SECONDS: Final = 300
BUSY: Final = timedelta(seconds=30)
_SETUP: Final = f"connection:{VendorName.FOUNDATION}"
# About the account and no single record: a key or product refused, an app unknown, a list or company not there.
_SETUP_CODES: Final = (ErrorCode.VENDOR_SETUP_INCOMPLETE, ErrorCode.VENDOR_REJECTED, ErrorCode.VENDOR_NOT_FOUND)


@dataclass(frozen=True, slots=True)
class TurnParts:
    """What a turn works with; ``owner`` names this container in leases."""

    mappings: MappingsForFoundation
    writer: FoundationWriter
    exports: ExportRun
    leases: Checkpoints
    inbox: Inbox
    clock: Clock
    owner: str


class FoundationTurn:
    """Correctness does not rest on the lease: it keeps two workers from competing for the same budget."""

    def __init__(self, parts: TurnParts) -> None:
        self._parts = parts

    async def write(self, company_id: str, posting_ids: Sequence[str], deadline: Deadline) -> Result[WriterReport]:
        """Everything that may go now. A vendor that is down holds no file up, and a bucket that is down no record.

        Codes as of ``FoundationWriter.write`` and ``ExportRun.run``.
        """
        written = await self._leased(ExportOrder(company_id), posting_ids, deadline)
        extra = {
            "entity_id": company_id,
            "code": written.error_code,
            "posted": written.unwrap_or(WriterReport()).posted,
            "books": VendorName.FOUNDATION,
        }
        logger.info(LogEvent.WRITER_FINISHED, extra=extra)
        if written.failed:
            await self._parts.inbox.raise_lost_connection(company_id, VendorName.FOUNDATION, written)
        return written

    async def export_now(self, company_id: str, user_id: str, deadline: Deadline) -> Result[WriterReport]:
        """A person wants the files of what is approved; ``VERSION_CONFLICT`` while the writer is at work."""
        order = ExportOrder(company_id, user_id, at_once=True)
        leased = await self._lease(company_id)
        if leased.failed:
            return leased.failure()
        if not leased.unwrap():
            return Result.fail("the writer is at work for this company", ErrorCode.VERSION_CONFLICT)
        done = await self._exported(order, deadline)
        await self._release(company_id)
        return done

    async def _leased(self, order: ExportOrder, posting_ids: Sequence[str], deadline: Deadline) -> Result[WriterReport]:
        leased = await self._lease(order.company_id)
        if leased.failed:
            return leased.failure()
        if not leased.unwrap():
            return Result.ok(WriterReport(again_at=self._parts.clock.now() + BUSY))
        exported = await self._exported(order, deadline)
        sent = await self._sent(order.company_id, posting_ids, deadline)
        await self._release(order.company_id)  # a lease that cannot be given back runs out by itself
        if sent.failed or exported.failed:
            return sent if sent.failed else exported
        return Result.ok(_both(sent.unwrap(), exported.unwrap()))

    async def _exported(self, order: ExportOrder, deadline: Deadline) -> Result[WriterReport]:
        mappings = await self._parts.mappings.mappings(order.company_id)
        if mappings.failed:
            return mappings.failure()
        return await self._parts.exports.run(order, mappings.unwrap(), deadline)

    async def _sent(self, company_id: str, posting_ids: Sequence[str], deadline: Deadline) -> Result[WriterReport]:
        mappings = await self._parts.mappings.mappings(company_id)
        if mappings.failed:
            return mappings.failure()
        done = await self._parts.writer.write(company_id, mappings.unwrap(), posting_ids, deadline)
        if done.error_code in _SETUP_CODES:  # repeating it soon would not help: somebody has to act
            problem = Problem(ErrorCode(done.error_code or ""), _SETUP, done.error or "", BOOKS)
            await self._parts.inbox.raise_(company_id, problem)
            return Result.ok(WriterReport(again_at=self._parts.clock.now() + SETUP_AGAIN))
        if done.success and done.unwrap().posted:
            mended = [exception_id(company_id, code, _SETUP) for code in _SETUP_CODES]
            closed = await self._parts.inbox.resolve(company_id, mended)
            return done if closed.success else closed.failure()
        return done

    async def _lease(self, company_id: str) -> Result[bool]:
        parts = self._parts
        return await parts.leases.acquire(company_id, LEASE, parts.owner, parts.clock.now(), LEASE_SECONDS)

    async def _release(self, company_id: str) -> None:
        await self._parts.leases.release(company_id, LEASE, self._parts.owner, self._parts.clock.now())


def _both(sent: WriterReport, exported: WriterReport) -> WriterReport:
    """The earlier one says when to come back."""
    moments = [moment for moment in (sent.again_at, exported.again_at) if moment is not None]
    return replace(exported.plus(sent), again_at=min(moments, default=None), settled=sent.settled)
