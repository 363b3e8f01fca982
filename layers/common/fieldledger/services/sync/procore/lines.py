"""Lines of contracts, change orders and direct costs: read with their holder, or by a call of their own."""

from collections.abc import Callable, Iterable, Sequence

from fieldledger.clients.procore.models.base import Synced
from fieldledger.clients.procore.models.line_items import LineItem
from fieldledger.clients.procore.paging import Pages
from fieldledger.domain.facts.procore_lines import CostLineFacts
from fieldledger.result import Result
from fieldledger.services.sync.procore.completing import Completed, WholeList, whole_list
from fieldledger.services.sync.source import SourceRow


def line_facts(lines: Iterable[LineItem]) -> tuple[CostLineFacts, ...]:
    """In the order of their positions, then of their ids: lists differ in theirs."""
    return tuple(_facts(line) for line in sorted(lines, key=_place))


async def with_lines(
    holder: Synced,
    carried: tuple[LineItem, ...],
    pages: Pages[LineItem],
    row: Callable[[Sequence[LineItem]], SourceRow],
) -> Result[Completed]:
    """The holder's row with its lines: those that came with it, if the list brought any, else by a call of their own.

    The descriptions of Procore's lists differ in whether they bring lines (procore.md 3). A deleted holder needs none.
    A holder with a line that cannot be read is left out whole: a contract without one of its lines would be wrong.
    """
    if holder.deleted_at is not None or "line_items" in holder.model_fields_set:
        return Result.ok(Completed((row(carried),)))
    read = await whole_list(pages)
    return read.map(lambda lines: _completed(lines, row))


def _completed(lines: WholeList[LineItem], row: Callable[[Sequence[LineItem]], SourceRow]) -> Completed:
    rows = () if lines.malformed else (row(lines.good),)
    return Completed(rows, lines.malformed, lines.calls)


def _place(line: LineItem) -> tuple[int, int, str]:
    return (line.position or 0, len(line.id), line.id)


def _facts(line: LineItem) -> CostLineFacts:
    code, kind, budget = line.cost_code, line.line_item_type, line.wbs_code
    return CostLineFacts(
        line_id=line.id,
        description=line.description,
        amount=line.amount,
        quantity=line.quantity,
        unit_cost=line.unit_cost,
        unit=line.uom,
        cost_code_id=None if code is None else code.id,
        cost_code=None if code is None else code.full_code,
        cost_type_id=None if kind is None else kind.id,
        cost_type=None if kind is None else kind.code or kind.name,
        budget_code_id=None if budget is None else budget.id,
        budget_code=None if budget is None else budget.flat_code,
        origin_id=line.origin_id,
        tax_code_id=line.tax_code_id,
    )
