"""The vendors' limits, as our settings have them."""

from collections.abc import Mapping, Sequence

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
    from fieldledger.clients.raken.rates import raken_windows  # noqa: PLC0415 - imported by whoever asks this vendor

    return raken_windows(settings.raken_requests_per_second, settings.raken_requests_per_day)


def quickbooks_limits(settings: QuickbooksLimitsSettings) -> Sequence[Limit]:
    """Of one realm: throttles, and the month's metered reads."""
    from fieldledger.clients.quickbooks.costs import READS, quickbooks_windows  # noqa: PLC0415 - as above

    windows = quickbooks_windows(
        settings.quickbooks_requests_per_second,
        settings.quickbooks_requests_per_minute,
        settings.quickbooks_batches_per_minute,
    )
    return (*windows, Quota(READS, settings.quickbooks_reads_per_month, Period.MONTH))


def procore_limits(settings: ProcoreLimitsSettings) -> Sequence[Limit]:
    """Of one Procore company."""
    from fieldledger.clients.procore.rates import procore_windows  # noqa: PLC0415 - imported by whoever asks this vendor

    return procore_windows(settings.procore_requests_per_hour, settings.procore_requests_per_ten_seconds)


def foundation_limits(settings: FoundationLimitsSettings) -> Sequence[Limit]:
    """Of one subscription key."""
    from fieldledger.clients.foundation.rates import foundation_windows  # noqa: PLC0415 - imported by whoever asks this vendor

    return foundation_windows(settings.foundation_requests_per_minute)


def vendor_limits(settings: LimitsSettings) -> Mapping[VendorName, Sequence[Limit]]:
    """Of all vendors."""
    return {
        VendorName.RAKEN: raken_limits(settings),
        VendorName.QUICKBOOKS: quickbooks_limits(settings),
        VendorName.PROCORE: procore_limits(settings),
        VendorName.FOUNDATION: foundation_limits(settings),
    }
