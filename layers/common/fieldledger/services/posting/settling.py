"""Settling a batch whose outcome is unknown, by a protocol that needs no promise of the vendor.

Nothing is repeated before the vendor has given up on the request. Then the records are looked up by our markers and
adopted where found, and only what is proven absent is sent again, under the same seal (docs/architecture.md,
"Sealing and settling").
"""

from dataclasses import replace

from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.domain.clock import Clock
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.domain.sealed_batch import SEND_WITHIN, SealedBatch, SealedItem, settle_time
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.postings import Postings
from fieldledger.result import Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.posting.delivery import Delivery
from fieldledger.services.posting.lookup import BooksLookup
from fieldledger.services.posting.recording import Recorded, Recorder
from fieldledger.services.writing import Transactions


class Settlement:
    """Settles the open batches of one company."""

    def __init__(
        self,
        lookup: BooksLookup,
        postings: Postings,
        recorder: Recorder,
        delivery: Delivery,
        transactions: Transactions,
        clock: Clock,
        settle_seconds: int,
    ) -> None:
        self._lookup = lookup
        self._postings = postings
        self._recorder = recorder
        self._delivery = delivery
        self._transactions = transactions
        self._clock = clock
        self._settle_seconds = settle_seconds

    async def settle(self, batch: SealedBatch) -> Result[Recorded]:
        """Adopt what is in the books, send again what is not. The batch must be past its ``settle_after``.

        An answer that is lost again is no failure: the batch stays open, and ``next_due`` says until when it waits.
        """
        unsettled = await self._unsettled(batch)
        if unsettled.failed:
            return unsettled.failure()
        found = await self._lookup.find(batch.company_id, unsettled.unwrap(), batch.sealed_at)
        if found.failed:
            return found.failure()
        present = found.unwrap()
        absent = [item for item in unsettled.unwrap() if item.posting_id not in present]
        log_mutation(LogEvent.BATCH_SETTLED, SYSTEM, batch.batch_id, found=len(present), absent=len(absent))
        if not absent:
            return await self._recorder.record(batch, present)
        # The new send is written down first: its own outcome may become unknown too, and then the wait starts anew.
        renewed = await self._renew(batch)
        if renewed.failed:
            return renewed.failure()
        adopted = Recorded()
        if present:
            recorded = await self._recorder.record(renewed.unwrap(), present)
            if recorded.failed:
                return recorded
            adopted = recorded.unwrap()
        sent = await self._delivery.deliver(renewed.unwrap(), absent)
        if sent.failed and outcome_of(sent) is CallOutcome.UNKNOWN:
            return Result.ok(replace(adopted, open=len(absent), next_due=renewed.unwrap().settle_after))
        return sent.map(lambda more: replace(more, posted=adopted.posted + more.posted))

    async def _unsettled(self, batch: SealedBatch) -> Result[list[SealedItem]]:
        """Items that nobody has recorded meanwhile."""
        found = await self._postings.get_many(batch.company_id, [item.posting_id for item in batch.items])
        return found.map(
            lambda postings: [
                item
                for item in batch.items
                if any(p.posting_id == item.posting_id and _is_open(p, batch) for p in postings)
            ]
        )

    async def _renew(self, batch: SealedBatch) -> Result[SealedBatch]:
        now = self._clock.now()
        limits = {"send_before": now + SEND_WITHIN, "settle_after": settle_time(now, self._settle_seconds)}
        renewed = batch.model_copy(update={"sends": batch.sends + 1} | limits)
        written = await self._transactions.transact([self._postings.write_batch(renewed)])
        return written.map(lambda _: renewed.model_copy(update={"version": batch.version + 1}))


def _is_open(posting: Posting, batch: SealedBatch) -> bool:
    """A posted posting keeps its batch: if a person deleted its record since, that was a decision."""
    return posting.state is PostingState.SEALED and posting.batch_id == batch.batch_id
