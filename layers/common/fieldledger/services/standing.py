"""How things stand across all companies, for whoever runs the stack: freshness, budgets, open exceptions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_readout import LimitUse
from fieldledger.domain.sync_state import SyncState
from fieldledger.repositories.at_once import at_once
from fieldledger.repositories.connections import Connections
from fieldledger.repositories.exceptions import Exceptions
from fieldledger.repositories.sync_states import SyncStates
from fieldledger.result import Result
from fieldledger.services.queries.rate_budgets import RateBudgetQueries, VendorBudget

FULL: Final = 100.0


@dataclass(frozen=True, slots=True)
class VendorStanding:
    """The worst of all companies that are connected to one vendor.

    ``behind``: how long ago the resource that was read longest ago was read. ``budget_left``: percent of the limit of
    which least is left at this moment, 100 where nothing was called.
    """

    vendor: VendorName
    behind: timedelta
    budget_left: float


@dataclass(frozen=True, slots=True)
class Standing:
    """``vendors`` holds only those to which some company is connected."""

    vendors: tuple[VendorStanding, ...]
    open_exceptions: int


@dataclass(frozen=True, slots=True)
class _CompanyStanding:
    states: Sequence[SyncState]
    budgets: Sequence[VendorBudget]
    open_exceptions: int


class StandingMeasures:
    """Reads a few items of each connected company; companies without a connection are not looked at."""

    def __init__(
        self,
        connections: Connections,
        states: SyncStates,
        budgets: RateBudgetQueries,
        exceptions: Exceptions,
        clock: Clock,
    ) -> None:
        self._connections = connections
        self._states = states
        self._budgets = budgets
        self._exceptions = exceptions
        self._clock = clock

    async def measure(self) -> Result[Standing]:
        """As it is now; fails with the first read that failed."""
        connected: dict[VendorName, list[str]] = {}
        for vendor in VendorName:
            companies = await self._connections.companies_with(vendor)
            if companies.failed:
                return companies.failure()
            connected[vendor] = companies.unwrap()
        company_ids = sorted(set().union(*connected.values()))
        read = await at_once(self._company, company_ids)
        failed = next((one for one in read if one.failed), None)
        if failed is not None:
            return failed.failure()
        found = {company_id: one.unwrap() for company_id, one in zip(company_ids, read, strict=True)}
        now = self._clock.now()
        vendors = (_vendor(vendor, [found[each] for each in held], now) for vendor, held in connected.items() if held)
        return Result.ok(Standing(tuple(vendors), sum(one.open_exceptions for one in found.values())))

    async def _company(self, company_id: str) -> Result[_CompanyStanding]:
        states = await self._states.every(company_id)
        if states.failed:
            return states.failure()
        budgets = await self._budgets.every(company_id)
        if budgets.failed:
            return budgets.failure()
        count = await self._exceptions.count_open(company_id)
        return count.map(lambda number: _CompanyStanding(states.unwrap(), budgets.unwrap(), number))


def _vendor(vendor: VendorName, companies: Iterable[_CompanyStanding], now: datetime) -> VendorStanding:
    behind, left = timedelta(0), FULL
    for company in companies:
        enrolled = (state for state in company.states if state.resource.vendor is vendor and not state.paused)
        behind = max([behind, *(now - _read_at(state) for state in enrolled)])
        limits = (limit for each in company.budgets if each.vendor is vendor for limit in each.readout.limits)
        left = min([left, *map(_percent, limits)])
    return VendorStanding(vendor, behind, left)


def _read_at(state: SyncState) -> datetime:
    """A resource that was never read is late from the moment at which its first run was due."""
    first = state.due_at if state.active is None else state.active.started_at
    return state.synced_until or first


def _percent(use: LimitUse) -> float:
    return FULL * use.left / use.limit
