"""Whose grant it is, asked with the grant itself, before there is a connection (raken.md A2)."""

from collections.abc import Callable

from fieldledger.clients.http_library import AsyncClient, HTTPError
from fieldledger.clients.oauth import TIMEOUT, TokenGrant
from fieldledger.clients.raken.models import RakenUser
from fieldledger.clients.reading import read_record
from fieldledger.clients.vendor_answer import VendorAnswer
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
        return read_record(answer, RakenUser).map(lambda user: user.company_uuid)
