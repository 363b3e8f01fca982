"""What may be changed while Procore's simulator runs: limits, switches for what is not documented, webhooks."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from simulators.procore.wire import Json


class ErrorShape(StrEnum):
    """Where v1 puts the text of a refusal: it has no single format (procore.md 1)."""

    ERRORS = "errors"  # {"errors": text}
    ERROR = "error"  # {"error": {"code", "message"}}
    MESSAGE = "message"  # {"message", "exception"}


class OverLimit(StrEnum):
    """What becomes of a ``per_page`` above the largest: not documented (procore.md 13)."""

    CLAMP = "clamp"
    REFUSE = "refuse"


class WebhookSettings(BaseModel):
    """How events are delivered (procore.md 5); ``backoff_scale`` compresses the pauses."""

    model_config = ConfigDict(extra="forbid")

    timeout_seconds: float = Field(default=5, gt=0)
    first_backoff_seconds: float = Field(default=1, gt=0)
    longest_backoff_seconds: float = Field(default=3600, gt=0)
    backoff_scale: float = Field(default=1, gt=0)
    discard_after_seconds: float = Field(default=43_200, gt=0)
    deliver_twice: bool = False
    reorder: bool = False
    name_source_application: bool = False
    company_hooks_carry_project_events: bool = True


class ProcoreSettings(BaseModel):
    """Numbers and switches, the documented ones first; ``oversized_sync_status`` is 413 or 400 (procore.md 11).

    ``lists_carry_lines``: whether lists of commitments and potential change orders show lines. The OpenAPI description
    has none; the words of procore.md 3 on the compact view can be read otherwise. ``second_budget_view`` is the name
    of a view of the customer's own, with fewer columns.
    """

    model_config = ConfigDict(extra="forbid")

    hourly_limit: int = Field(default=3600, ge=0)
    spike_limit: int = Field(default=25, ge=0)
    spike_seconds: float = Field(default=10, gt=0)
    access_token_seconds: int = Field(default=5400, ge=1)
    authorization_code_seconds: int = Field(default=600, ge=1)
    default_per_page: int = Field(default=100, ge=1)
    largest_per_page: int = Field(default=2000, ge=1)
    largest_sync: int = Field(default=1000, ge=1)

    retry_after_on_429: bool = True
    over_limit: OverLimit = OverLimit.CLAMP
    oversized_sync_status: int = Field(default=413, ge=400, le=499)
    missing_header_status: int = Field(default=400, ge=400, le=499)
    header_needed_by_service_accounts: bool = True
    header_enforced: bool = True
    error_shape: ErrorShape = ErrorShape.ERRORS
    refuse_unknown_fields: bool = False
    largest_unfiltered_list: int | None = Field(default=None, ge=1)
    lock_synced_records: bool = False
    only_latest_requisition_editable: bool = True
    timecard_bulk_beta: bool = False
    lists_carry_lines: bool = False
    second_budget_view: str | None = None
    direct_cost_sync_seconds: float = Field(default=0.05, ge=0)
    webhook: WebhookSettings = Field(default_factory=WebhookSettings)

    def changed(self, changes: Json) -> "ProcoreSettings":
        """A copy in which what ``changes`` names is replaced, inside ``webhook`` too."""
        merged: dict[str, JsonValue] = {**self.model_dump(mode="json"), **changes}
        webhook = changes.get("webhook")
        if isinstance(webhook, dict):
            merged["webhook"] = {**self.webhook.model_dump(mode="json"), **webhook}
        return ProcoreSettings.model_validate(merged)
