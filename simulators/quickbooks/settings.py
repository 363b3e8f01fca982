"""Every switch of the simulator, changeable while it runs through POST /_admin/settings."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Limits(BaseModel):
    """The vendor's throttles (section 2.2); `batch_items` is the size over which fault 1040 is given."""

    model_config = ConfigDict(extra="forbid")

    batch_items: int = Field(default=30, ge=1)
    batches_per_minute: int = Field(default=40, ge=0)
    realm_batches_per_minute: int = Field(default=120, ge=0)
    requests_per_minute: int = Field(default=500, ge=0)
    requests_per_second: int = Field(default=10, ge=0)
    concurrent_requests: int = Field(default=10, ge=0)


class WebhookSettings(BaseModel):
    """How events leave: seconds of gathering, and the factor that compresses the schedule of section 6.4."""

    model_config = ConfigDict(extra="forbid")

    aggregation_seconds: float = Field(default=0, ge=0)
    retry_scale: float = Field(default=1, gt=0)
    events_per_delivery: int = Field(default=100, ge=1, le=100)
    deliver_twice: bool = False


class SimSettings(BaseModel):
    """The switches.

    `rotation` names the cases of section 5: a = a new refresh token each day and the old one lives 24 h more,
    b = a new one each day and the old one dies at once, c = a new one at each refresh, the old dies at once.
    `requestid_mode` "ignored" makes replays act again (section 3, failure evidence).
    `throttle_retry_after` adds a Retry-After header, in seconds, to each 429.
    """

    model_config = ConfigDict(extra="forbid")

    rotation: Literal["a", "b", "c"] = "c"
    requestid_mode: Literal["honoured", "ignored"] = "honoured"
    throttle_format: Literal["xml", "json"] = "xml"
    throttle_retry_after: int | None = None
    limits: Limits = Limits()
    webhook: WebhookSettings = WebhookSettings()


class SettingsHolder:
    """Holds the settings in force, so that a change reaches every part at once."""

    def __init__(self) -> None:
        self.current = SimSettings()

    def merge(self, changes: dict[str, object]) -> SimSettings:
        """Apply a partial change, groups key by key; a bad one raises ValidationError and changes nothing."""
        merged = _merged(self.current.model_dump(), changes)
        self.current = SimSettings.model_validate(merged)
        return self.current

    def reset(self) -> None:
        self.current = SimSettings()


def _merged(base: dict[str, object], changes: dict[str, object]) -> dict[str, object]:
    result = dict(base)
    for key, value in changes.items():
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            result[key] = _merged(old, value)
        else:
            result[key] = value
    return result
