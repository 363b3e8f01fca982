"""Checks a connection before it is relied on: what is missing at the vendor, in words for whoever can switch it on."""

from collections.abc import Mapping
from typing import Final, Protocol

from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.preflight import CheckItem, Finding, PreflightReport
from fieldledger.repositories.connections import Connections
from fieldledger.result import ErrorCode, Remedy, Result

_MISSING: Final = frozenset({Remedy.FIX_DATA, Remedy.RECONNECT})


class VendorChecks(Protocol):
    """What one vendor's connection needs."""

    async def items(self, company_id: str, account_id: str) -> list[CheckItem]:
        """The findings, in the order in which a person would mend them; stops where the rest cannot be asked."""
        ...


class ConnectionCheck:
    """Reads only; may take a dozen vendor calls."""

    def __init__(self, connections: Connections, checks: Mapping[VendorName, VendorChecks], clock: Clock) -> None:
        self._connections = connections
        self._checks = checks
        self._clock = clock

    async def check(self, company_id: str, vendor: VendorName) -> Result[PreflightReport]:
        """The report; ``NOT_CONNECTED`` if there is no connection. A dead grant is the report's only item."""
        found = await self._connections.get(company_id, vendor)
        if found.failed:
            return found.failure()
        account_id = found.unwrap().account_id
        items = await self._checks[vendor].items(company_id, account_id)
        return Result.ok(
            PreflightReport(vendor=vendor, account_id=account_id, checked_at=self._clock.now(), items=tuple(items))
        )


def finding[T](name: str, asked: Result[T], good: str) -> CheckItem:
    """The item for something that was asked: ``good`` in words if it succeeded, else the vendor's refusal."""
    if asked.success:
        return CheckItem(name=name, finding=Finding.OK, message=good)
    kind = Finding.MISSING if asked.traits.remedy in _MISSING else Finding.UNKNOWN
    return CheckItem(name=name, finding=kind, message=asked.error or "", code=asked.error_code)


def missing(name: str, message: str, code: ErrorCode = ErrorCode.VENDOR_SETUP_INCOMPLETE) -> CheckItem:
    """The item for something that is not there."""
    return CheckItem(name=name, finding=Finding.MISSING, message=message, code=code)
