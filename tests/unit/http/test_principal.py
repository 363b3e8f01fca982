"""Who calls, from verified claims only, and what a role lets them do."""

from dataclasses import replace

import pytest
from pydantic import BaseModel

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.roles import Role
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope
from fieldledger.log import logger
from fieldledger.result import Result
from fieldledger.settings import AccessSettings
from tests.support.api import SIGNED_IN, Handler, claims, get
from tests.support.log_lines import LogLines

ROUTE = Route("me", "GET", "/v1/me", Scope.PROJECTS_WRITE)


class Who(BaseModel):
    """The principal as the route saw it."""

    user_id: str
    company_id: str
    role: Role
    email: str | None


def a_handler(settings: AccessSettings) -> Handler:
    """A route that tells who called."""
    app = create_app(settings)

    @serve(app, ROUTE, Who)
    async def who(request: Request, caller: Caller) -> Response:
        logger.info("asked")
        seen = Who(user_id=caller.user_id, company_id=caller.company_id, role=caller.role, email=caller.email)
        return respond(request, Result.ok(seen))

    return handler_of(app)


@pytest.fixture
def handler() -> Handler:
    return a_handler(AccessSettings(stage="local"))


def test_the_principal_is_who_the_verified_claims_say(handler: Handler) -> None:
    signed_in = {**claims("admin", company_id="company-9", user_id="user-9"), "email": "dana@example.com"}
    reply = replace(get("/v1/me"), claims=signed_in).to(handler)

    expected = {"user_id": "user-9", "company_id": "company-9", "role": "admin", "email": "dana@example.com"}
    assert reply.data == expected


def test_a_request_cannot_say_itself_who_it_is(handler: Handler) -> None:
    forged = {"custom:company_id": "other", "x-company-id": "other", "authorization": "Bearer forged"}
    reply = replace(get("/v1/me", company_id="other"), headers=forged).to(handler)

    assert reply.data["company_id"] == "company-1"


@pytest.mark.parametrize("found", [None, {}, {"sub": " "}, {"custom:company_id": "company-1"}])
def test_without_a_verified_subject_the_answer_is_401(found: dict[str, str] | None, handler: Handler) -> None:
    reply = replace(get("/v1/me"), claims=found).to(handler)

    assert (reply.status, reply.code) == (401, "UNAUTHENTICATED")


def test_without_a_company_the_answer_is_403(handler: Handler) -> None:
    orphan = {name: value for name, value in SIGNED_IN.items() if name != "custom:company_id"}
    reply = replace(get("/v1/me"), claims=orphan).to(handler)

    assert (reply.status, reply.code) == (403, "FORBIDDEN")


@pytest.mark.parametrize("role", ["", "owner", "ADMIN", "viewer,admin"])
def test_without_a_known_role_the_answer_is_403(role: str, handler: Handler) -> None:
    reply = replace(get("/v1/me"), claims=claims(role)).to(handler)

    assert (reply.status, reply.code) == (403, "FORBIDDEN")


@pytest.mark.parametrize(
    ("role", "status"), [("viewer", 403), ("project_manager", 200), ("accountant", 200), ("admin", 200)]
)
def test_a_role_brings_the_scopes_that_it_is_given(role: str, status: int, handler: Handler) -> None:
    assert replace(get("/v1/me"), claims=claims(role)).to(handler).status == status


def test_the_names_of_the_claims_are_settings() -> None:
    handler = a_handler(AccessSettings(stage="local", company_claim="org", role_claim="job"))
    reply = replace(get("/v1/me"), claims={"sub": "u", "org": "company-7", "job": "admin"}).to(handler)

    assert reply.data["company_id"] == "company-7"


def test_log_lines_of_a_request_carry_its_user_and_company(handler: Handler, logs: LogLines) -> None:
    get("/v1/me").to(handler)

    [line] = logs.named("asked")
    assert (line["user_id"], line["company_id"]) == ("user-accountant", "company-1")


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        ("openid email", 200),
        ("openid fieldledger/projects:write", 200),
        ("openid fieldledger/projects:read", 403),
        ("fieldledger/made-up", 403),
    ],
)
def test_a_token_that_names_scopes_of_ours_is_narrowed_to_them(scope: str, status: int, handler: Handler) -> None:
    reply = replace(get("/v1/me"), claims=claims("accountant") | {"scope": scope}).to(handler)

    assert reply.status == status


def test_a_token_cannot_widen_what_its_role_may(handler: Handler) -> None:
    reply = replace(get("/v1/me"), claims=claims("viewer") | {"scope": "fieldledger/projects:write"}).to(handler)

    assert (reply.status, reply.code) == (403, "FORBIDDEN")
