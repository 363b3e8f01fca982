"""Parking postings: out of the way of the others, into the inbox, in one transaction."""

from collections.abc import Mapping, Sequence
from itertools import batched
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.exception_item import exception_id
from fieldledger.domain.posting import Posting
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result, traits
from fieldledger.services.audit import SYSTEM
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.posting.transitions import parked
from fieldledger.services.writing import Transactions

_GROUP: Final = 45  # a posting and its exception each, within the 100 writes of a transaction
_TRIES: Final = 4


class Parking:
    """Parks pending postings whose problem is known."""

    def __init__(self, postings: Postings, inbox: Inbox, transactions: Transactions, clock: Clock) -> None:
        self._postings = postings
        self._inbox = inbox
        self._transactions = transactions
        self._clock = clock

    async def park(self, postings: Sequence[Posting], problems: Mapping[str, Problem]) -> Result[int]:
        """Park each posting for its problem; the answer counts them."""
        count = 0
        for group in batched(postings, _GROUP, strict=False):
            done = await self._park_group(list(group), problems)
            if done.failed:
                return done
            count += done.unwrap()
        return Result.ok(count)

    async def _park_group(self, group: list[Posting], problems: Mapping[str, Problem]) -> Result[int]:
        company_id = group[0].company_id
        for _ in range(_TRIES):
            raised = await self._inbox.writes(company_id, [problems[p.posting_id] for p in group])
            if raised.failed:
                return raised.failure()
            steps = [self.step(posting, problems[posting.posting_id]) for posting in group]
            writes = [self._postings.write(step) for step in steps]
            written = await self._transactions.transact([*writes, *raised.unwrap()])
            if written.success:
                _log(steps)
                return Result.ok(len(steps))
            if written.error_code != ErrorCode.VERSION_CONFLICT:
                return written.failure()
            # somebody touched a posting or an item of the inbox: look again
            latest = await self._postings.get_many(company_id, [p.posting_id for p in group])
            if latest.failed:
                return latest.failure()
            before = {posting.posting_id: posting for posting in group}
            group = [p for p in latest.unwrap() if p.state is before[p.posting_id].state]
            if not group:
                return Result.ok(0)
        return Result.fail("the inbox is contended", ErrorCode.VERSION_CONFLICT)

    def step(self, posting: Posting, problem: Problem) -> Posting:
        """The parked posting."""
        key = exception_id(posting.company_id, problem.code, problem.subject)
        return parked(posting, problem, traits(problem.code).turn, key, self._clock.now())


def _log(steps: Sequence[Posting]) -> None:
    for step in steps:
        code = None if step.error is None else step.error.code
        log_mutation(LogEvent.POSTING_PARKED, SYSTEM, step.posting_id, code=code)
