"""Metered reads: successful production reads count, and the Builder tier blocks them from its cap to the 1st (2.3)."""

from simulators.kit.clock import SimClock
from simulators.quickbooks.settings import SettingsHolder
from simulators.quickbooks.stats import Stats
from simulators.quickbooks.store import Realm


class Metering:
    """Counts the reads of the whole workspace by month, UTC; companies of the sandbox are free."""

    def __init__(self, clock: SimClock, settings: SettingsHolder, stats: Stats) -> None:
        self._clock = clock
        self._settings = settings
        self._stats = stats
        self._months: dict[str, int] = {}

    def is_used_up(self, realm: Realm) -> bool:
        """Tell whether the month's reads are used up for a company."""
        cap = self._settings.current.limits.monthly_reads
        return cap is not None and not _is_free(realm) and self.this_month() >= cap

    def count(self, realm: Realm) -> None:
        """Count one successful read."""
        if _is_free(realm):
            return
        self._months[self._month()] = self.this_month() + 1
        self._stats.of(realm.realm_id).metered_reads += 1

    def this_month(self) -> int:
        return self._months.get(self._month(), 0)

    def reset(self) -> None:
        self._months.clear()

    def _month(self) -> str:
        return self._clock.now().strftime("%Y-%m")


def _is_free(realm: Realm) -> bool:
    return realm.prefs.environment == "sandbox"
