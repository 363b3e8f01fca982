"""Every switch of the simulator, changeable while it runs through POST /_admin/settings."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Limits(BaseModel):
    """The vendor's throttles (section 2.2).

    `batch_items` is the size over which fault 1040 is given; `monthly_reads` caps the metered reads of the whole
    workspace until the 1st, UTC (Builder tier: 500,000, section 2.3); `sandbox_emails_per_day` is per company.
    """

    model_config = ConfigDict(extra="forbid")

    batch_items: int = Field(default=30, ge=1)
    batches_per_minute: int = Field(default=40, ge=0)
    realm_batches_per_minute: int = Field(default=120, ge=0)
    requests_per_minute: int = Field(default=500, ge=0)
    requests_per_second: int = Field(default=10, ge=0)
    concurrent_requests: int = Field(default=10, ge=0)
    monthly_reads: int | None = Field(default=None, ge=0)
    sandbox_emails_per_day: int = Field(default=40, ge=0)


class WebhookSettings(BaseModel):
    """How events leave (section 6).

    `aggregation_seconds` is how long events gather, `retry_scale` compresses the schedule of section 6.4.
    `deliver_twice` repeats each delivery, `shuffled` sends events and deliveries out of order. Off, `several_companies`
    gives each company its own POST. `head_of_line` withholds later deliveries until the first is acknowledged.
    `only_connected` leaves out companies without a living connection. `bare` writes CloudEvents as one capture shows
    them, with a composite id and without `datacontenttype` and `data`.
    """

    model_config = ConfigDict(extra="forbid")

    format: Literal["cloudevents", "legacy"] = "cloudevents"
    content_type: Literal["application/json", "application/cloudevents+json"] = "application/json"
    aggregation_seconds: float = Field(default=0, ge=0)
    retry_scale: float = Field(default=1, gt=0)
    events_per_delivery: int = Field(default=100, ge=1, le=100)
    deliver_twice: bool = False
    shuffled: bool = False
    several_companies: bool = True
    head_of_line: bool = True
    only_connected: bool = False
    bare: bool = False


class ChangeDataCapture(BaseModel):
    """What is uncertain about GET /cdc (section 4.2): time activities, the order that its cap cuts off."""

    model_config = ConfigDict(extra="forbid")

    time_activities: bool = False
    newest_first: bool = False


class SimSettings(BaseModel):
    """The switches.

    `rotation` names the cases of section 5: a = a new refresh token each day and the old one lives 24 h more,
    b = a new one each day and the old one dies at once, c = a new one at each refresh, the old dies at once.
    `requestid_mode` "ignored" makes replays act again (section 3, failure evidence).
    `throttle_retry_after` adds a Retry-After header, in seconds, to each 429.
    `any_accept` is the format of answers to `Accept: */*`; without any Accept they are XML (section 1.1).
    `bill_numbers` says among which bills a DocNumber is unique, `time_retyping` stores time of an "employee" who is a
    customer as somebody else's instead of refusing it (section 7.2).
    """

    model_config = ConfigDict(extra="forbid")

    rotation: Literal["a", "b", "c"] = "c"
    requestid_mode: Literal["honoured", "ignored"] = "honoured"
    throttle_format: Literal["xml", "json"] = "xml"
    throttle_retry_after: int | None = None
    any_accept: Literal["json", "xml"] = "json"
    bill_numbers: Literal["company", "vendor"] = "company"
    time_retyping: bool = False
    limits: Limits = Limits()
    webhook: WebhookSettings = WebhookSettings()
    cdc: ChangeDataCapture = ChangeDataCapture()


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
