"""Rate budgets of vendor accounts."""

from typing import Protocol

from fieldledger.domain.rate_budget import BudgetState
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, TableName
from fieldledger.result import Result


class Budgets(Protocol):
    """Access to budget states."""

    async def find(self, company_id: str, account: str) -> Result[BudgetState | None]:
        """The state, or None before the first call."""
        ...

    async def save(self, state: BudgetState) -> Result[BudgetState]:
        """Replace the version that was read; ``VERSION_CONFLICT`` if another container reserved meanwhile."""
        ...


class DocumentBudgets:
    """Sort key ``BUDGET#<vendor account>`` in the control table."""

    def __init__(self, store: DocumentStore) -> None:
        self._budgets = Aggregate(store, TableName.CONTROL, BudgetState, "BUDGET")

    async def find(self, company_id: str, account: str) -> Result[BudgetState | None]:
        """The state, or None."""
        return await self._budgets.find(company_id, account)

    async def save(self, state: BudgetState) -> Result[BudgetState]:
        """Replace the version that was read."""
        return await self._budgets.put(
            self._budgets.write(state, state.company_id, state.account, version=state.version)
        )
