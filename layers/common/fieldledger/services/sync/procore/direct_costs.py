"""Direct costs of each project with their lines, by change of either.

Lists of costs have no lines, but all lines of a project come in one list. A few changed costs are read one by one, more
of them with that list. Costs of which only a line changed are found by the lines' own times. Files are told by single
reads alone: those known before stay while only lists are read.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from fieldledger.clients.procore.filters import Filters
from fieldledger.clients.procore.models.direct_costs import DirectCost
from fieldledger.clients.procore.models.line_items import LineItem
from fieldledger.clients.procore.resources.direct_costs import DirectCosts
from fieldledger.clients.reading import MalformedRow, Rows
from fieldledger.domain.facts.procore_direct_costs import DirectCostFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.procore.attachments import attachment_facts
from fieldledger.services.sync.procore.completing import WholeList, whole_list
from fieldledger.services.sync.procore.lines import line_facts
from fieldledger.services.sync.procore.phases import Place, following
from fieldledger.services.sync.procore.project_source import ProjectSource, of_projects
from fieldledger.services.sync.procore.reading import changed, one_of
from fieldledger.services.sync.source import PageRequest, SourcePage, SourceRow

_COSTS: Final = "costs"
_LINES: Final = "lines"
# With more costs than this the list of all lines of the project is cheaper, or no dearer.
_ONE_BY_ONE: Final = 3
# Ids in one address.
_IDS: Final = 100


class DirectCostsSource(ProjectSource):
    """A window adds a second list: lines that changed, whose costs are read again."""

    traits = of_projects(SyncResource.PROCORE_DIRECT_COSTS, timedelta(hours=2), timedelta(days=1))

    def __init__(self, costs: DirectCosts) -> None:
        self._costs = costs

    async def _page(self, request: PageRequest, project: str) -> Result[SourcePage]:
        """One page of changed costs, or of changed lines."""
        phases = (_COSTS,) if request.window is None else (_COSTS, _LINES)
        place = Place.of(request.cursor, phases)
        if place.phase == _LINES:
            return await self._of_changed_lines(request, project, place)
        found = await self._costs.page(request.company_id, project, place.page, changed(request.window))
        if found.failed:
            return found.failure()
        page = found.unwrap()
        after = following(place, page.next_page, phases)
        return await self._with_lines(request.company_id, project, page.rows, after)

    async def _one(self, company_id: str, project: str, record_id: str) -> Result[SourcePage]:
        """The single read has the lines."""
        found = await self._costs.get(company_id, project, record_id)
        return one_of(
            found,
            lambda: self._gone(record_id, project),
            lambda cost: (_row(cost, cost.line_items, project),),
        )

    async def _of_changed_lines(self, request: PageRequest, project: str, place: Place) -> Result[SourcePage]:
        """The costs that the lines of this page belong to."""
        company, filters = request.company_id, changed(request.window)
        found = await self._costs.lines(company, project, place.page, filters)
        if found.failed:
            return found.failure()
        page = found.unwrap()
        after = following(place, page.next_page, (_LINES,))
        held = sorted({line.holder.id for line in page.rows.good if line.holder is not None})
        if not held:
            return Result.ok(SourcePage((), page.rows.malformed, after))
        costs = await self._named(company, project, held)
        if costs.failed:
            return costs.failure()
        rows, calls = costs.unwrap()
        return await self._with_lines(company, project, rows, after, 1 + calls)

    async def _named(self, company: str, project: str, ids: Sequence[str]) -> Result[tuple[Rows[DirectCost], int]]:
        """The costs with these ids, and the calls they took."""
        good: list[DirectCost] = []
        malformed: list[MalformedRow] = []
        calls = 0
        for start in range(0, len(ids), _IDS):
            found = await self._some(company, project, Filters(ids=ids[start : start + _IDS]))
            if found.failed:
                return found.failure()
            good.extend(found.unwrap().good)
            malformed.extend(found.unwrap().malformed)
            calls += found.unwrap().calls
        return Result.ok((Rows(tuple(good), tuple(malformed)), calls))

    async def _some(self, company: str, project: str, only: Filters) -> Result[WholeList[DirectCost]]:
        return await whole_list(lambda number: self._costs.page(company, project, number, only))

    async def _with_lines(
        self, company: str, project: str, costs: Rows[DirectCost], after: str | None, calls: int = 1
    ) -> Result[SourcePage]:
        if len(costs.good) <= _ONE_BY_ONE:
            return await self._one_by_one(company, project, costs, after, calls)
        read = await whole_list(lambda number: self._costs.lines(company, project, number))
        if read.failed:
            return read.failure()
        lines: dict[str, list[LineItem]] = {}
        for line in read.unwrap().good:
            lines.setdefault("" if line.holder is None else line.holder.id, []).append(line)
        rows = tuple(_row(cost, lines.get(cost.id, ()), project) for cost in costs.good)
        malformed = (*costs.malformed, *read.unwrap().malformed)
        return Result.ok(SourcePage(rows, malformed, after, calls + read.unwrap().calls))

    async def _one_by_one(
        self, company: str, project: str, costs: Rows[DirectCost], after: str | None, calls: int
    ) -> Result[SourcePage]:
        rows: list[SourceRow] = []
        for cost in costs.good:
            shown = await self._costs.get(company, project, cost.id)
            calls += 1
            if shown.error_code == ErrorCode.VENDOR_NOT_FOUND:
                rows.append(self._gone(cost.id, project))
            elif shown.failed:
                return shown.failure()
            else:
                told = {"attachments": shown.unwrap().attachments}
                rows.append(_row(cost.model_copy(update=told), shown.unwrap().line_items, project))
        return Result.ok(SourcePage(tuple(rows), costs.malformed, after, calls))


def _row(cost: DirectCost, lines: Sequence[LineItem], project: str) -> SourceRow:
    resource, gone_at = DirectCostsSource.traits.resource, cost.deleted_at
    return SourceRow(resource, cost.id, _facts(cost, lines), project, cost.updated_at, deleted=gone_at is not None)


def _facts(cost: DirectCost, lines: Sequence[LineItem]) -> DirectCostFacts:
    vendor, employee = cost.vendor, cost.employee
    shown = None if vendor is None else vendor if isinstance(vendor, str) else vendor.name
    return DirectCostFacts(
        kind=cost.direct_cost_type,
        incurred_on=cost.direct_cost_date,
        description=cost.description,
        invoice_number=cost.invoice_number,
        vendor_id=cost.vendor_id if vendor is None or isinstance(vendor, str) else vendor.id,
        vendor_name=cost.vendor_name or shown,
        employee_id=None if employee is None else employee.id,
        employee_name=None if employee is None else employee.name,
        status=cost.status,
        terms=cost.terms,
        paid_on=cost.payment_date,
        received_on=cost.received_date,
        amount=cost.grand_total if cost.amount is None else cost.amount,
        currency=cost.currency_configuration,
        attachments=attachment_facts(cost.attachments),
        origin_id=cost.origin_id,
        lines=line_facts(lines),
    )
