"""The FOUNDATION writer: brings one company's pending postings into its books over REST, one record a call."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company
from fieldledger.domain.foundation_mappings import FoundationMappings, FoundationRoute
from fieldledger.domain.foundation_seal import FoundationClaim, FoundationSeal
from fieldledger.domain.posting import Posting
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.foundation_outbox import FoundationOutbox
from fieldledger.result import ErrorCode, Result
from fieldledger.services.deadline import SEND_SECONDS, Deadline
from fieldledger.services.foundation_posting.books import BooksRecords
from fieldledger.services.foundation_posting.delivery import FoundationDelivery, found_outcome
from fieldledger.services.foundation_posting.judging import Ours
from fieldledger.services.foundation_posting.looking import FoundationLookUp
from fieldledger.services.foundation_posting.mapping import Mapped, kind_of
from fieldledger.services.foundation_posting.preparing import FoundationPreparing, PreparedWrites
from fieldledger.services.foundation_posting.recording import FoundationRecorder
from fieldledger.services.foundation_posting.sealing import FoundationSealer, ToSeal
from fieldledger.services.foundation_posting.settling import FoundationSettlement
from fieldledger.services.posting.attempts import exhausted
from fieldledger.services.posting.parking import Parking
from fieldledger.services.posting.pending import PendingPostings
from fieldledger.services.posting.recording import Recorded
from fieldledger.services.posting.reports import WriterReport
from fieldledger.services.posting.sources import SourceVersions, is_current, split

FILL: Final = 100
SLICE: Final = timedelta(seconds=30)
"""How long one company may keep a worker while others may be waiting for one."""


@dataclass(frozen=True, slots=True)
class FoundationParts:
    """What the writer works with."""

    companies: Companies
    pending: PendingPostings
    outbox: FoundationOutbox
    sources: SourceVersions
    preparing: FoundationPreparing
    records: BooksRecords
    look_up: FoundationLookUp
    sealer: FoundationSealer
    delivery: FoundationDelivery
    recorder: FoundationRecorder
    settlement: FoundationSettlement
    parking: Parking
    clock: Clock


class FoundationWriter:
    """Writes of one company are serial under a lease (``turn.py``); correctness does not rest on that."""

    def __init__(self, parts: FoundationParts) -> None:
        self._parts = parts

    async def write(
        self,
        company_id: str,
        mappings: FoundationMappings,
        posting_ids: Sequence[str],
        deadline: Deadline,
    ) -> Result[WriterReport]:
        """Settle what is open, then write what is pending and goes over REST, the named postings first.

        Codes as of ``PostingWriter.write``; what waits for a person at the vendor (``VENDOR_SETUP_INCOMPLETE``) too.
        """
        settled = await self._settle_open(company_id, deadline)
        if settled.failed:
            return settled
        report = settled.unwrap()
        hints, tried = list(posting_ids), set[str]()
        ends = self._parts.clock.now() + SLICE
        while True:
            found = await self._parts.pending.next(company_id, hints, tried, FILL)
            if found.failed:
                return found.failure()
            due = found.unwrap().ready
            tried.update(posting.posting_id for posting in due)
            waiting = [posting for posting in due if _goes_over_rest(posting, mappings)]
            hints = []
            if not due:
                return Result.ok(report)
            if not waiting:
                continue
            done = await self._post(company_id, mappings, waiting, _Turn(deadline, ends))
            if done.failed:
                return done
            report = report.plus(done.unwrap())
            if report.again_at is not None:
                return Result.ok(report)

    async def _settle_open(self, company_id: str, deadline: Deadline) -> Result[WriterReport]:
        open_seals = await self._parts.outbox.open_seals(company_id)
        if open_seals.failed:
            return open_seals.failure()
        settled = 0
        for seal in open_seals.unwrap():
            if seal.settle_after > self._parts.clock.now() or not deadline.allows(SEND_SECONDS):
                continue
            done = await self._parts.settlement.settle(seal)
            if done.failed and done.error_code != ErrorCode.VERSION_CONFLICT:
                return done.failure()
            settled += done.map(lambda recorded: recorded.posted).unwrap_or(0)
        return Result.ok(WriterReport(posted=settled, settled=settled))

    async def _post(
        self, company_id: str, mappings: FoundationMappings, waiting: list[Posting], turn: "_Turn"
    ) -> Result[WriterReport]:
        company = await self._parts.companies.get(company_id)
        if company.failed:
            return company.failure()
        versions = await self._parts.sources.current(company_id, [posting.source for posting in waiting])
        if versions.failed:
            return versions.failure()
        usable, problems = split(waiting, versions.unwrap())
        problems |= {p.posting_id: problem for p in usable if (problem := exhausted(p))}
        usable = [posting for posting in usable if posting.posting_id not in problems]
        prepared = await self._prepared(company.unwrap(), mappings, usable)
        if prepared.failed:
            return prepared.failure()
        problems |= prepared.unwrap().problems
        parked = await self._parts.parking.park([p for p in waiting if p.posting_id in problems], problems)
        if parked.failed:
            return parked.failure()
        ready = prepared.unwrap().ready
        sent = await self._send([p for p in usable if p.posting_id in ready], prepared.unwrap(), turn)
        return sent.map(lambda report: replace(report, parked=report.parked + parked.unwrap()))

    async def _prepared(
        self, company: Company, mappings: FoundationMappings, usable: Sequence[Posting]
    ) -> Result[PreparedWrites]:
        return await self._parts.preparing.prepare(company, mappings, usable, self._parts.records.prepared)

    async def _send(self, ready: Sequence[Posting], prepared: PreparedWrites, turn: "_Turn") -> Result[WriterReport]:
        report = WriterReport()
        lost: Result[Recorded] | None = None
        for posting in ready:
            now = self._parts.clock.now()
            if not turn.deadline.allows(SEND_SECONDS) or now >= turn.ends:
                return Result.ok(report.again(now))
            done = await self._one(posting, prepared.ready[posting.posting_id])
            if done.error_code == ErrorCode.VERSION_CONFLICT:  # another worker or a sync was faster: next round
                continue
            if done.success:
                recorded = done.unwrap()
                report = report.plus(WriterReport(recorded.posted, recorded.parked))
                lost = None
                continue
            if lost is not None or outcome_of(done) is not CallOutcome.UNKNOWN:
                return _interrupted(done, report)
            lost = done  # one lost answer: the other records need not wait for it
        if lost is not None and not report.posted:
            return _interrupted(lost, report)
        return Result.ok(report if lost is None else report.again(self._parts.clock.now()))

    async def _one(self, posting: Posting, mapped: Mapped) -> Result[Recorded]:
        """Look, seal, send, record. Until the record leaves, whatever fails has sent nothing of it."""
        claim = await self._parts.sealer.claimed(posting, mapped)
        if claim.failed:
            return _unsent(claim)
        claimed = claim.unwrap()
        if claimed is None:
            return Result.ok(Recorded(again=1))
        before = await self._parts.look_up.before(posting, mapped)
        if before.failed:
            return _unsent(before)
        known = before.unwrap()
        if known.ours is not None:
            return await self._parts.recorder.adopt(posting, found_outcome(Ours(known.ours)))
        if known.problem is not None:
            parked = await self._parts.parking.park([posting], {posting.posting_id: known.problem})
            return parked.map(lambda count: Recorded(parked=count))
        sealed = await self._sealed(posting, mapped, claimed, known.baseline)
        return _unsent(sealed) if sealed.failed else await self._parts.delivery.deliver(sealed.unwrap())

    async def _sealed(
        self, posting: Posting, mapped: Mapped, claim: FoundationClaim, baseline: tuple[str, ...]
    ) -> Result[FoundationSeal]:
        prepared = self._parts.records.prepared(mapped.write)
        if prepared.failed:
            return prepared.failure()
        versions = await self._parts.sources.current(posting.company_id, [posting.source])
        if versions.failed:
            return versions.failure()
        if not is_current(posting, versions.unwrap()):
            return Result.fail("the source record changed meanwhile", ErrorCode.VERSION_CONFLICT)
        wanted = ToSeal(posting, mapped, claim, prepared.unwrap().sha256, baseline)
        return await self._parts.sealer.seal(wanted, [version.check for version in versions.unwrap().values()])


@dataclass(frozen=True, slots=True)
class _Turn:
    deadline: Deadline
    ends: datetime


def _goes_over_rest(posting: Posting, mappings: FoundationMappings) -> bool:
    """What FOUNDATION has no kind for goes this way too: it is parked with the reason."""
    kind = kind_of(posting)
    return kind is None or mappings.route(kind) is FoundationRoute.REST


def _unsent[T](failed: Result[T]) -> Result[Recorded]:
    return failed.failure().with_details(outcome=CallOutcome.NOT_SENT.value)


def _interrupted(failed: Result[Recorded], report: WriterReport) -> Result[WriterReport]:
    """A vendor that cannot take more now ends the round; what was posted so far stays counted."""
    return failed.failure() if failed.retry_at is None else Result.ok(report.again(failed.retry_at))
