"""What a check of a vendor connection found, for the person who can mend it."""

from enum import StrEnum

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.connection import VendorName


class Finding(StrEnum):
    """``UNKNOWN`` means that the vendor could not be asked now, not that something is missing."""

    OK = "ok"
    MISSING = "missing"
    UNKNOWN = "unknown"


class CheckItem(CanonicalModel):
    """One thing that the connection needs; ``code`` is an error code where it is not ok."""

    name: str
    finding: Finding
    message: str
    code: str | None = None


class PreflightReport(CanonicalModel):
    """Everything that was checked, in order."""

    vendor: VendorName
    account_id: str
    checked_at: Utc
    items: tuple[CheckItem, ...]

    @property
    def ready(self) -> bool:
        """True if nothing is missing and everything could be asked."""
        return all(item.finding is Finding.OK for item in self.items)
