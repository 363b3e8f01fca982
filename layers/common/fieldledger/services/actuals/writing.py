"""Writing direct costs to Procore so that each is there exactly once, whatever is lost on the way.

Procore's sync creates what has an unknown ``origin_id`` and changes what has a known one (procore.md 4), so the same
request twice is the same as once. What remains is that nothing may be there that we know nothing of: each cost is
written down before it is sent, and counts as done only when Procore answered for its header and every line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Never, Protocol

from fieldledger.clients.procore.models.direct_costs import DirectCost, DirectCostWrite
from fieldledger.clients.procore.models.line_items import DirectCostLineWrite, LineItem
from fieldledger.clients.procore.sync import SyncedItem, SyncReport, SyncState
from fieldledger.domain.actuals import Actual, ActualLine, PushedActual
from fieldledger.domain.clock import Clock
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.at_once import at_once
from fieldledger.repositories.pushed_actuals import PushedActuals
from fieldledger.result import Result
from fieldledger.services.audit import SYSTEM

AT_ONCE: Final = 200
"""Direct costs in one go: what is lost with a worker that dies is asked for again."""
_APPROVED: Final = "approved"


class DirectCostSyncs(Protocol):
    """The two syncs of direct costs; one request at a time for each project, or Procore answers 409."""

    async def sync(self, company_id: str, project_id: str, costs: Sequence[DirectCostWrite]) -> SyncReport[DirectCost]:
        """Headers."""
        ...

    async def sync_lines(
        self, company_id: str, project_id: str, lines: Sequence[DirectCostLineWrite]
    ) -> SyncReport[LineItem]:
        """Lines of any of the project's direct costs."""
        ...


@dataclass(frozen=True, slots=True)
class Refusal:
    """What Procore does not take of a cost, in its own words."""

    pushed: PushedActual
    words: str


@dataclass(frozen=True, slots=True)
class Written:
    """``done`` are those that are in Procore as wanted; ``failure`` is what ended the writing early."""

    done: Sequence[PushedActual] = ()
    refused: Sequence[Refusal] = ()
    failure: Result[Never] | None = None


class ActualsWriter:
    """For whoever holds the project's lease."""

    def __init__(self, costs: DirectCostSyncs, pushed: PushedActuals, clock: Clock) -> None:
        self._costs = costs
        self._pushed = pushed
        self._clock = clock

    async def write(self, changes: Sequence[PushedActual]) -> Result[Written]:
        """At most ``AT_ONCE`` costs of one project. Fails only where our own store does."""
        intended = await self._save([each.model_copy(update={"confirmed": False}) for each in changes])
        if intended.failed:
            return intended.failure()
        pushed = intended.unwrap()
        company_id, project_id = pushed[0].company_id, pushed[0].project_id
        headers = await self._costs.sync(company_id, project_id, [_header(each.wanted) for each in pushed])
        ids = {each.key: item.entity_id for each, item in zip(pushed, headers.items, strict=True) if _is_written(item)}
        lines = [(each, line) for each in pushed if ids.get(each.key) for line in each.wanted.lines]
        answered = await self._lines(company_id, project_id, lines, ids) if headers.failure is None and lines else None
        results = _results(pushed, headers, lines, answered)
        saved = await self._save([self._after(each, results[each.key], ids.get(each.key)) for each in pushed])
        if saved.failed:
            return saved.failure()
        failure = headers.failure or (None if answered is None else answered.failure)
        return Result.ok(_written(saved.unwrap(), results, failure))

    async def _lines(
        self,
        company_id: str,
        project_id: str,
        lines: Sequence[tuple[PushedActual, ActualLine]],
        ids: Mapping[str, str | None],
    ) -> SyncReport[LineItem]:
        writes = [_line(line, ids[pushed.key]) for pushed, line in lines]
        return await self._costs.sync_lines(company_id, project_id, writes)

    def _after(self, pushed: PushedActual, result: "_Outcome", direct_cost_id: str | None) -> PushedActual:
        known = {"direct_cost_id": direct_cost_id or pushed.direct_cost_id}
        told = {"confirmed": result.done, "refused": bool(result.words), "written_at": self._clock.now()}
        return pushed.model_copy(update=known | told)

    async def _save(self, pushed: Sequence[PushedActual]) -> Result[list[PushedActual]]:
        saved = await at_once(self._pushed.save, pushed)
        failed = next((each for each in saved if each.failed), None)
        return failed.failure() if failed is not None else Result.ok([each.unwrap() for each in saved])


@dataclass(frozen=True, slots=True)
class _Outcome:
    done: bool
    words: str = ""


def _results(
    pushed: Sequence[PushedActual],
    headers: SyncReport[DirectCost],
    lines: Sequence[tuple[PushedActual, ActualLine]],
    answered: SyncReport[LineItem] | None,
) -> dict[str, _Outcome]:
    """Of each cost, by its key: done is what was written whole."""
    outcomes = {
        each.key: _Outcome(_is_written(item) and item.entity_id is not None, _words(item))
        for each, item in zip(pushed, headers.items, strict=True)
    }
    items = answered.items if answered is not None else ()
    if answered is None and lines:
        items = (SyncedItem[LineItem](SyncState.UNTOUCHED),) * len(lines)
    for (each, _), item in zip(lines, items, strict=True):
        before = outcomes[each.key]
        words = "; ".join(filter(None, (before.words, _words(item))))
        outcomes[each.key] = replace(before, done=before.done and _is_written(item), words=words)
    return outcomes


def _written(saved: Sequence[PushedActual], results: Mapping[str, _Outcome], failure: Result[Never] | None) -> Written:
    done = [each for each in saved if results[each.key].done]
    for each in done:
        log_mutation(LogEvent.ACTUAL_PUSHED, SYSTEM, each.wanted.origin_id, record_id=each.direct_cost_id)
    refused = [Refusal(each, words) for each in saved if (words := results[each.key].words)]
    return Written(done, refused, failure)


def _is_written(item: SyncedItem[DirectCost] | SyncedItem[LineItem]) -> bool:
    return item.state is SyncState.WRITTEN


def _words(item: SyncedItem[DirectCost] | SyncedItem[LineItem]) -> str:
    if item.state is not SyncState.REFUSED:
        return ""
    said = (f"{name}: {message}" for name, messages in item.errors.items() for message in messages)
    return "; ".join(said) or "refused without a word"


def _header(actual: Actual) -> DirectCostWrite:
    return DirectCostWrite(
        origin_id=actual.origin_id,
        direct_cost_type=actual.kind,
        direct_cost_date=actual.incurred_on,
        description=actual.description,
        invoice_number=actual.invoice_number,
        vendor_id=actual.vendor_id,
        status=_APPROVED,
    )


def _line(line: ActualLine, direct_cost_id: str | None) -> DirectCostLineWrite:
    return DirectCostLineWrite(
        origin_id=line.origin_id,
        direct_cost_id=direct_cost_id,
        amount=line.amount,
        extended_type="manual",
        cost_code_id=line.cost_code_id,
        line_item_type_id=line.cost_type_id,
    )
