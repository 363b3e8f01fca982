"""Sealing one record: it is written down before it is sent, together with the claim on its natural key."""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldledger.domain.clock import Clock
from fieldledger.domain.foundation_seal import FoundationClaim, FoundationSeal, SealState, seal_id
from fieldledger.domain.posting import Posting, PostingError
from fieldledger.domain.sealed_batch import SEND_WITHIN, settle_time
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.documents import Check, Write
from fieldledger.repositories.foundation_outbox import FoundationOutbox
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result, traits
from fieldledger.services.audit import SYSTEM
from fieldledger.services.foundation_posting.books import natural_key
from fieldledger.services.foundation_posting.mapping import Mapped
from fieldledger.services.foundation_posting.sealed_text import sealed_text
from fieldledger.services.foundation_posting.told_weeks import WeeksSoFar
from fieldledger.services.posting.transitions import deferred, sealed
from fieldledger.services.writing import Transactions


@dataclass(frozen=True, slots=True)
class ToSeal:
    """A posting with its record, the claim on its natural key as it was read before looking, the hash of what will
    leave, and the records that were there before.
    """

    posting: Posting
    mapped: Mapped
    claim: FoundationClaim
    sha256: str
    baseline: tuple[str, ...]


class FoundationSealer:
    """Seals postings one by one."""

    def __init__(
        self,
        postings: Postings,
        outbox: FoundationOutbox,
        transactions: Transactions,
        clock: Clock,
        settle_seconds: int,
        so_far: WeeksSoFar,
    ) -> None:
        self._postings = postings
        self._outbox = outbox
        self._transactions = transactions
        self._clock = clock
        self._settle_seconds = settle_seconds
        self._so_far = so_far

    async def claimed(self, posting: Posting, mapped: Mapped) -> Result[FoundationClaim | None]:
        """The claim on the record's natural key, to be read before anything is looked up in the books.

        None: another record of ours with this key is on its way, and the posting waits until its outcome is known.
        """
        claim = await self._outbox.claim(posting.company_id, natural_key(mapped.write))
        if claim.failed:
            return claim.failure()
        other = await self._other(posting, claim.unwrap())
        if other.failed:
            return other.failure()
        in_the_way = other.unwrap()
        if in_the_way is None:
            return Result.ok(claim.unwrap())
        deferred_ = await self._defer(posting, in_the_way)
        return deferred_.map(lambda _: None)

    async def seal(self, wanted: ToSeal, checks: Sequence[Check]) -> Result[FoundationSeal]:
        """One transaction: the seal, the posting as sealed, the claim, hours in the week, and the check that
        no source changed meanwhile.

        ``VERSION_CONFLICT``: another worker, another record of the same key, or a sync was faster. Nothing was sealed.
        """
        posting, now = wanted.posting, self._clock.now()
        seal = FoundationSeal(
            company_id=posting.company_id,
            seal_id=seal_id(posting),
            posting_id=posting.posting_id,
            kind=wanted.mapped.kind,
            natural_key=wanted.claim.natural_key,
            body=sealed_text(wanted.mapped.write),
            sha256=wanted.sha256,
            baseline=wanted.baseline,
            sealed_at=now,
            send_before=now + SEND_WITHIN,
            settle_after=settle_time(now, self._settle_seconds),
        )
        noted = await self._so_far.noting(posting, wanted.mapped)
        if noted.failed:
            return noted.failure()
        claim = wanted.claim.model_copy(update={"seal_id": seal.seal_id})
        writes: list[Write] = [
            self._outbox.write_seal(seal),
            self._outbox.write_claim(claim),
            self._postings.write(sealed(posting, seal.seal_id, now)),
            *noted.unwrap(),
            *checks,
        ]
        written = await self._transactions.transact(writes)
        if written.failed:
            return written.failure()
        log_mutation(LogEvent.RECORD_SEALED, SYSTEM, seal.seal_id, posting_id=posting.posting_id, sha256=seal.sha256)
        return Result.ok(seal.model_copy(update={"version": 1}))

    async def renew(self, seal: FoundationSeal) -> Result[FoundationSeal]:
        """The new send is written down first: its own outcome may become unknown too, and the wait starts anew."""
        now = self._clock.now()
        limits = {"send_before": now + SEND_WITHIN, "settle_after": settle_time(now, self._settle_seconds)}
        renewed = seal.model_copy(update={"sends": seal.sends + 1} | limits)
        written = await self._transactions.transact([self._outbox.write_seal(renewed)])
        return written.map(lambda _: renewed.model_copy(update={"version": seal.version + 1}))

    async def _other(self, posting: Posting, claim: FoundationClaim) -> Result[FoundationSeal | None]:
        """The open seal that holds the claim, if there is one."""
        if claim.seal_id is None or claim.seal_id == seal_id(posting):
            return Result.ok(None)
        found = await self._outbox.seal(posting.company_id, claim.seal_id)
        return found.map(lambda seal: seal if seal.state is SealState.OPEN else None)

    async def _defer(self, posting: Posting, other: FoundationSeal) -> Result[None]:
        """A conflict means that somebody else has dealt with it."""
        code = ErrorCode.POSTING_IN_FLIGHT
        text = "another record of the same worker, day, job and codes is on its way; this one follows it"
        details = {"waits_for": other.posting_id}
        error = PostingError(code=code, message=text, turn=traits(code).turn, details=details)
        waiting = deferred(posting, error, other.settle_after, self._clock.now())
        written = await self._transactions.transact([self._postings.write(waiting)])
        if written.failed and written.error_code != ErrorCode.VERSION_CONFLICT:
            return written.failure()
        return Result.ok(None)
