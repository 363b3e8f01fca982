"""The client of Procore's REST API: one Procore company per company, named in every call (procore.md 1 and 2)."""

from http import HTTPStatus
from typing import Final

from fieldledger.clients.external_api import ApiAccess, Call, ExternalApiClient
from fieldledger.clients.procore.body import Body, encoded, needs_account
from fieldledger.clients.procore.errors import refusal
from fieldledger.clients.procore.filters import Params
from fieldledger.clients.procore.rates import COSTS, UnnamedWaits, named_wait, procore_windows, reading, retry_after
from fieldledger.clients.procore.requester import NO_PARAMS, Write
from fieldledger.clients.vendor_answer import CallOutcome, VendorAnswer
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_budget import VendorReading
from fieldledger.result import Result

__all__ = ["COMPANY_HEADER", "ProcoreClient", "procore_windows"]

COMPANY_HEADER: Final = "Procore-Company-Id"
_IN_COMPANY: Final = {COMPANY_HEADER: "{account}"}
_JSON: Final = {"Content-Type": "application/json"}
# Sync actions of many records are slow; what comes later than this has to be settled.
WRITE_TIMEOUT_SECONDS: Final = 60.0


class ProcoreClient(ExternalApiClient):
    """Implements ``Requester``; the records are read and written through ``ProcoreApi``."""

    vendor = VendorName.PROCORE

    def __init__(self, access: ApiAccess, base_url: str) -> None:
        super().__init__(access, base_url)
        self._waits = UnnamedWaits()

    async def get(
        self, company_id: str, path: str, params: Params = NO_PARAMS, *, addressed: bool = True
    ) -> Result[VendorAnswer]:
        """``GET``, which may be repeated; the company header goes with every call that is ``addressed``."""
        headers = _IN_COMPANY if addressed else {}
        return await self._request(company_id, Call("GET", path, params, headers, costs=COSTS))

    async def write(self, company_id: str, write: Write) -> Result[VendorAnswer]:
        """A write; repeated in here only if it is ``safe`` or never left."""
        content = await self._content(company_id, write.body)
        if content.failed:
            return content.failure().with_details(outcome=CallOutcome.NOT_SENT.value)
        call = Call(
            write.method,
            write.path,
            write.params,
            _IN_COMPANY | _JSON,
            content.unwrap(),
            COSTS,
            safe=write.safe,
            read_timeout_seconds=WRITE_TIMEOUT_SECONDS,
            send_before=write.send_before,
        )
        return await self._request(company_id, call)

    async def _content(self, company_id: str, body: Body | None) -> Result[bytes | None]:
        """v1 wants the company's id in some bodies too, where the base does not put it."""
        if body is None:
            return Result.ok(None)
        if not needs_account(body):
            return Result.ok(encoded(body, ""))
        token = await self._access.vault.access_token(company_id, self.vendor)
        return token.map(lambda known: encoded(body, known.account_id))

    def _error(self, answer: VendorAnswer) -> Result[VendorAnswer] | None:
        if answer.status < HTTPStatus.BAD_REQUEST:
            self._waits.served()
            return None
        now = self._access.clock.now()
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            named = named_wait(answer.headers, now)
            return refusal(answer, named or self._waits.next(now, self._access.random.random()))
        if answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
            return refusal(answer, retry_after(answer.headers, now))
        return refusal(answer)

    def _reading(self, answer: VendorAnswer) -> VendorReading | None:
        return reading(answer.headers, self._access.clock.now())
