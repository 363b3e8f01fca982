"""Whose grant it is, asked with the grant itself, before there is a connection (raken.md A2)."""

from collections.abc import Callable

from fieldledger.clients.http_library import AsyncClient, HTTPError
from fieldledger.clients.oauth import TIMEOUT, TokenGrant
from fieldledger.clients.vendor_answer import Json, VendorAnswer
from fieldledger.domain.connection import VendorName
from fieldledger.result import ErrorCode, Result


class VendorIdentity:
    """Implements ``AccountIdentity``: only Raken has to be asked, and only Raken can be."""

    def __init__(self, http: Callable[[], AsyncClient], raken_api_url: str) -> None:
        self._http = http
        self._raken_api_url = raken_api_url

    async def account_id(self, vendor: VendorName, grant: TokenGrant) -> Result[str]:
        """Raken's company, from ``GET /userinfo``."""
        if vendor is not VendorName.RAKEN:
            return Result.fail(f"say which {vendor} account is meant", ErrorCode.VALIDATION_FAILED)
        headers = {"Accept": "application/json", "Authorization": f"Bearer {grant.access_token}"}
        try:
            response = await self._http().get(f"{self._raken_api_url}/userinfo", headers=headers, timeout=TIMEOUT)
        except HTTPError as broken:
            details = {"cause": type(broken).__name__}
            return Result.fail("Raken did not say whose account it is", ErrorCode.VENDOR_UNAVAILABLE, details)
        answer = VendorAnswer(response.status_code, response.headers, response.content)
        if not response.is_success:
            return Result.fail(f"Raken answered {answer.status}", ErrorCode.VENDOR_UNAVAILABLE)
        return answer.json().and_then(lambda body: _company(answer, body))


def _company(answer: VendorAnswer, body: Json) -> Result[str]:
    """The shape was inferred from a client that stores ``company_uuid``, so every likely spelling is taken."""
    nested = body.get("company")
    candidates = [body.get("company_uuid"), body.get("companyUuid")]
    if isinstance(nested, dict):
        candidates.append(nested.get("uuid"))
    for candidate in candidates:
        if isinstance(candidate, str) and candidate:
            return Result.ok(candidate)
    return answer.unreadable("does not name the company", "companyUuid")
