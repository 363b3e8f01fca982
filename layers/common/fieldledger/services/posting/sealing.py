"""Sealing: the exact request is written down before it is sent, together with what it takes out of pending."""

from collections.abc import Mapping, Sequence

from fieldledger.domain.clock import Clock
from fieldledger.domain.posting import Posting
from fieldledger.domain.sealed_batch import SEND_WITHIN, SealedBatch, SealedItem, batch_id, settle_time
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.documents import Check, Write
from fieldledger.repositories.postings import Postings
from fieldledger.result import Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.posting.transitions import sealed
from fieldledger.services.writing import Transactions


class Sealer:
    """Seals groups of postings of one company."""

    def __init__(self, postings: Postings, transactions: Transactions, clock: Clock, settle_seconds: int) -> None:
        self._postings = postings
        self._transactions = transactions
        self._clock = clock
        self._settle_seconds = settle_seconds

    async def seal(
        self,
        realm_id: str,
        group: Sequence[Posting],
        items: Mapping[str, SealedItem],
        checks: Sequence[Check],
    ) -> Result[SealedBatch]:
        """One transaction: the batch, its postings as sealed, and the check that no source changed meanwhile.

        ``VERSION_CONFLICT`` means that another worker or a sync was faster; nothing has happened then.
        """
        now = self._clock.now()
        identifier = batch_id(list(group))
        batch = SealedBatch(
            company_id=group[0].company_id,
            batch_id=identifier,
            realm_id=realm_id,
            items=tuple(
                items[posting.posting_id].model_copy(update={"bid": str(place)}) for place, posting in enumerate(group)
            ),
            sealed_at=now,
            send_before=now + SEND_WITHIN,
            settle_after=settle_time(now, self._settle_seconds),
        )
        writes: list[Write] = [self._postings.write_batch(batch)]
        for posting in group:
            used = {"mapping_version": items[posting.posting_id].mapping_version}
            writes.append(self._postings.write(sealed(posting, identifier, now).model_copy(update=used)))
        writes.extend(checks)
        written = await self._transactions.transact(writes)
        if written.failed:
            return written.failure()
        log_mutation(LogEvent.BATCH_SEALED, SYSTEM, identifier, postings=len(group))
        return Result.ok(batch.model_copy(update={"version": 1}))
