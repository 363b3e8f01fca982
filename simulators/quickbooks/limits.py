"""The vendor's throttles on the simulator's clock: exact windows per company and app (section 2.2)."""

from collections.abc import Iterator
from contextlib import contextmanager

from simulators.kit.clock import SimClock
from simulators.kit.windows import SlidingWindow
from simulators.quickbooks.settings import Limits, SettingsHolder

_MINUTE = 60
_SECOND = 1
_DAY = 86_400


class Throttle:
    """Admits calls; a call is counted in all of its windows or, if one is full, in none."""

    def __init__(self, clock: SimClock, settings: SettingsHolder) -> None:
        self._clock = clock
        self._settings = settings
        self._windows: dict[tuple[str, str], SlidingWindow] = {}
        self._running: dict[str, int] = {}

    def refusal(self, realm_id: str, client_id: str, *, is_batch: bool) -> str | None:
        """Count a call, or name the limit that refuses it."""
        now = self._clock.now()
        chosen = self._chosen(realm_id, client_id, is_batch=is_batch)
        for name, window in chosen:
            if not window.has_room(now):
                return name
        for _, window in chosen:
            window.take(now)
        return None

    @contextmanager
    def in_flight(self, realm_id: str, client_id: str) -> Iterator[bool]:
        """Hold one of the concurrent places while a call is worked on; False means that none was free."""
        key = f"{realm_id}/{client_id}"
        free = self._running.get(key, 0) < self._settings.current.limits.concurrent_requests
        if not free:
            yield False
            return
        self._running[key] = self._running.get(key, 0) + 1
        try:
            yield True
        finally:
            self._running[key] -= 1

    def peaks(self, realm_id: str) -> dict[str, int]:
        """Report the fullest each window of a company has been."""
        return {name: window.peak for (name, owner), window in self._windows.items() if owner.split("/")[0] == realm_id}

    def takes_email(self, realm_id: str) -> bool:
        """Count an e-mail of a sandbox company; False means that the day's are used up."""
        _, window = self._window("sandbox_emails_per_day", realm_id, _DAY, self._settings.current.limits)
        return window.take(self._clock.now())

    def reset(self) -> None:
        """Empty every window; calls in flight keep their places."""
        self._windows.clear()

    def _chosen(self, realm_id: str, client_id: str, *, is_batch: bool) -> list[tuple[str, SlidingWindow]]:
        limits = self._settings.current.limits
        pair = f"{realm_id}/{client_id}"
        chosen = [
            self._window("requests_per_second", pair, _SECOND, limits),
            self._window("requests_per_minute", realm_id, _MINUTE, limits),
        ]
        if is_batch:
            chosen.append(self._window("batches_per_minute", pair, _MINUTE, limits))
            chosen.append(self._window("realm_batches_per_minute", realm_id, _MINUTE, limits))
        return chosen

    def _window(self, name: str, owner: str, seconds: float, limits: Limits) -> tuple[str, SlidingWindow]:
        limit: int = getattr(limits, name)
        window = self._windows.setdefault((name, owner), SlidingWindow(limit, seconds))
        window.limit = limit
        return name, window
