"""Vendors of the company's directory and of projects."""

from collections.abc import Sequence

from fieldledger.clients.procore.body import ACCOUNT
from fieldledger.clients.procore.filters import NO_FILTERS, Filters
from fieldledger.clients.procore.models.vendors import Vendor, VendorWrite
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.requester import Write, fetch_one, fetch_page, path, write_one, write_only
from fieldledger.clients.procore.resources.base import Resource, wrapped
from fieldledger.clients.procore.sync import SyncReport, SyncTarget, sync
from fieldledger.result import Result


class Vendors(Resource):
    """A vendor has to be in the project's directory before a contract of the project can name it."""

    async def page(
        self, company_id: str, page: int = 1, filters: Filters = NO_FILTERS, view: str = "extended"
    ) -> Result[ProcorePage[Vendor]]:
        """``GET /rest/v1.0/vendors``; knows updated_at and origin_id."""
        params = {"company_id": ACCOUNT, "view": view, **filters.params()}
        return await fetch_page(self._requester, company_id, "/rest/v1.0/vendors", Vendor, page, params)

    async def get(self, company_id: str, vendor_id: str) -> Result[Vendor]:
        """``GET /rest/v1.0/vendors/{id}``."""
        where = path("/rest/v1.0/vendors/{vendor}", vendor=vendor_id)
        params = {"company_id": ACCOUNT, "view": "extended"}
        return await fetch_one(self._requester, company_id, where, Vendor, params)

    async def create(self, company_id: str, vendor: VendorWrite) -> Result[Vendor]:
        """``POST /rest/v1.0/vendors``."""
        body = wrapped("vendor", vendor, company_id=ACCOUNT)
        write = Write("POST", "/rest/v1.0/vendors", body, {"view": "extended"})
        return await write_one(self._requester, company_id, write, Vendor)

    async def sync(self, company_id: str, vendors: Sequence[VendorWrite]) -> SyncReport[Vendor]:
        """``PATCH /rest/v1.0/vendors/sync``."""
        target = SyncTarget("/rest/v1.0/vendors/sync", Vendor, {"company_id": ACCOUNT})
        return await sync(self._requester, company_id, target, vendors)

    async def page_in_project(self, company_id: str, project_id: str, page: int = 1) -> Result[ProcorePage[Vendor]]:
        """``GET /rest/v1.1/projects/{id}/vendors``; without a filter of changes."""
        where = path("/rest/v1.1/projects/{project}/vendors", project=project_id)
        return await fetch_page(self._requester, company_id, where, Vendor, page)

    async def add_to_project(self, company_id: str, project_id: str, vendor_id: str) -> Result[None]:
        """``POST /rest/v1.1/projects/{id}/vendors/{id}/actions/add``."""
        template = "/rest/v1.1/projects/{project}/vendors/{vendor}/actions/add"
        where = path(template, project=project_id, vendor=vendor_id)
        return await write_only(self._requester, company_id, Write("POST", where))
