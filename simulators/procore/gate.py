"""Every call of the API passes here: the token, the company, the limits (procore.md 1 and 2)."""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from fastapi import Request
from pydantic import JsonValue

from simulators.procore import errors
from simulators.procore.calls import Call, Caller
from simulators.procore.company import Company
from simulators.procore.limits import HOUR_SECONDS, LimitName, RateStanding
from simulators.procore.state import World
from simulators.procore.wire import decode, int_of

COMPANY_HEADER: Final = "procore-company-id"
TEMPLATE: Final = "procore.template"
"""Where a plain route leaves its path in the request's scope; the framework's own routes are there themselves."""


@dataclass(frozen=True, slots=True, eq=False)
class OpenGate:
    """Admits a call that needs no company: ``GET /me`` and ``GET /companies``."""

    world: World

    async def __call__(self, request: Request) -> Caller:
        caller = identify(self.world, request)
        header = request.headers.get(COMPANY_HEADER)
        if header is None and caller.account.is_service and self.world.settings.header_needed_by_service_accounts:
            raise errors.missing_header(self.world.settings.missing_header_status)
        take_call(caller, int_of(header))
        return caller


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """Admits a call in a company."""

    world: World

    async def __call__(self, request: Request) -> Call:
        caller = identify(self.world, request)
        header = request.headers.get(COMPANY_HEADER)
        if header is None and not self.world.settings.header_enforced:
            header = _named_otherwise(request)
        if header is None:
            raise errors.missing_header(self.world.settings.missing_header_status)
        take_call(caller, int_of(header))
        company = _company(caller, int_of(header))
        return Call(caller, company, await _body(request))


def identify(world: World, request: Request) -> Caller:
    """Who presents the token; 401 if nobody does."""
    template = (request.scope.get(TEMPLATE) or request.scope["route"].path).replace(":int", "")
    world.stats.calls[f"{request.method} {template}"] += 1
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    grant = world.grants.opened_by(token.strip(), world.clock.now())
    if grant is None or scheme.lower() != "bearer":
        world.stats.unauthorized += 1
        raise errors.unauthorized()
    return Caller(world, request, grant, world.accounts.people[grant.owner_id], template)


def take_call(caller: Caller, company_id: int | None) -> None:
    """Count the call against both limits; failed calls count as well, refused ones do not."""
    world, now = caller.world, caller.world.clock.now()
    limits = world.stats.limits_of((caller.account.id, company_id))
    hit = limits.take(now, world.settings)
    standing = limits.standing(now)
    caller.request.state.rate_headers = standing.headers()
    if hit is not None:
        wait = standing.retry_after(now) if world.settings.retry_after_on_429 else None
        raise throttled(wait)


def throttled(retry_after: str | None) -> errors.ApiError:
    """The same text for either limit (procore.md 2)."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return errors.ApiError(HTTPStatus.TOO_MANY_REQUESTS, errors.THROTTLED, headers=headers, plain=True)


def ordered_throttle(world: World, limit: LimitName) -> tuple[errors.ApiError, RateStanding]:
    """A refusal that a test ordered, by either limit."""
    now, settings = world.clock.now(), world.settings
    sizes = {
        LimitName.HOUR: (settings.hourly_limit, HOUR_SECONDS),
        LimitName.SPIKE: (settings.spike_limit, settings.spike_seconds),
    }
    most, seconds = sizes[limit]
    standing = RateStanding(most, 0, now + timedelta(seconds=seconds))
    return throttled(standing.retry_after(now) if settings.retry_after_on_429 else None), standing


def _named_otherwise(request: Request) -> str | None:
    """Enforcing the header is still being widened: elsewhere the company of the path or query will do."""
    return request.path_params.get("company_id") or request.query_params.get("company_id")


def _company(caller: Caller, company_id: int | None) -> Company:
    """The app must be installed in the company, and a person must belong to it."""
    company = None if company_id is None else caller.world.companies.get(company_id)
    if company is None or caller.grant.client_id not in company.installs:
        raise errors.not_connected()
    if not caller.account.is_service and company.id not in caller.account.company_ids:
        raise errors.not_found()
    return company


async def _body(request: Request) -> JsonValue:
    """JSON, whatever the content type says; anything else is a bad request."""
    raw = await request.body()
    if not raw:
        return None
    try:
        return decode(raw)
    except ValueError:
        raise errors.bad_request("There was a problem in the JSON you submitted") from None
