"""What API Support hands out at onboarding: an application and a subscription with two keys (foundation.md B2)."""

from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from simulators.foundation.resources import Product
from simulators.foundation.settings import Environment


class App(BaseModel):
    """Credentials for tokens; ``company_ids`` empty opens every company."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    client_id: str = Field(min_length=1)
    client_secret: str = Field(min_length=1)
    environment: Environment = Environment.SANDBOX
    company_ids: tuple[str, ...] = ()


class Subscription(BaseModel):
    """Either key works; the limit per minute is that of the subscription, not of the key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    primary_key: str = Field(min_length=1)
    secondary_key: str = Field(min_length=1)
    environment: Environment = Environment.SANDBOX
    products: frozenset[Product] = frozenset(Product)
    active: bool = True


def default_apps() -> dict[str, App]:
    """One application for each environment, by client_id."""
    return {app.client_id: app for app in _APPS}


def default_subscriptions() -> dict[str, Subscription]:
    """One subscription for each environment, by name."""
    return {subscription.name: subscription for subscription in _SUBSCRIPTIONS}


_APPS: Final = tuple(
    App(
        client_id=f"foundation-{environment.value}-client",
        client_secret=f"foundation-{environment.value}-secret",
        environment=environment,
    )
    for environment in Environment
)
_SUBSCRIPTIONS: Final = tuple(
    Subscription(
        name=environment.value,
        primary_key=f"{environment.value}-primary-key",
        secondary_key=f"{environment.value}-secondary-key",
        environment=environment,
    )
    for environment in Environment
)
