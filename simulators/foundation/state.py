"""Everything the simulated FOUNDATION remembers, in memory."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulators.foundation.allowance import MinuteAllowance
from simulators.foundation.apps import App, Subscription, default_apps, default_subscriptions
from simulators.foundation.company import Company
from simulators.foundation.settings import FoundationSettings


@dataclass(frozen=True, slots=True)
class Token:
    """An access token's application and end (UTC)."""

    client_id: str
    expires_at: datetime


@dataclass(slots=True, eq=False)
class FoundationState:
    """One simulated host with its companies; time and secrets come from outside."""

    now: Callable[[], datetime]
    new_secret: Callable[[], str]
    settings: FoundationSettings = field(default_factory=FoundationSettings)
    apps: dict[str, App] = field(default_factory=default_apps)
    subscriptions: dict[str, Subscription] = field(default_factory=default_subscriptions)
    companies: dict[str, Company] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    allowances: dict[str, MinuteAllowance] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    _first_settings: FoundationSettings = field(init=False)

    def __post_init__(self) -> None:
        self._first_settings = self.settings.model_copy()

    def reset(self) -> None:
        """Return to the state after the start."""
        self.settings = self._first_settings.model_copy()
        self.apps = default_apps()
        self.subscriptions = default_subscriptions()
        for table in (self.companies, self.tokens, self.allowances, self.counts):
            table.clear()

    def issue_token(self, app: App) -> str:
        token = self.new_secret()
        self.tokens[token] = Token(app.client_id, self.now() + timedelta(seconds=self.settings.access_token_seconds))
        self.counts["tokens"] += 1
        return token

    def app_of(self, token: str) -> App | None:
        """The application of a token that is still good on this host."""
        held = self.tokens.get(token)
        if held is None or self.now() >= held.expires_at:
            return None
        app = self.apps.get(held.client_id)
        return app if app is not None and app.environment is self.settings.environment else None

    def subscription_of(self, key: str) -> Subscription | None:
        """The subscription of a key that is good on this host: keys of the other environment are unknown here."""
        for subscription in self.subscriptions.values():
            if key in {subscription.primary_key, subscription.secondary_key}:
                good = subscription.active and subscription.environment is self.settings.environment
                return subscription if good else None
        return None

    def allowance(self, subscription: str) -> MinuteAllowance:
        return self.allowances.setdefault(subscription, MinuteAllowance())
