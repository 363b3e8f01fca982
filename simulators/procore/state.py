"""Everything the simulated Procore remembers, in memory."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Final

from simulators.kit.clock import SimClock
from simulators.kit.disturbance import Sleep
from simulators.kit.faults import FaultQueue
from simulators.kit.recorder import RequestLog
from simulators.procore.accounts import DEFAULT_APP, Accounts
from simulators.procore.company import Company
from simulators.procore.deliveries import ClientFactory, Deliveries
from simulators.procore.grants import Grants
from simulators.procore.hooks import Hooks
from simulators.procore.settings import ProcoreSettings
from simulators.procore.stats import Stats

# Newer regions give ids beyond 32 bits (procore.md 1), so every id here is.
_FIRST_ID: Final = 562_949_953_000_000


@dataclass(slots=True, eq=False)
class World:
    """One simulated Procore with its customers; time, chance and secrets come from outside."""

    clock: SimClock
    rng: random.Random
    new_secret: Callable[[], str]
    clients: ClientFactory
    sleep: Sleep
    settings: ProcoreSettings = field(default_factory=ProcoreSettings)
    faults: FaultQueue = field(default_factory=FaultQueue)
    log: RequestLog = field(default_factory=RequestLog)
    accounts: Accounts = field(init=False)
    companies: dict[int, Company] = field(init=False)
    grants: Grants = field(init=False)
    hooks: Hooks = field(init=False)
    deliveries: Deliveries = field(init=False)
    stats: Stats = field(init=False)
    busy: set[tuple[int, int]] = field(init=False)
    _ids: "count[int]" = field(init=False)
    _first_settings: ProcoreSettings = field(init=False)

    def __post_init__(self) -> None:
        self._first_settings = self.settings.model_copy(deep=True)
        self._begin()

    def reset(self) -> None:
        """Return to the state after the start: the first settings, one app, no company, no token."""
        self.settings = self._first_settings.model_copy(deep=True)
        self._begin()

    def _begin(self) -> None:
        self.accounts = Accounts()
        self.accounts.register(DEFAULT_APP)
        self.companies = {}
        self.grants = Grants(self.new_secret)
        self.hooks = Hooks()
        self.deliveries = Deliveries(self.clock, self.clients, lambda: self.settings.webhook)
        self.stats = Stats()
        self.busy = set()
        self._ids = count(_FIRST_ID)

    def now(self) -> datetime:
        """The time records carry: whole seconds, UTC."""
        return self.clock.now().replace(microsecond=0)

    async def deliver_due(self) -> int:
        """Send the webhooks that are due; returns how many events were taken."""
        return await self.deliveries.deliver_due(self.hooks.by_id)

    def new_id(self) -> int:
        return next(self._ids)
