"""Reading how much of the vendors' limits a company has used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldledger.domain.budget_key import budget_key
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import Connection, ConnectionState, VendorName
from fieldledger.domain.rate_readout import BudgetReadout, read_out
from fieldledger.domain.rate_windows import Limit
from fieldledger.repositories.budgets import Budgets
from fieldledger.repositories.connections import Connections
from fieldledger.result import Result


@dataclass(frozen=True, slots=True)
class VendorBudget:
    """The budget of one vendor account."""

    vendor: VendorName
    account_id: str
    readout: BudgetReadout


class RateBudgetQueries:
    """Budgets of the accounts that a company is connected to; ``limits`` are our settings of each vendor."""

    def __init__(
        self,
        connections: Connections,
        budgets: Budgets,
        limits: Mapping[VendorName, Sequence[Limit]],
        clock: Clock,
    ) -> None:
        self._connections = connections
        self._budgets = budgets
        self._limits = limits
        self._clock = clock

    async def every(self, company_id: str) -> Result[list[VendorBudget]]:
        """Vendors that are not connected are left out."""
        found = await self._connections.find_all(company_id)
        if found.failed:
            return found.failure()
        connected = [one for one in found.unwrap() if one.state is not ConnectionState.DISCONNECTED]
        read: list[VendorBudget] = []
        for connection in connected:
            budget = await self._of(connection)
            if budget.failed:
                return budget.failure()
            read.append(budget.unwrap())
        return Result.ok(read)

    async def _of(self, connection: Connection) -> Result[VendorBudget]:
        vendor = connection.vendor
        key = budget_key(vendor, connection.company_id, connection.account_id)
        found = await self._budgets.find(key.company_id, key.account)
        return found.map(
            lambda state: VendorBudget(
                vendor, connection.account_id, read_out(state or key.fresh(), self._limits[vendor], self._clock.now())
            )
        )
