"""The vendors' limits, as the product's settings have them by default (docs/vendors)."""

from typing import Final

FOUNDATION_A_MINUTE: Final = 500
"""Of one subscription key, and everybody has the same."""

PROCORE_AN_HOUR: Final = 3600
PROCORE_SPIKE: Final = 25
RAKEN_A_SECOND: Final = 10
RAKEN_A_DAY: Final = 10_000
BATCHES_A_MINUTE: Final = 40
ITEMS_A_BATCH: Final = 30
