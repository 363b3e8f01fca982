"""Budget, commitments and direct costs of a job as Procore has them (procore.md 6)."""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from fieldledger.domain.actuals import is_ours
from fieldledger.domain.facts.procore_budgets import BudgetRowFacts
from fieldledger.domain.facts.procore_change_orders import ChangeOrderFacts, ChangeOrderKind
from fieldledger.domain.facts.procore_commitments import CommitmentFacts
from fieldledger.domain.facts.procore_direct_costs import DirectCostFacts
from fieldledger.domain.facts.procore_lines import CostLineFacts
from fieldledger.domain.job_cost import BudgetEntry, CostEntry, CostKind, CostPlace
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.mirror import Mirror
from fieldledger.result import Result
from fieldledger.services.job_cost.codes import CodeBook
from fieldledger.services.job_cost.mirrored import cents, living

_APPROVED: Final = "approved"
# Statuses are an open list; these are the ones whose amounts Procore's standard budget counts as committed. What was
# ended early or made void owes nothing more.
_COMMITTED: Final = frozenset({_APPROVED, "complete", "closed"})
_AT_COMPLETION: Final = "Estimated Cost at Completion"
_REVISED: Final = "Revised Budget"
_KINDS: Final[Mapping[str, CostKind]] = {
    "payroll": CostKind.LABOR,
    "invoice": CostKind.PAYABLES,
    "subcontractor_invoice": CostKind.PAYABLES,
}


@dataclass(frozen=True, slots=True)
class ProcoreCosts:
    """What Procore knows of a job's money."""

    budget: tuple[BudgetEntry, ...] = ()
    committed: tuple[CostEntry, ...] = ()
    direct: tuple[CostEntry, ...] = ()


async def procore_costs(
    mirror: Mirror, company_id: str, project: str | None, book: CodeBook, on_their_way: Collection[str]
) -> Result[ProcoreCosts]:
    """Of Procore's ``project``; nothing for a job that is not there.

    ``on_their_way`` are direct costs that go to the books from here. What we wrote there of the books' own costs
    counts nowhere: the books do.
    """
    budget, commitments, changes, direct = await asyncio.gather(
        living(mirror, company_id, SyncResource.PROCORE_BUDGETS, BudgetRowFacts, project),
        living(mirror, company_id, SyncResource.PROCORE_COMMITMENTS, CommitmentFacts, project),
        living(mirror, company_id, SyncResource.PROCORE_CHANGE_ORDERS, ChangeOrderFacts, project),
        living(mirror, company_id, SyncResource.PROCORE_DIRECT_COSTS, DirectCostFacts, project),
    )
    for read in (budget, commitments, changes, direct):
        if read.failed:
            return read.failure()
    return Result.ok(
        ProcoreCosts(
            tuple(_budget(row, book) for row in budget.unwrap().values()),
            tuple(_committed(commitments.unwrap(), changes.unwrap().values(), book)),
            tuple(_direct(direct.unwrap(), book, on_their_way)),
        )
    )


def with_expenses_of_the_books(direct: Sequence[CostEntry], books: Iterable[CostEntry]) -> Sequence[CostEntry]:
    """Where QuickBooks has purchases of a job, Procore's other direct costs are the same kind of money as those."""
    if not any(each.source == SyncResource.QUICKBOOKS_PURCHASES for each in books):
        return direct
    return [replace(each, kind=CostKind.PAYABLES) if each.kind is CostKind.OTHER else each for each in direct]


def _budget(row: BudgetRowFacts, book: CodeBook) -> BudgetEntry:
    original, at_completion = cents(row.original_amount), row.amount(_AT_COMPLETION)
    revised = row.amount(_REVISED)
    return BudgetEntry(
        SyncResource.PROCORE_BUDGETS,
        book.of_procore(row.cost_code_id, row.cost_code, row.cost_type_id, row.cost_type),
        original,
        cents(revised) if revised is not None else original + cents(row.modifications),
        None if row.forecast_amount is None else cents(row.forecast_amount),
        None if at_completion is None else cents(at_completion),
        row.currency,
    )


def _committed(
    commitments: Mapping[str, CommitmentFacts], changes: Iterable[ChangeOrderFacts], book: CodeBook
) -> Iterator[CostEntry]:
    """Each contract amounts to what Procore says it is worth by now: lines, approved changes, and what neither says.

    Packages have no lines, so the lines are those of the potential change orders behind them.
    """
    approved = [
        each for each in changes if each.kind is ChangeOrderKind.POTENTIAL and _status(each.status) == _APPROVED
    ]
    for contract_id, contract in commitments.items():
        if not is_committed(contract):
            continue
        lines = list(_lines(contract.lines, SyncResource.PROCORE_COMMITMENTS, CostKind.PAYABLES, book))
        for change in approved:
            if change.contract_id == contract_id:
                lines.extend(_lines(change.lines, SyncResource.PROCORE_CHANGE_ORDERS, CostKind.PAYABLES, book))
        lines.extend(_rest(contract.revised_amount, lines, SyncResource.PROCORE_COMMITMENTS, CostKind.PAYABLES))
        yield from (replace(line, currency=contract.currency) for line in lines)


def _direct(costs: Mapping[str, DirectCostFacts], book: CodeBook, on_their_way: Collection[str]) -> Iterator[CostEntry]:
    for cost_id, cost in costs.items():
        if _status(cost.status) != _APPROVED or is_ours(cost.origin_id):
            continue
        kind = _KINDS.get(cost.kind or "", CostKind.OTHER)
        lines = list(_lines(cost.lines, SyncResource.PROCORE_DIRECT_COSTS, kind, book))
        lines.extend(_rest(cost.amount, lines, SyncResource.PROCORE_DIRECT_COSTS, kind))
        going = cost_id in on_their_way
        yield from (replace(line, on_its_way=going, currency=cost.currency) for line in lines)


def _lines(lines: Iterable[CostLineFacts], source: SyncResource, kind: CostKind, book: CodeBook) -> Iterator[CostEntry]:
    for line in lines:
        code, place_of = line.cost_code, book.of_procore
        place = place_of(line.cost_code_id, code, line.cost_type_id, line.cost_type)
        yield CostEntry(source, place, cents(line.amount), kind)


def _rest(
    total: Decimal | None, lines: Iterable[CostEntry], source: SyncResource, kind: CostKind
) -> Iterator[CostEntry]:
    """What the lines do not explain of a total has no code."""
    rest = Decimal(0) if total is None else cents(total) - sum((line.amount for line in lines), Decimal(0))
    if rest:
        yield CostEntry(source, CostPlace(), rest, kind)


def is_committed(contract: CommitmentFacts) -> bool:
    """Whether Procore's standard budget counts what a contract is worth."""
    return _status(contract.status) in _COMMITTED


def _status(status: str | None) -> str:
    return (status or "").strip().lower()
