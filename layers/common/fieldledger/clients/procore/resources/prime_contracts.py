"""Prime contracts. Lists say ``prime_contracts``, everything else about one contract ``prime_contract``."""

from collections.abc import Sequence
from typing import Final

from fieldledger.clients.procore.body import number
from fieldledger.clients.procore.filters import NO_FILTERS, Filters
from fieldledger.clients.procore.models.line_items import LineItem, LineItemWrite
from fieldledger.clients.procore.models.prime_contracts import PrimeContract, PrimeContractWrite
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.requester import Write, fetch_one, fetch_page, path, write_one
from fieldledger.clients.procore.resources.base import Resource, in_project, wrapped
from fieldledger.clients.procore.sync import SyncReport, SyncTarget, sync
from fieldledger.result import Result

_MANY: Final = "/rest/v1.0/prime_contracts"
_ONE: Final = "/rest/v1.0/prime_contract"


class PrimeContracts(Resource):
    """v1, because v2 takes no origin id."""

    async def page(
        self,
        company_id: str,
        project_id: str,
        page: int = 1,
        filters: Filters = NO_FILTERS,
        per_page: int | None = None,
    ) -> Result[ProcorePage[PrimeContract]]:
        """``GET /rest/v1.0/prime_contracts``; knows updated_at. Rows lack lines and most of the sums."""
        params = {**in_project(project_id), **filters.params()}
        return await fetch_page(self._requester, company_id, _MANY, PrimeContract, page, params, per_page)

    async def get(self, company_id: str, project_id: str, contract_id: str) -> Result[PrimeContract]:
        """``GET /rest/v1.0/prime_contract/{id}`` with lines and payments received."""
        where = path(f"{_ONE}/{{contract}}", contract=contract_id)
        return await fetch_one(self._requester, company_id, where, PrimeContract, in_project(project_id))

    async def create(self, company_id: str, project_id: str, contract: PrimeContractWrite) -> Result[PrimeContract]:
        """``POST /rest/v1.0/prime_contract``."""
        body = wrapped("prime_contract", contract, project_id=number(project_id))
        return await write_one(self._requester, company_id, Write("POST", _ONE, body), PrimeContract)

    async def update(
        self, company_id: str, project_id: str, contract_id: str, contract: PrimeContractWrite
    ) -> Result[PrimeContract]:
        """``PATCH /rest/v1.0/prime_contract/{id}``."""
        where = path(f"{_ONE}/{{contract}}", contract=contract_id)
        body = wrapped("prime_contract", contract, project_id=number(project_id))
        return await write_one(self._requester, company_id, Write("PATCH", where, body), PrimeContract)

    async def lines(
        self, company_id: str, project_id: str, contract_id: str, page: int = 1, filters: Filters = NO_FILTERS
    ) -> Result[ProcorePage[LineItem]]:
        """``GET /rest/v1.0/prime_contracts/{id}/line_items``; knows updated_at."""
        where = path(f"{_MANY}/{{contract}}/line_items", contract=contract_id)
        params = {**in_project(project_id), **filters.params()}
        return await fetch_page(self._requester, company_id, where, LineItem, page, params)

    async def sync_lines(
        self, company_id: str, project_id: str, contract_id: str, lines: Sequence[LineItemWrite]
    ) -> SyncReport[LineItem]:
        """``PATCH /rest/v1.0/prime_contracts/{id}/line_items/sync``."""
        where = path(f"{_MANY}/{{contract}}/line_items/sync", contract=contract_id)
        return await sync(
            self._requester, company_id, SyncTarget(where, LineItem, params=in_project(project_id)), lines
        )
