"""Explaining an item of the inbox: what waits for it, and what helps."""

from dataclasses import dataclass
from typing import Final

from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.repositories.exceptions import Exceptions
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result, Turn
from fieldledger.services.exceptions.fixes import Option, fitting, options
from fieldledger.services.exceptions.waiting import Waiting, summary, waiting_for


@dataclass(frozen=True, slots=True)
class Explanation:
    """One item with what waits for it and the kinds of fix that fit; ``words`` says it in one paragraph."""

    item: ExceptionItem
    waiting: Waiting
    fixes: tuple[str, ...]
    words: str
    options: tuple[Option, ...]


class Explaining:
    """Reads the inbox and the parked postings, and writes nothing."""

    def __init__(self, exceptions: Exceptions, postings: Postings) -> None:
        self._exceptions = exceptions
        self._postings = postings

    async def explain(self, company_id: str, exception_id: str) -> Result[Explanation]:
        """``NOT_FOUND`` also for another company's item."""
        found = await item_of(self._exceptions, company_id, exception_id)
        if found.failed:
            return found.failure()
        item = found.unwrap()
        waiting = await waiting_for(self._postings, item)
        return waiting.map(lambda postings: _explained(item, summary(postings)))


async def item_of(exceptions: Exceptions, company_id: str, exception_id: str) -> Result[ExceptionItem]:
    """One item; ``NOT_FOUND`` also for another company's."""
    found = await exceptions.get_many(company_id, [exception_id])
    if found.failed:
        return found.failure()
    item = next(iter(found.unwrap()), None)
    return Result.fail("The exception was not found", ErrorCode.NOT_FOUND) if item is None else Result.ok(item)


_MOVES: Final = {
    Turn.CUSTOMER: "It is the contractor's turn.",
    Turn.VENDOR: "It is the vendor's turn.",
    Turn.US: "It is our turn.",
}


def _explained(item: ExceptionItem, waiting: Waiting) -> Explanation:
    turn = _MOVES[Turn(item.turn)] if item.state is ExceptionState.OPEN else "It is resolved."
    count = "1 posting waits" if waiting.postings == 1 else f"{waiting.postings or 'No'} postings wait"
    words = f"{item.message.rstrip('.')}. {turn} {count} for it."
    return Explanation(item, waiting, fitting(item), words, options(item))
