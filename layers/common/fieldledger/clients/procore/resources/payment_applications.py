"""Owner invoices."""

from typing import Final

from fieldledger.clients.procore.body import number
from fieldledger.clients.procore.filters import NO_FILTERS, Filters
from fieldledger.clients.procore.models.payment_applications import (
    G703Line,
    PaymentApplication,
    PaymentApplicationLineWrite,
    PaymentApplicationWrite,
)
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.requester import Write, fetch_one, fetch_page, path, write_one
from fieldledger.clients.procore.resources.base import Resource, in_project, wrapped
from fieldledger.result import Result

_PROJECT: Final = "/rest/v1.0/payment_applications"
_CONTRACT: Final = "/rest/v1.0/prime_contracts/{contract}/payment_applications"
_LINE: Final = "/rest/v1.0/prime_contracts/{contract}/payment_application_line_items/{line}"


class PaymentApplications(Resource):
    """The project's list has no filter of changes: read whole and compare. The lists give 30 rows by default."""

    async def page(
        self, company_id: str, project_id: str, page: int = 1, per_page: int | None = None
    ) -> Result[ProcorePage[PaymentApplication]]:
        """``GET /rest/v1.0/payment_applications`` of a project, without the lines of the G703."""
        params = in_project(project_id)
        return await fetch_page(self._requester, company_id, _PROJECT, PaymentApplication, page, params, per_page)

    async def page_of_contract(
        self, company_id: str, project_id: str, contract_id: str, page: int = 1, filters: Filters = NO_FILTERS
    ) -> Result[ProcorePage[PaymentApplication]]:
        """``GET /rest/v1.0/prime_contracts/{id}/payment_applications``."""
        where = path(_CONTRACT, contract=contract_id)
        params = {**in_project(project_id), **filters.params()}
        return await fetch_page(self._requester, company_id, where, PaymentApplication, page, params)

    async def get(self, company_id: str, project_id: str, application_id: str) -> Result[PaymentApplication]:
        """``GET /rest/v1.0/payment_applications/{id}`` with the lines of the G703."""
        where = path(f"{_PROJECT}/{{application}}", application=application_id)
        return await fetch_one(self._requester, company_id, where, PaymentApplication, in_project(project_id))

    async def create(
        self, company_id: str, project_id: str, contract_id: str, application: PaymentApplicationWrite
    ) -> Result[PaymentApplication]:
        """``POST /rest/v1.0/prime_contracts/{id}/payment_applications``."""
        body = wrapped("payment_application", application, project_id=number(project_id))
        write = Write("POST", path(_CONTRACT, contract=contract_id), body)
        return await write_one(self._requester, company_id, write, PaymentApplication)

    async def update(
        self,
        company_id: str,
        project_id: str,
        contract_id: str,
        application_id: str,
        application: PaymentApplicationWrite,
    ) -> Result[PaymentApplication]:
        """``PATCH /rest/v1.0/prime_contracts/{id}/payment_applications/{id}``."""
        where = path(f"{_CONTRACT}/{{application}}", contract=contract_id, application=application_id)
        body = wrapped("payment_application", application, project_id=number(project_id))
        return await write_one(self._requester, company_id, Write("PATCH", where, body), PaymentApplication)

    async def update_line(
        self, company_id: str, project_id: str, contract_id: str, line_id: str, line: PaymentApplicationLineWrite
    ) -> Result[G703Line]:
        """``PATCH /rest/v1.0/prime_contracts/{id}/payment_application_line_items/{id}``."""
        where = path(_LINE, contract=contract_id, line=line_id)
        body = wrapped("payment_application_line_item", line, project_id=number(project_id))
        return await write_one(self._requester, company_id, Write("PATCH", where, body), G703Line)
