"""What every call to QuickBooks has in common: address, trace id, errors (quickbooks.md 1.1, 1.4)."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from fieldledger.clients.external_api import ApiAccess, Call, ExternalApiClient
from fieldledger.clients.quickbooks.costs import READ
from fieldledger.clients.quickbooks.failures import TRACE_HEADER, failure_in, is_unnamed_limit
from fieldledger.clients.tokens import AccessToken
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.domain.connection import VendorName
from fieldledger.result import Result

MINOR_VERSION: Final = "75"
"""The only version that is supported since August 2025."""

# The vendor gives up on a request after 120 s: reading longer than that learns every outcome there is to learn.
WRITE_TIMEOUT_SECONDS: Final = 125.0
JSON_TYPE: Final[Mapping[str, str]] = {"Content-Type": "application/json"}
_TEXT_TYPE: Final[Mapping[str, str]] = {"Content-Type": "application/text"}


class QuickbooksApi(ExternalApiClient):
    """One realm per company; the realm's id comes with the token."""

    vendor = VendorName.QUICKBOOKS
    _trace_header = TRACE_HEADER

    def __init__(self, access: ApiAccess, base_url: str) -> None:
        super().__init__(access, f"{base_url}/v3/company/{{account}}")

    async def _ask(self, company_id: str, statement: str) -> Result[VendorAnswer]:
        """A query, POSTed as text: that keeps names out of URL logs. Safe to repeat."""
        call = Call("POST", "/query", _params(), _TEXT_TYPE, statement.encode(errors="replace"), READ)
        return await self._request(company_id, call)

    async def _get(self, company_id: str, path: str, **params: str) -> Result[VendorAnswer]:
        """A metered read. Safe to repeat."""
        return await self._request(company_id, Call("GET", path, _params(**params), costs=READ))

    def _error(self, answer: VendorAnswer) -> Result[VendorAnswer] | None:
        return failure_in(answer, self._access.clock.now())

    async def _heed(self, company_id: str, token: AccessToken, failed: Result[VendorAnswer]) -> None:
        """A 429 that does not say it is a throttle may be the month's cap on reads, under which writes still pass.

        So it postpones the call that met it, and not the account.
        """
        if not is_unnamed_limit(failed):
            await super()._heed(company_id, token, failed)


def record_path(entity: str, entity_id: str) -> str:
    """The address of one record."""
    return f"/{entity.lower()}/{quote(entity_id, safe='', errors='replace')}"


def _params(**params: str) -> Mapping[str, str]:
    return {"minorversion": MINOR_VERSION} | params
