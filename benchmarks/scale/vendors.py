"""The vendors' limits, as the product's settings have them by default (docs/vendors)."""

from typing import Final

from fieldledger.settings import (
    FoundationLimitsSettings,
    ProcoreLimitsSettings,
    QuickbooksLimitsSettings,
    QuickbooksSettings,
    RakenLimitsSettings,
    Settings,
)


def _default(settings: type[Settings], name: str) -> int:
    return int(settings.model_fields[name].default)


FOUNDATION_A_MINUTE: Final = _default(FoundationLimitsSettings, "foundation_requests_per_minute")
"""Of one subscription key, and everybody has the same."""

PROCORE_AN_HOUR: Final = _default(ProcoreLimitsSettings, "procore_requests_per_hour")
PROCORE_SPIKE: Final = _default(ProcoreLimitsSettings, "procore_requests_per_ten_seconds")
RAKEN_A_SECOND: Final = _default(RakenLimitsSettings, "raken_requests_per_second")
RAKEN_A_DAY: Final = _default(RakenLimitsSettings, "raken_requests_per_day")
BATCHES_A_MINUTE: Final = _default(QuickbooksLimitsSettings, "quickbooks_batches_per_minute")
ITEMS_A_BATCH: Final = _default(QuickbooksSettings, "quickbooks_batch_items")
