"""Change orders of commitments (procore.md 6 and 12)."""

from collections.abc import Sequence
from typing import Final

from fieldledger.clients.procore.body import number
from fieldledger.clients.procore.filters import NO_FILTERS, Filters
from fieldledger.clients.procore.models.change_orders import (
    ChangeOrderPackage,
    ChangeOrderPackageWrite,
    CommitmentChangeOrder,
    CommitmentChangeOrderWrite,
    PotentialChangeOrder,
    PotentialChangeOrderWrite,
)
from fieldledger.clients.procore.models.line_items import LineItem, LineItemV2, LineItemV2Write, LineItemWrite
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.requester import Write, fetch_one, fetch_page, fetch_rows, path, write_one
from fieldledger.clients.procore.resources.base import Resource, in_project, wrapped
from fieldledger.clients.procore.sync import SyncReport, SyncTarget, sync
from fieldledger.clients.reading import Rows
from fieldledger.result import Result

_PACKAGES: Final = "/rest/v1.0/change_order_packages"
_POTENTIAL: Final = "/rest/v1.0/potential_change_orders"
_FLAT: Final = "/rest/v1.0/projects/{project}/commitment_change_orders"
_FLAT_LINES: Final = (
    "/rest/v2.0/companies/{account}/projects/{project}/commitment_change_orders/{change_order}/line_items"
)


class ChangeOrderPackages(Resource):
    """Packages keep an origin id and serve projects of any number of tiers; they have no sync."""

    async def page(
        self, company_id: str, project_id: str, page: int = 1, filters: Filters = NO_FILTERS
    ) -> Result[ProcorePage[ChangeOrderPackage]]:
        """``GET /rest/v1.0/change_order_packages``; knows updated_at and include_deleted."""
        params = {**in_project(project_id), **filters.params()}
        return await fetch_page(self._requester, company_id, _PACKAGES, ChangeOrderPackage, page, params)

    async def get(self, company_id: str, project_id: str, package_id: str) -> Result[ChangeOrderPackage]:
        """``GET /rest/v1.0/change_order_packages/{id}``."""
        where = path(f"{_PACKAGES}/{{package}}", package=package_id)
        return await fetch_one(self._requester, company_id, where, ChangeOrderPackage, in_project(project_id))

    async def create(
        self, company_id: str, project_id: str, contract_id: str, package: ChangeOrderPackageWrite
    ) -> Result[ChangeOrderPackage]:
        """``POST /rest/v1.0/change_order_packages``; the body calls it ``change_order``."""
        frame = {"project_id": number(project_id), "contract_id": number(contract_id)}
        write = Write("POST", _PACKAGES, wrapped("change_order", package, **frame))
        return await write_one(self._requester, company_id, write, ChangeOrderPackage)

    async def update(
        self, company_id: str, project_id: str, package_id: str, package: ChangeOrderPackageWrite
    ) -> Result[ChangeOrderPackage]:
        """``PATCH /rest/v1.0/change_order_packages/{id}``."""
        where = path(f"{_PACKAGES}/{{package}}", package=package_id)
        write = Write("PATCH", where, wrapped("change_order", package, project_id=number(project_id)))
        return await write_one(self._requester, company_id, write, ChangeOrderPackage)


class PotentialChangeOrders(Resource):
    """They hold the lines of packages."""

    async def page(
        self,
        company_id: str,
        project_id: str,
        page: int = 1,
        filters: Filters = NO_FILTERS,
        per_page: int | None = None,
    ) -> Result[ProcorePage[PotentialChangeOrder]]:
        """``GET /rest/v1.0/potential_change_orders``, without lines; knows id, updated_at and include_deleted.

        A single read would need the contract's id too.
        """
        params = {**in_project(project_id), **filters.params()}
        return await fetch_page(self._requester, company_id, _POTENTIAL, PotentialChangeOrder, page, params, per_page)

    async def sync(
        self, company_id: str, project_id: str, contract_id: str, orders: Sequence[PotentialChangeOrderWrite]
    ) -> SyncReport[PotentialChangeOrder]:
        """``PATCH /rest/v1.0/potential_change_orders/sync``."""
        params = in_project(project_id, contract_id=contract_id)
        target = SyncTarget(f"{_POTENTIAL}/sync", PotentialChangeOrder, params=params)
        return await sync(self._requester, company_id, target, orders)

    async def lines(
        self, company_id: str, project_id: str, order_id: str, page: int = 1, filters: Filters = NO_FILTERS
    ) -> Result[ProcorePage[LineItem]]:
        """``GET /rest/v1.0/potential_change_orders/{id}/line_items``; knows updated_at."""
        where = path(f"{_POTENTIAL}/{{order}}/line_items", order=order_id)
        params = {**in_project(project_id), **filters.params()}
        return await fetch_page(self._requester, company_id, where, LineItem, page, params)

    async def sync_lines(
        self, company_id: str, project_id: str, order_id: str, lines: Sequence[LineItemWrite]
    ) -> SyncReport[LineItem]:
        """``PATCH /rest/v1.0/potential_change_orders/{id}/line_items/sync``."""
        where = path(f"{_POTENTIAL}/{{order}}/line_items/sync", order=order_id)
        return await sync(
            self._requester, company_id, SyncTarget(where, LineItem, params=in_project(project_id)), lines
        )


class CommitmentChangeOrders(Resource):
    """The newer form, without origin ids; projects of three tiers are not served."""

    async def all(
        self, company_id: str, project_id: str, filters: Filters = NO_FILTERS
    ) -> Result[Rows[CommitmentChangeOrder]]:
        """``GET /rest/v1.0/projects/{id}/commitment_change_orders``: not paged; knows updated_at."""
        params = {"view": "extended", **filters.params()}
        where = path(_FLAT, project=project_id)
        return await fetch_rows(self._requester, company_id, where, CommitmentChangeOrder, params)

    async def create(
        self, company_id: str, project_id: str, order: CommitmentChangeOrderWrite
    ) -> Result[CommitmentChangeOrder]:
        """``POST /rest/v1.0/projects/{id}/commitment_change_orders``."""
        write = Write("POST", path(_FLAT, project=project_id), wrapped("change_order", order))
        return await write_one(self._requester, company_id, write, CommitmentChangeOrder)

    async def lines(
        self, company_id: str, project_id: str, order_id: str, page: int = 1
    ) -> Result[ProcorePage[LineItemV2]]:
        """``GET /rest/v2.0/.../commitment_change_orders/{id}/line_items``."""
        where = path(_FLAT_LINES, project=project_id, change_order=order_id)
        return await fetch_page(self._requester, company_id, where, LineItemV2, page)

    async def create_line(
        self, company_id: str, project_id: str, order_id: str, line: LineItemV2Write
    ) -> Result[LineItemV2]:
        """``POST /rest/v2.0/.../commitment_change_orders/{id}/line_items``."""
        where = path(_FLAT_LINES, project=project_id, change_order=order_id)
        return await write_one(self._requester, company_id, Write("POST", where, line.fields()), LineItemV2)
