"""The vendors' limits, as our settings have them."""

from collections.abc import Mapping, Sequence

from fieldledger.clients.foundation.rates import foundation_windows
from fieldledger.clients.procore.rates import procore_windows
from fieldledger.clients.quickbooks.costs import READS, quickbooks_windows
from fieldledger.clients.raken.rates import raken_windows
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_windows import Limit, Period, Quota
from fieldledger.settings import (
    FoundationLimitsSettings,
    LimitsSettings,
    ProcoreLimitsSettings,
    QuickbooksLimitsSettings,
    RakenLimitsSettings,
)


def raken_limits(settings: RakenLimitsSettings) -> Sequence[Limit]:
    """Of one Raken company."""
    return raken_windows(settings.raken_requests_per_second, settings.raken_requests_per_day)


def quickbooks_limits(settings: QuickbooksLimitsSettings) -> Sequence[Limit]:
    """Of one realm: throttles, and the month's metered reads."""
    windows = quickbooks_windows(
        settings.quickbooks_requests_per_second,
        settings.quickbooks_requests_per_minute,
        settings.quickbooks_batches_per_minute,
    )
    return (*windows, Quota(READS, settings.quickbooks_reads_per_month, Period.MONTH))


def procore_limits(settings: ProcoreLimitsSettings) -> Sequence[Limit]:
    """Of one Procore company."""
    return procore_windows(settings.procore_requests_per_hour, settings.procore_requests_per_ten_seconds)


def foundation_limits(settings: FoundationLimitsSettings) -> Sequence[Limit]:
    """Of one subscription key."""
    return foundation_windows(settings.foundation_requests_per_minute)


def vendor_limits(settings: LimitsSettings) -> Mapping[VendorName, Sequence[Limit]]:
    """Of all vendors."""
    return {
        VendorName.RAKEN: raken_limits(settings),
        VendorName.QUICKBOOKS: quickbooks_limits(settings),
        VendorName.PROCORE: procore_limits(settings),
        VendorName.FOUNDATION: foundation_limits(settings),
    }
