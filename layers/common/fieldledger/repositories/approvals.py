"""Approvals: the decisions themselves."""

from typing import Protocol

from fieldledger.domain.approval import Approval
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, TableName
from fieldledger.result import Result


class Approvals(Protocol):
    """Access to approvals."""

    async def find(self, company_id: str, approval_id: str) -> Result[Approval | None]:
        """The approval, or None."""
        ...

    async def create(self, approval: Approval) -> Result[Approval]:
        """``VERSION_CONFLICT`` if the id is taken."""
        ...


class DocumentApprovals:
    """Sort key ``APPROVAL#<id>`` in the postings table."""

    def __init__(self, store: DocumentStore) -> None:
        self._approvals = Aggregate(store, TableName.POSTINGS, Approval, "APPROVAL")

    async def find(self, company_id: str, approval_id: str) -> Result[Approval | None]:
        """The approval, or None."""
        return await self._approvals.find(company_id, approval_id)

    async def create(self, approval: Approval) -> Result[Approval]:
        """Create."""
        return await self._approvals.put(self._approvals.write(approval, approval.company_id, approval.approval_id))
