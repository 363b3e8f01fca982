"""The base of every vendor client: token, budget, one HTTP client, repeats that are safe, errors as Results."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from random import Random
from typing import Final

from fieldledger.clients.circuit_breaker import CircuitBreaker
from fieldledger.clients.http_library import AsyncClient, ConnectError, ConnectTimeout, HTTPError, PoolTimeout, Timeout
from fieldledger.clients.rate_budget import RateBudget
from fieldledger.clients.retry import Retry, decide
from fieldledger.clients.tokens import AccessToken, TokenSource
from fieldledger.clients.vendor_answer import CallOutcome, VendorAnswer
from fieldledger.domain.budget_key import BudgetKey, account_key, budget_key
from fieldledger.domain.clock import Clock, iso
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_budget import VendorReading
from fieldledger.log import LogEvent, logger
from fieldledger.result import ErrorCode, Result

# Inside one invocation; what comes after travels back to the queue.
MAX_ATTEMPTS: Final = 3
MAX_WAIT_SECONDS: Final = 2.0


type Params = Mapping[str, str | Sequence[str]]  # a sequence repeats its name


@dataclass(frozen=True, slots=True)
class Call:
    """One request. ``safe`` calls may be repeated whatever became of them.

    ``{account}`` in the path or base URL, or as the whole value of a parameter or header, becomes the vendor account.

    After ``send_before`` the call is not begun any more: waiting for a token or for budget took too long.
    """

    method: str
    path: str
    params: Params = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    costs: Mapping[str, int] = field(default_factory=dict)
    safe: bool = True
    read_timeout_seconds: float = 30.0
    send_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class ApiAccess:
    """What every vendor client is made of."""

    http: Callable[[], AsyncClient]
    vault: TokenSource
    budget: RateBudget
    breaker: CircuitBreaker
    clock: Clock
    random: Random


class ExternalApiClient(ABC):
    """Subclasses say which vendor, read the vendor's errors in ``_error`` and its request id in ``_trace_header``."""

    vendor: VendorName
    _trace_header: str = "x-request-id"

    def __init__(self, access: ApiAccess, base_url: str) -> None:
        self._access = access
        self._base_url = base_url

    async def _request(self, company_id: str, call: Call) -> Result[VendorAnswer]:
        """Perform ``call`` with the company's token.

        A 401 is answered by one refresh and one repeat (the vendor refused before doing anything). Failures carry
        ``details["outcome"]`` (see ``CallOutcome``) and, where waiting helps, ``details["retry_at"]``: nothing is
        waited for longer than two seconds, nor more than twice.
        """
        attempt = 1
        while True:
            answered = await self._authorized(company_id, call)
            if answered.success:
                return answered
            now = self._access.clock.now()
            decision = decide(answered, attempt, safe=call.safe, now=now, jitter=self._access.random.random())
            if not isinstance(decision, Retry):
                return answered
            wait = (decision.at - now).total_seconds()
            if wait > MAX_WAIT_SECONDS or attempt == MAX_ATTEMPTS:
                return answered.with_details(retry_at=iso(decision.at))
            await self._access.clock.sleep(wait)
            attempt += 1

    async def _authorized(self, company_id: str, call: Call) -> Result[VendorAnswer]:
        token = await self._access.vault.access_token(company_id, self.vendor)
        if token.failed:
            return _not_sent(token)
        answered = await self._paid(company_id, call, token.unwrap())
        if answered.failed or not self._token_refused(answered.unwrap()):
            return await self._judged(company_id, token.unwrap(), answered)
        renewed = await self._access.vault.access_token(company_id, self.vendor, rejected=token.unwrap().value)
        if renewed.failed:
            return _not_sent(renewed)
        repeated = await self._paid(company_id, call, renewed.unwrap())
        return await self._judged(company_id, renewed.unwrap(), repeated)

    async def _paid(self, company_id: str, call: Call, token: AccessToken) -> Result[VendorAnswer]:
        """Unless the account's circuit is open: reserve from the budget, then send."""
        key = self._budget_key(company_id, token)

        async def attempt() -> Result[VendorAnswer]:
            self._access.http()  # making the container's client takes longer than a call may be late
            granted = await self._access.budget.take(key, call.costs)
            if granted.failed:
                return _not_sent(granted)
            if call.send_before is not None and self._access.clock.now() >= call.send_before:
                return _not_sent(Result.fail(f"the call to {self.vendor} came too late", ErrorCode.VENDOR_UNAVAILABLE))
            return await self._send(call, token)

        return await self._access.breaker.call(account_key(self.vendor, company_id, token.account_id), attempt)

    async def _send(self, call: Call, token: AccessToken) -> Result[VendorAnswer]:
        url = f"{self._base_url}{call.path}".replace("{account}", token.account_id)
        own = {"Accept": "application/json", "Authorization": f"Bearer {token.value}"}
        try:
            response = await self._access.http().request(
                call.method,
                url,
                params=_addressed_params(call.params, token),
                headers=own | _addressed(call.headers, token),
                content=call.content,
                timeout=Timeout(call.read_timeout_seconds, connect=5.0),
            )
        except (ConnectError, ConnectTimeout, PoolTimeout) as broken:
            return self._silent(broken, CallOutcome.NOT_SENT)
        except HTTPError as broken:
            return self._silent(broken, CallOutcome.UNKNOWN)
        answer = VendorAnswer(response.status_code, response.headers, response.content)
        self._log(call, answer)
        return Result.ok(answer)

    async def _judged(
        self, company_id: str, token: AccessToken, answered: Result[VendorAnswer]
    ) -> Result[VendorAnswer]:
        if answered.failed:
            return answered
        await self._heed_headers(company_id, token, answered.unwrap())
        failed = self._error(answered.unwrap())
        if failed is None:
            return answered
        await self._heed(company_id, token, failed)
        return failed

    @abstractmethod
    def _error(self, answer: VendorAnswer) -> Result[VendorAnswer] | None:
        """The vendor's error in ``answer``, or None; each vendor has its own shapes."""

    def _token_refused(self, answer: VendorAnswer) -> bool:
        """Whether a new token could help; a vendor whose 401 may mean something else looks closer."""
        return answer.status == HTTPStatus.UNAUTHORIZED

    def _reading(self, answer: VendorAnswer) -> VendorReading | None:
        """What the answer's headers say of a window, for vendors that say it."""
        del answer
        return None

    async def _heed_headers(self, company_id: str, token: AccessToken, answer: VendorAnswer) -> None:
        reading = self._reading(answer)
        if reading is not None:
            await self._access.budget.heed(self._budget_key(company_id, token), reading)

    async def _heed(self, company_id: str, token: AccessToken, failed: Result[VendorAnswer]) -> None:
        """The vendor named a time before which it will not serve: that closes the account for every worker."""
        if failed.retry_at is not None:
            await self._access.budget.close(self._budget_key(company_id, token), failed.retry_at)

    def _budget_key(self, company_id: str, token: AccessToken) -> BudgetKey:
        return budget_key(self.vendor, company_id, token.account_id)

    def _silent(self, broken: HTTPError, outcome: CallOutcome) -> Result[VendorAnswer]:
        code = ErrorCode.VENDOR_UNAVAILABLE if outcome is CallOutcome.NOT_SENT else ErrorCode.VENDOR_TIMEOUT
        logger.warning(LogEvent.VENDOR_SILENT, extra={"vendor": self.vendor, "cause": type(broken).__name__})
        details = {"cause": type(broken).__name__, "outcome": outcome.value}
        return Result.fail(f"{self.vendor} did not answer", code, details)

    def _log(self, call: Call, answer: VendorAnswer) -> None:
        extra = {
            "vendor": self.vendor,
            "method": call.method,
            "path": call.path,
            "status": answer.status,
            "vendor_request_id": answer.headers.get(self._trace_header),
        }
        logger.info(LogEvent.VENDOR_CALLED, extra=extra)


def _addressed(values: Mapping[str, str], token: AccessToken) -> dict[str, str]:
    return {name: token.account_id if value == "{account}" else value for name, value in values.items()}


def _addressed_params(params: Params, token: AccessToken) -> dict[str, str | Sequence[str]]:
    return {name: token.account_id if value == "{account}" else value for name, value in params.items()}


def _not_sent[T](failed: Result[T]) -> Result[VendorAnswer]:
    return failed.failure().with_details(outcome=CallOutcome.NOT_SENT.value)
