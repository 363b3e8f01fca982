"""Everything the simulated Raken remembers, in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from simulators.raken.allowance import Allowance, Verdict
from simulators.raken.apps import DEFAULT_APP, App
from simulators.raken.grants import Grants
from simulators.raken.records import Company
from simulators.raken.settings import RakenSettings
from simulators.raken.stats import Stats


@dataclass(slots=True, eq=False)
class RakenState:
    """One simulated Raken with its customers; time and secrets come from outside."""

    now: Callable[[], datetime]
    new_secret: Callable[[], str]
    settings: RakenSettings = field(default_factory=RakenSettings)
    apps: dict[str, App] = field(default_factory=lambda: {DEFAULT_APP.client_id: DEFAULT_APP})
    companies: dict[str, Company] = field(default_factory=dict)
    allowances: dict[str, Allowance] = field(default_factory=dict)
    stats: Stats = field(default_factory=Stats)
    grants: Grants = field(init=False)
    _first_settings: RakenSettings = field(init=False)

    def __post_init__(self) -> None:
        self.grants = Grants(self.new_secret)
        self._first_settings = self.settings.model_copy()

    def reset(self) -> None:
        """Return to the state after the start: the first settings, one app, no company, no token."""
        self.settings = self._first_settings.model_copy()
        self.apps = {DEFAULT_APP.client_id: DEFAULT_APP}
        self.companies.clear()
        self.allowances.clear()
        self.stats = Stats()
        self.grants = Grants(self.new_secret)

    def take_call(self, company_uuid: str) -> Verdict:
        """Count one call of the company against its limits."""
        return self.allowance(company_uuid).take(self.now(), self.settings)

    def allowance(self, company_uuid: str) -> Allowance:
        return self.allowances.setdefault(company_uuid, Allowance())
