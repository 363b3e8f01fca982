"""Calls with both factors, the subscription key and the bearer token, in one company (foundation.md B2, B3)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from fieldledger.clients.encoding import json_body
from fieldledger.clients.external_api import ApiAccess, Call, ExternalApiClient
from fieldledger.clients.foundation.assumptions import ASSUMED, FoundationDialect, Resource
from fieldledger.clients.foundation.errors import refusal, refuses_key
from fieldledger.clients.foundation.rates import COSTS, UnnamedWaits
from fieldledger.clients.foundation.text import check_id
from fieldledger.clients.vendor_answer import CallOutcome, VendorAnswer
from fieldledger.domain.connection import VendorName
from fieldledger.result import ErrorCode, Result

READ_TIMEOUT_SECONDS: Final = 30.0
WRITE_TIMEOUT_SECONDS: Final = 60.0
_JSON: Final = {"Content-Type": "application/json"}
# In a path these mean another place.
_NO_PLACES: Final = frozenset({".", ".."})

type KeySource = Callable[[], Awaitable[Result[str]]]


@dataclass(frozen=True, slots=True)
class _Wanted:
    method: str
    resource: Resource
    record_id: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    send_before: datetime | None = None


class FoundationRequester(ExternalApiClient):
    """What reads and writes share; ``{account}`` is FOUNDATION's companyId.

    ``subscription_key`` is read at each call, so that a rotated key is used at once. A record id that FOUNDATION
    cannot have is ``VALIDATION_FAILED`` before anything is sent.
    """

    vendor = VendorName.FOUNDATION

    def __init__(
        self, access: ApiAccess, base_url: str, subscription_key: KeySource, dialect: FoundationDialect = ASSUMED
    ) -> None:
        super().__init__(access, base_url)
        self._subscription_key = subscription_key
        self._waits = UnnamedWaits()
        self._trace_header = dialect.trace_header
        self.dialect = dialect

    async def _get(
        self, company_id: str, resource: Resource, record_id: str | None = None, params: Mapping[str, str] | None = None
    ) -> Result[VendorAnswer]:
        return await self._called(company_id, _Wanted("GET", resource, record_id, params or {}))

    async def _write(
        self,
        company_id: str,
        method: str,
        resource: Resource,
        body: Mapping[str, object],
        record_id: str | None = None,
        send_before: datetime | None = None,
    ) -> Result[VendorAnswer]:
        """Never repeated after it left: no idempotency header is known (foundation.md B6)."""
        wanted = _Wanted(method, resource, record_id, content=json_body(body), send_before=send_before)
        return await self._called(company_id, wanted)

    async def _called(self, company_id: str, wanted: _Wanted) -> Result[VendorAnswer]:
        path = self._path(wanted.resource, wanted.record_id)
        if path.failed:
            return path.failure()
        key = await self._subscription_key()
        if key.failed:
            return key.failure().with_details(outcome=CallOutcome.NOT_SENT.value)
        return await self._request(company_id, self._call(wanted, path.unwrap(), key.unwrap()))

    def _call(self, wanted: _Wanted, path: str, key: str) -> Call:
        dialect, writing = self.dialect, wanted.content is not None
        return Call(
            wanted.method,
            path,
            params=dialect.company_params() | dialect.key_params(key) | dict(wanted.params),
            headers=dialect.company_headers() | dialect.key_headers(key) | (_JSON if writing else {}),
            content=wanted.content,
            costs=COSTS,
            safe=not writing,
            read_timeout_seconds=WRITE_TIMEOUT_SECONDS if writing else READ_TIMEOUT_SECONDS,
            send_before=wanted.send_before,
        )

    def _path(self, resource: Resource, record_id: str | None) -> Result[str]:
        listed = self.dialect.path(resource)
        if record_id is None:
            return Result.ok(listed)
        if record_id in _NO_PLACES:
            details = {"field": "id", "outcome": CallOutcome.NOT_SENT.value}
            return Result.fail("id is no id", ErrorCode.VALIDATION_FAILED, details)
        checked = check_id("id", record_id, self.dialect.id_length)
        return checked.map(lambda id_: f"{listed}/{quote(id_, safe='')}")

    def _token_refused(self, answer: VendorAnswer) -> bool:
        """A 401 may be about the subscription key, which no new token mends."""
        return answer.status == HTTPStatus.UNAUTHORIZED and not refuses_key(answer, self.dialect)

    def _error(self, answer: VendorAnswer) -> Result[VendorAnswer] | None:
        if answer.status < HTTPStatus.BAD_REQUEST:
            self._waits.served()
            return None
        now = self._access.clock.now()
        throttled = answer.status == HTTPStatus.TOO_MANY_REQUESTS
        unnamed = self._waits.next(now, self._access.random.random()) if throttled else None
        return refusal(answer, self.dialect, now, unnamed)
