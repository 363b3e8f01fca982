"""Subcontracts and purchase orders. v1, because v2 takes no origin id (procore.md 4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldledger.clients.procore.body import number
from fieldledger.clients.procore.filters import NO_FILTERS, Filters
from fieldledger.clients.procore.models.commitments import (
    Commitment,
    CommitmentWrite,
    PurchaseOrderContract,
    PurchaseOrderContractWrite,
    WorkOrderContract,
    WorkOrderContractWrite,
)
from fieldledger.clients.procore.models.line_items import LineItem, LineItemWrite
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.requester import Requester, Write, fetch_one, fetch_page, path, write_one
from fieldledger.clients.procore.resources.base import in_project, wrapped
from fieldledger.clients.procore.sync import SyncReport, SyncTarget, sync
from fieldledger.result import Result


@dataclass(frozen=True, slots=True)
class ContractKind[C: Commitment, W: CommitmentWrite]:
    """How one kind of commitment is called: the list's path, and the record's name in bodies."""

    record: type[C]
    write: type[W]
    where: str
    name: str


WORK_ORDERS = ContractKind(
    WorkOrderContract, WorkOrderContractWrite, "/rest/v1.0/work_order_contracts", "work_order_contract"
)
PURCHASE_ORDERS = ContractKind(
    PurchaseOrderContract, PurchaseOrderContractWrite, "/rest/v1.0/purchase_order_contracts", "purchase_order_contract"
)


class Commitments[C: Commitment, W: CommitmentWrite]:
    """All calls of one kind of commitment."""

    def __init__(self, requester: Requester, kind: ContractKind[C, W]) -> None:
        self._requester = requester
        self._kind = kind

    async def page(
        self,
        company_id: str,
        project_id: str,
        page: int = 1,
        filters: Filters = NO_FILTERS,
        per_page: int | None = None,
    ) -> Result[ProcorePage[C]]:
        """The list without lines; knows updated_at, origin_id and include_deleted. The default view lacks amounts."""
        params = {**in_project(project_id), "view": "extended", **filters.params()}
        where, kind = self._kind.where, self._kind.record
        return await fetch_page(self._requester, company_id, where, kind, page, params, per_page)

    async def get(self, company_id: str, project_id: str, contract_id: str) -> Result[C]:
        """One contract with its lines and payments."""
        where = path(f"{self._kind.where}/{{contract}}", contract=contract_id)
        return await fetch_one(self._requester, company_id, where, self._kind.record, in_project(project_id))

    async def create(self, company_id: str, project_id: str, contract: W) -> Result[C]:
        """``POST``; lines follow with ``sync_lines``."""
        body = wrapped(self._kind.name, contract, project_id=number(project_id))
        return await write_one(self._requester, company_id, Write("POST", self._kind.where, body), self._kind.record)

    async def update(self, company_id: str, project_id: str, contract_id: str, contract: W) -> Result[C]:
        """``PATCH /{id}``."""
        where = path(f"{self._kind.where}/{{contract}}", contract=contract_id)
        body = wrapped(self._kind.name, contract, project_id=number(project_id))
        return await write_one(self._requester, company_id, Write("PATCH", where, body), self._kind.record)

    async def sync(self, company_id: str, project_id: str, contracts: Sequence[W]) -> SyncReport[C]:
        """``PATCH /sync``."""
        target = SyncTarget(f"{self._kind.where}/sync", self._kind.record, {"project_id": number(project_id)})
        return await sync(self._requester, company_id, target, contracts)

    async def lines(
        self, company_id: str, project_id: str, contract_id: str, page: int = 1, filters: Filters = NO_FILTERS
    ) -> Result[ProcorePage[LineItem]]:
        """``GET /{id}/line_items``: the schedule of values; knows updated_at."""
        where = path(f"{self._kind.where}/{{contract}}/line_items", contract=contract_id)
        params = {**in_project(project_id), **filters.params()}
        return await fetch_page(self._requester, company_id, where, LineItem, page, params)

    async def sync_lines(
        self, company_id: str, project_id: str, contract_id: str, lines: Sequence[LineItemWrite]
    ) -> SyncReport[LineItem]:
        """``PATCH /{id}/line_items/sync``; answers 413 to long lists."""
        where = path(f"{self._kind.where}/{{contract}}/line_items/sync", contract=contract_id)
        target = SyncTarget(where, LineItem, params=in_project(project_id))
        return await sync(self._requester, company_id, target, lines)


def subcontracts(requester: Requester) -> Commitments[WorkOrderContract, WorkOrderContractWrite]:
    """The calls of work order contracts."""
    return Commitments(requester, WORK_ORDERS)


def purchase_orders(requester: Requester) -> Commitments[PurchaseOrderContract, PurchaseOrderContractWrite]:
    """The calls of purchase order contracts."""
    return Commitments(requester, PURCHASE_ORDERS)
