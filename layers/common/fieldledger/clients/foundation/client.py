"""FOUNDATION Accounting REST API: reads, writes, look-ups and the probe in one client."""

from fieldledger.clients.foundation.capabilities import FoundationProbe
from fieldledger.clients.foundation.rates import foundation_windows

__all__ = ["FoundationClient", "foundation_windows"]


class FoundationClient(FoundationProbe):
    """One FOUNDATION company per company; its companyId comes with the token."""
