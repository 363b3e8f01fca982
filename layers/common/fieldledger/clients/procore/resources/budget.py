"""Budgets: whole reads by the customer's view, budget lines while unlocked, budget changes after (procore.md 6)."""

from collections.abc import Sequence
from typing import Final

from fieldledger.clients.procore.body import number
from fieldledger.clients.procore.models.budget import (
    BudgetChange,
    BudgetChangeWrite,
    BudgetColumn,
    BudgetLine,
    BudgetLineWrite,
    BudgetRow,
    BudgetState,
    BudgetView,
)
from fieldledger.clients.procore.paging import V2_DATA, ProcorePage
from fieldledger.clients.procore.requester import Write, fetch_one, fetch_page, fetch_rows, path, write_one
from fieldledger.clients.procore.resources.base import Resource, in_project, listed, wrapped
from fieldledger.clients.procore.sync import MOST_ITEMS
from fieldledger.clients.reading import Rows, read_record, read_rows
from fieldledger.result import Result

_VIEWS: Final = "/rest/v1.0/budget_views"
_LINES: Final = "/rest/v1.1/budget_line_items"
_CHANGES: Final = "/rest/v1.0/projects/{project}/budget_changes"


class Budgets(Resource):
    """No list here filters by change, and nothing here takes an origin id."""

    async def state(self, company_id: str, project_id: str) -> Result[BudgetState]:
        """``GET /rest/v1.0/projects/{id}/budget``: whether it is locked."""
        where = path("/rest/v1.0/projects/{project}/budget", project=project_id)
        return await fetch_one(self._requester, company_id, where, BudgetState)

    async def views(self, company_id: str, project_id: str, page: int = 1) -> Result[ProcorePage[BudgetView]]:
        """``GET /rest/v1.0/budget_views``."""
        return await fetch_page(self._requester, company_id, _VIEWS, BudgetView, page, in_project(project_id))

    async def columns(self, company_id: str, project_id: str, view_id: str) -> Result[Rows[BudgetColumn]]:
        """``GET /rest/v1.0/budget_views/{id}/budget_detail_columns``."""
        where = path(f"{_VIEWS}/{{view}}/budget_detail_columns", view=view_id)
        return await fetch_rows(self._requester, company_id, where, BudgetColumn, in_project(project_id))

    async def rows(
        self, company_id: str, project_id: str, view_id: str, page: int = 1
    ) -> Result[ProcorePage[BudgetRow]]:
        """``GET /rest/v1.0/budget_views/{id}/detail_rows``: rows with the columns of the view."""
        where = path(f"{_VIEWS}/{{view}}/detail_rows", view=view_id)
        return await fetch_page(self._requester, company_id, where, BudgetRow, page, in_project(project_id))

    async def create_line(self, company_id: str, project_id: str, line: BudgetLineWrite) -> Result[BudgetLine]:
        """``POST /rest/v1.1/budget_line_items``; refused once the budget is locked."""
        write = Write("POST", _LINES, wrapped("budget_line_item", line, project_id=number(project_id)))
        return await write_one(self._requester, company_id, write, BudgetLine)

    async def update_line(
        self, company_id: str, project_id: str, line_id: str, line: BudgetLineWrite
    ) -> Result[BudgetLine]:
        """``PATCH /rest/v1.1/budget_line_items/{id}``."""
        where = path(f"{_LINES}/{{line}}", line=line_id)
        write = Write("PATCH", where, wrapped("budget_line_item", line, project_id=number(project_id)))
        return await write_one(self._requester, company_id, write, BudgetLine)

    async def sync_lines(
        self, company_id: str, project_id: str, lines: Sequence[BudgetLineWrite]
    ) -> Result[Rows[BudgetLine]]:
        """``POST /rest/v1.0/budget_line_items/sync``, at most 1000 lines.

        Unlike the other syncs it answers a plain list without single errors: all or nothing, as far as is known.
        """
        if len(lines) > MOST_ITEMS:
            raise ValueError(f"at most {MOST_ITEMS} budget lines at a time")
        body = {"project_id": number(project_id), "budget_line_items": listed(lines)}
        answered = await self._requester.write(company_id, Write("POST", "/rest/v1.0/budget_line_items/sync", body))
        return answered.and_then(lambda answer: read_rows(answer, BudgetLine))

    async def changes(self, company_id: str, project_id: str) -> Result[Rows[BudgetChange]]:
        """``GET /rest/v1.0/projects/{id}/budget_changes``: not paged, and enveloped although it is v1."""
        where = path(_CHANGES, project=project_id)
        return await fetch_rows(self._requester, company_id, where, BudgetChange, at=V2_DATA)

    async def create_change(self, company_id: str, project_id: str, change: BudgetChangeWrite) -> Result[BudgetChange]:
        """``POST /rest/v1.0/projects/{id}/budget_changes``: the way to change a locked budget."""
        write = Write("POST", path(_CHANGES, project=project_id), change.fields())
        answered = await self._requester.write(company_id, write)
        return answered.and_then(lambda answer: read_record(answer, BudgetChange, V2_DATA))
