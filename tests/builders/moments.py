"""The company, the people and the moments that the builders agree on."""

from datetime import UTC, date, datetime
from typing import Final

COMPANY: Final = "company-1"
ACCOUNTANT: Final = "user-accountant"
WORK_DATE: Final = date(2026, 2, 27)
SYNCED_AT: Final = datetime(2026, 2, 28, 9, 0, tzinfo=UTC)
APPROVED_AT: Final = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
CONTENT_HASH: Final = "0123456789abcdef0123456789abcdef"
