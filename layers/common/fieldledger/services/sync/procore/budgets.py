"""Budgets: the rows of one view of each project, read whole, since nothing here knows a filter of changes.

Which view: the one that the company's settings name (``procore_budget_view``, by its name), if the project has it; else
Procore's standard one; else the oldest, which has the lowest id. A row that is gone from a view is not taken for
deleted: views hide rows.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Final

from fieldledger.clients.procore.models.budget import BudgetRow, BudgetView
from fieldledger.clients.procore.resources.budget import Budgets
from fieldledger.domain.facts.procore_budgets import BudgetRowFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import Result
from fieldledger.services.sync.procore.completing import whole_list
from fieldledger.services.sync.procore.project_source import ProjectSource, of_projects
from fieldledger.services.sync.procore.reading import joined
from fieldledger.services.sync.source import PageRequest, SourcePage, SourceRow

type PreferredView = Callable[[str], Awaitable[Result[str | None]]]
"""The name of the view that a company chose."""

STANDARD_VIEW: Final = "Procore Standard Budget"
# Keys of every row that are no columns of the view.
_NO_COLUMNS: Final = frozenset(
    {"company", "company_id", "project", "project_id", "biller", "root_cost_code", "root_cost_code_id"}
)


class BudgetsSource(ProjectSource):
    """Two calls a project: the views, then up to 1,000 rows of one of them."""

    traits = of_projects(SyncResource.PROCORE_BUDGETS, timedelta(hours=4), incremental=False)

    def __init__(self, budgets: Budgets, preferred: PreferredView) -> None:
        self._budgets = budgets
        self._preferred = preferred

    async def _page(self, request: PageRequest, project: str) -> Result[SourcePage]:
        """The first page begins with choosing the view; the cursor keeps it."""
        if request.cursor is not None:
            view_id, number, name = request.cursor.split(":", 2)
            return await self._rows(request.company_id, project, BudgetView(id=view_id, name=name), int(number))
        chosen = await self._chosen(request.company_id, project)
        if chosen.failed:
            return chosen.failure()
        view, calls = chosen.unwrap()
        if view is None:
            return Result.ok(SourcePage((), calls=calls))
        return await self._rows(request.company_id, project, view, 1, calls)

    async def _one(self, company_id: str, project: str, record_id: str) -> Result[SourcePage]:
        """The rows of the project up to the one asked for: there is no single read. Not found says nothing."""
        cursor, calls = None, 0
        while True:
            read = await self._page(PageRequest(company_id, cursor=cursor), project)
            if read.failed:
                return read
            page = read.unwrap()
            calls += page.calls
            found = tuple(row for row in page.rows if row.record_id == record_id)
            if found or page.next_cursor is None:
                return Result.ok(SourcePage(found, calls=calls))
            cursor = page.next_cursor

    async def _chosen(self, company_id: str, project: str) -> Result[tuple[BudgetView | None, int]]:
        preferred = await self._preferred(company_id)
        if preferred.failed:
            return preferred.failure()
        views = await whole_list(lambda number: self._budgets.views(company_id, project, number))
        return views.map(lambda read: (chosen_view(read.good, preferred.unwrap()), read.calls))

    async def _rows(
        self, company_id: str, project: str, view: BudgetView, number: int, calls: int = 0
    ) -> Result[SourcePage]:
        found = await self._budgets.rows(company_id, project, view.id, number)
        if found.failed:
            return found.failure()
        page = found.unwrap()
        rows = tuple(self._row(row, view, project) for row in page.rows.good)
        after = None if page.next_page is None else joined(view.id, page.next_page, view.name or "")
        return Result.ok(SourcePage(rows, page.rows.malformed, after, calls + 1))

    def _row(self, row: BudgetRow, view: BudgetView, project: str) -> SourceRow:
        return SourceRow(self.traits.resource, row.id, _facts(row, view), project)


def chosen_view(views: Sequence[BudgetView], preferred: str | None) -> BudgetView | None:
    """The rule of this module."""
    by_name = {(view.name or "").strip().lower(): view for view in views}
    for name in (preferred, STANDARD_VIEW):
        if name is not None and name.strip().lower() in by_name:
            return by_name[name.strip().lower()]
    return min(views, key=lambda view: (len(view.id), view.id), default=None)


def _facts(row: BudgetRow, view: BudgetView) -> BudgetRowFacts:
    forecast = row.budget_forecast
    return BudgetRowFacts(
        view_id=view.id,
        view_name=view.name or None,
        budget_code_id=row.wbs_code_id,
        cost_code_id=row.cost_code_id,
        cost_code=row.cost_code,
        cost_code_origin_id=row.cost_code_origin_id,
        cost_type_id=row.category_id,
        cost_type=row.category,
        biller_id=row.biller_id,
        biller_type=row.biller_type,
        currency=row.currency_configuration,
        original_amount=row.original_budget_amount,
        modifications=row.budget_modifications,
        forecast_amount=None if forecast is None else forecast.amount,
        unbudgeted_reason=row.unbudgeted_reason,
        columns=_columns(row.columns),
    )


def _columns(columns: Mapping[str, object]) -> dict[str, str]:
    """Text and numbers under their names; nothing nested, nothing empty."""
    shown = {name: value for name, value in columns.items() if name not in _NO_COLUMNS}
    return {
        name: _text(value) for name, value in shown.items() if isinstance(value, str | int | Decimal) and value != ""
    }


def _text(value: str | int | Decimal) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
