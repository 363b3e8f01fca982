"""Every call under ``/api`` passes here: first the token, then the limits (raken.md A2, A4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import Request
from starlette.datastructures import QueryParams

from simulators.kit.faults import FaultQueue
from simulators.raken.allowance import Verdict
from simulators.raken.errors import ApiError, limit_exceeded, too_many_requests, unauthorized
from simulators.raken.records import Company
from simulators.raken.settings import RakenSettings
from simulators.raken.state import RakenState
from simulators.raken.stats import Outcome

EXPIRED_TOKEN: Final = "expired_token"
"""The fault that ends the presented token for good: the caller has to refresh (``unauthorized`` refuses one call)."""


@dataclass(frozen=True, slots=True)
class ApiCall:
    """An admitted call: whose data it may see, what it asks, and when (UTC)."""

    company: Company
    query: QueryParams
    settings: RakenSettings
    request: Request
    now: datetime


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """A FastAPI dependency that admits a call or raises the vendor's refusal."""

    state: RakenState
    faults: FaultQueue

    async def __call__(self, request: Request) -> ApiCall:
        company = self._company(request)
        self._admit(company)
        return ApiCall(company, request.query_params, self.state.settings, request, self.state.now())

    def _company(self, request: Request) -> Company:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if self.faults.take(request.method, request.url.path, kinds={EXPIRED_TOKEN}) is not None:
            self.state.grants.expire_token(token.strip(), self.state.now())
        uuid = self.state.grants.company_of(token.strip(), self.state.now())
        if scheme.lower() != "bearer" or uuid is None or uuid not in self.state.companies:
            self.state.stats.unauthorized += 1
            raise unauthorized()
        return self.state.companies[uuid]

    def _admit(self, company: Company) -> None:
        """A refused call costs nothing; an admitted one counts whatever its answer, 304 and 400 included."""
        verdict = self.state.take_call(company.uuid)
        if verdict is Verdict.ADMITTED:
            self.state.stats.count(company.uuid, Outcome.ADMITTED)
            return
        raise self._refusal(company, verdict)

    def _refusal(self, company: Company, verdict: Verdict) -> ApiError:
        retry_after = self.state.settings.retry_after_seconds
        if verdict is Verdict.QUOTA_USED:
            self.state.stats.count(company.uuid, Outcome.QUOTA_USED)
            return limit_exceeded(retry_after)
        self.state.stats.count(company.uuid, Outcome.TOO_FAST)
        return too_many_requests(retry_after)
