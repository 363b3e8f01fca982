"""Waking the writer of whatever books a posting goes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldledger.domain.posting import Posting, Target
from fieldledger.result import Result
from fieldledger.services.writing import WakeWriter


class NobodyToWake:
    """Implements ``WakeWriter`` where the writer is at work anyway, and where nothing is written."""

    async def wake(self, company_id: str, posting_ids: Sequence[str], occasion: str) -> Result[int]:
        """Nobody has to be woken."""
        del company_id, posting_ids, occasion
        return Result.ok(0)


@dataclass(frozen=True, slots=True)
class BooksWriters:
    """Books that have no queue here are left to the sweep, which costs a minute and nothing else."""

    quickbooks: WakeWriter
    foundation: WakeWriter | None = None

    async def wake_for(self, company_id: str, postings: Sequence[Posting], occasion: str) -> Result[int]:
        """Wake-ups for the postings, each at its own writer; the first failure is the answer."""
        queues: Mapping[Target, WakeWriter | None] = {"quickbooks": self.quickbooks, "foundation": self.foundation}
        sent = 0
        for target, queue in queues.items():
            mine = [posting.posting_id for posting in postings if posting.target == target]
            if not mine or queue is None:
                continue
            woken = await queue.wake(company_id, mine, occasion)
            if woken.failed:
                return woken
            sent += woken.unwrap()
        return Result.ok(sent)
