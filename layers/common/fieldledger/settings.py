"""Validated environment, read once per container.

Each function declares what it needs by mixing the small classes below; ``load`` runs while the module is imported, so
a missing or malformed variable fails the cold start (the deployment's own smoke test sees it) and is named.
"""

import os
from functools import cache
from typing import Annotated, Literal

from pydantic import (
    AnyHttpUrl,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PositiveInt,
    StringConstraints,
    ValidationError,
)

type Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
type Url = Annotated[str, BeforeValidator(lambda value: str(AnyHttpUrl(str(value))).rstrip("/"))]


class SettingsError(RuntimeError):
    """The environment is not what the function needs; the message names every variable at fault."""


class Settings(BaseModel):
    """What every function has."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    stage: Literal["local", "dev", "staging", "prod"]


class SignInPageSettings(Settings):
    """Where a page sends people to sign in, and where it gets their token; both empty: it cannot."""

    sign_in_authorize_url: str
    sign_in_token_url: str
    sign_in_client_id: Name


class RecordsSettings(Settings):
    """Company records: projects, employees, time cards, crosswalk."""

    records_table: Name


class PostingsSettings(Settings):
    """Postings, sealed batches and approvals."""

    postings_table: Name


class ControlSettings(Settings):
    """Connections, budgets, leases, checkpoints, idempotency, exceptions inbox."""

    control_table: Name


class AuditSettings(Settings):
    """The append-only audit trail."""

    audit_table: Name


class AccessSettings(Settings):
    """Names of the JWT claims that carry the tenant and the role."""

    company_claim: Name = "custom:company_id"
    role_claim: Name = "custom:role"


class CursorSettings(Settings):
    """Secret whose keys sign pagination cursors (the first signs, all verify)."""

    cursor_secret_id: Name


class PostingsQueueSettings(Settings):
    """The FIFO queue that wakes the QuickBooks writer."""

    quickbooks_postings_queue_url: Url


class FoundationQueueSettings(Settings):
    """The FIFO queue that wakes the FOUNDATION writer."""

    foundation_postings_queue_url: Url


class WritersQueueSettings(PostingsQueueSettings, FoundationQueueSettings):
    """The queues that wake the writers of both sets of books."""


class ExportFilesSettings(Settings):
    """The bucket of import files for FOUNDATION."""

    export_bucket: Name


class EventsQueueSettings(Settings):
    """The queue between the QuickBooks webhook and its worker."""

    quickbooks_events_queue_url: Url


class SyncQueueSettings(Settings):
    """The queue of slices of sync runs."""

    sync_slices_queue_url: Url


class VendorEventsQueueSettings(Settings):
    """The queue of the events of Procore and of the relays at Raken and FOUNDATION."""

    vendor_events_queue_url: Url


class WebhookKeysSettings(Settings):
    """Secret from whose keys the bearers of Procore's hooks and the relays' keys are derived."""

    webhook_keys_secret_id: Name


class VaultSettings(ControlSettings):
    """KMS key of the vendors' tokens."""

    connections_key_id: Name


class RakenLimitsSettings(Settings):
    """Raken's limits: assumptions, as vendors/raken.md A4 found no numbers."""

    raken_requests_per_second: PositiveInt = 10
    raken_requests_per_day: PositiveInt = 10_000


class RakenSettings(RakenLimitsSettings, VaultSettings):
    """Raken hosts, app secret and limits."""

    raken_secret_id: Name
    raken_api_url: Url = "https://developer.rakenapp.com/api"
    raken_token_url: Url = "https://app.rakenapp.com/oauth/token"
    raken_authorize_url: Url = "https://app.rakenapp.com/oauth/authorize"


class QuickbooksSecretSettings(Settings):
    """Secret with the app's credentials and the webhook verifier tokens."""

    quickbooks_secret_id: Name


class QuickbooksLimitsSettings(Settings):
    """QuickBooks' limits (vendors/quickbooks.md 2.2)."""

    quickbooks_batches_per_minute: PositiveInt = 40
    quickbooks_requests_per_minute: PositiveInt = 500
    quickbooks_requests_per_second: PositiveInt = 10
    # Metered reads of the free tier; then QuickBooks refuses everything until the 1st (vendors/quickbooks.md 2.3).
    quickbooks_reads_per_month: PositiveInt = 500_000


class QuickbooksSettings(QuickbooksLimitsSettings, QuickbooksSecretSettings, VaultSettings):
    """QuickBooks hosts and limits (vendors/quickbooks.md 1.1, 2.1, 2.2)."""

    quickbooks_api_url: Url = "https://quickbooks.api.intuit.com"
    quickbooks_token_url: Url = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"
    quickbooks_authorize_url: Url = "https://appcenter.intuit.com/connect/oauth2"
    quickbooks_revoke_url: Url = "https://developer.api.intuit.com/v2/oauth2/tokens/revoke"
    quickbooks_batch_items: Annotated[int, Field(ge=1, le=30)] = 30
    # The vendor gives up on a request after 120 s; nothing is settled before that and a margin have passed.
    quickbooks_settle_seconds: Annotated[int, Field(ge=1)] = 150


class ProcoreLimitsSettings(Settings):
    """Procore's limits (vendors/procore.md 2).

    The size of the spike window is an assumption; what Procore's headers say replaces it while running.
    """

    procore_requests_per_hour: PositiveInt = 3600
    procore_requests_per_ten_seconds: PositiveInt = 25


class ProcoreSettings(ProcoreLimitsSettings, VaultSettings):
    """Procore hosts and app secret (vendors/procore.md 1); a sandbox has other hosts for signing in and for the API."""

    procore_secret_id: Name
    procore_api_url: Url = "https://api.procore.com"
    procore_login_url: Url = "https://login.procore.com"


class ProcoreHookSettings(Settings):
    """Our hook at each company's Procore: where deliveries go, and under which of the app's namespaces.

    ``procore_hook_scope``: whether a company's hook may carry its projects' resources is not documented
    (vendors/procore.md 12); ``project`` keeps one hook for each project besides.
    """

    public_api_url: Url
    procore_hook_namespace: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
    procore_hook_scope: Literal["company", "project"] = "company"


class FoundationLimitsSettings(Settings):
    """FOUNDATION's limit (vendors/foundation.md B2)."""

    foundation_requests_per_minute: PositiveInt = 500


class FoundationSettings(FoundationLimitsSettings, VaultSettings):
    """FOUNDATION hosts and limits (vendors/foundation.md B2 and B3). Where tokens come from is told at onboarding."""

    foundation_secret_id: Name
    foundation_token_url: Url
    foundation_api_url: Url = "https://api.foundationsoft.com/foundation/v1"
    foundation_scope: str = ""
    # How long the vendor may work on a request is not published. Assumed: its gateway gives up after 300 s, the default
    # of Azure API Management; nothing is settled before that and a margin have passed.
    foundation_settle_seconds: Annotated[int, Field(ge=1)] = 330


class LimitsSettings(RakenLimitsSettings, QuickbooksLimitsSettings, ProcoreLimitsSettings, FoundationLimitsSettings):
    """The limits of all vendors."""


class SignInSettings(Settings):
    """The page of the frontend to which vendors send people back after they signed in; registered at each vendor."""

    oauth_redirect_url: Url


def load[S: Settings](kind: type[S]) -> S:
    """Read ``kind`` from the environment; raises ``SettingsError`` naming every variable at fault, never its value."""
    try:
        names = {name: name.upper() for name in kind.model_fields}
        return kind.model_validate({name: os.environ[told] for name, told in names.items() if told in os.environ})
    except ValidationError as invalid:
        faults = ", ".join(f"{str(e['loc'][0]).upper()} ({e['msg']})" for e in invalid.errors(include_input=False))
        raise SettingsError(f"environment of this function: {faults}") from None


@cache
def loaded[S: Settings](kind: type[S]) -> S:
    """``load`` once per container."""
    return load(kind)
