"""The deployed API is brought to the template's routes, and every difference is named."""

import pytest

from local.errors import LocalStackError
from local.routes import Deployed, HttpApi, TokenRules, differences, require_equal
from local.template import Authorizer, Route
from tests.unit.local.fake_apigateway import FakeApiGateway

RULES = TokenRules("http://127.0.0.1:4603", "fieldledger-local")
JWT = Authorizer("Jwt", "$request.header.Authorization")
ROUTES = [Route("GET /v1/health", "Health", None), Route("GET /v1/me", "Me", "Jwt")]
FUNCTIONS = {"Health": "arn:health", "Me": "arn:me"}
FOUND = [Deployed("GET /v1/health", "arn:health", None), Deployed("GET /v1/me", "arn:me", "Jwt")]


def completed(gateway: FakeApiGateway) -> HttpApi:
    api = HttpApi(gateway.as_client(), "api")
    api.put_authorizers([JWT], RULES)
    api.replace_routes(ROUTES, FUNCTIONS)
    return api


def test_an_empty_api_gets_exactly_the_template_s_routes() -> None:
    assert completed(FakeApiGateway()).deployed() == FOUND


def test_the_authorizer_takes_tokens_of_the_issuer_for_the_audience_only() -> None:
    gateway = FakeApiGateway()
    completed(gateway)
    (authorizer,) = gateway.authorizers.values()
    assert authorizer["JwtConfiguration"] == {"Issuer": RULES.issuer, "Audience": [RULES.audience]}
    assert authorizer["IdentitySource"] == ["$request.header.Authorization"]


def test_integrations_speak_payload_version_two() -> None:
    gateway = FakeApiGateway()
    completed(gateway)
    assert {item["PayloadFormatVersion"] for item in gateway.integrations.values()} == {"2.0"}


def test_completing_twice_leaves_the_same_as_once() -> None:
    gateway = FakeApiGateway()
    completed(gateway)
    assert completed(gateway).deployed() == FOUND
    assert len(gateway.routes) == len(gateway.integrations) == 2
    assert len(gateway.authorizers) == 1


def test_a_route_that_left_the_template_is_removed() -> None:
    gateway = FakeApiGateway()
    gateway.create_route(RouteKey="GET /v1/old", Target="integrations/gone", AuthorizationType="NONE")
    assert completed(gateway).deployed() == FOUND


def test_a_route_under_an_authorizer_that_the_template_lacks_is_refused() -> None:
    api = HttpApi(FakeApiGateway().as_client(), "api")
    with pytest.raises(LocalStackError, match="GET /v1/me names the authorizer Jwt"):
        api.replace_routes(ROUTES, FUNCTIONS)


def test_equal_apis_have_no_differences() -> None:
    assert differences(ROUTES, FUNCTIONS, FOUND) == []


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (FOUND[:1], "GET /v1/me is missing"),
        ([*FOUND, Deployed("GET /v1/x", "arn:x", None)], "GET /v1/x is not of the template"),
        ([FOUND[0], Deployed("GET /v1/me", "arn:health", "Jwt")], "GET /v1/me calls arn:health instead of Me"),
        ([FOUND[0], Deployed("GET /v1/me", "", "Jwt")], "GET /v1/me calls nothing instead of Me"),
        ([FOUND[0], Deployed("GET /v1/me", "arn:me", None)], "GET /v1/me is guarded by nobody instead of Jwt"),
        (
            [Deployed("GET /v1/health", "arn:health", "Jwt"), FOUND[1]],
            "GET /v1/health is guarded by Jwt instead of nobody",
        ),
    ],
)
def test_each_kind_of_difference_is_named(found: list[Deployed], line: str) -> None:
    assert differences(ROUTES, FUNCTIONS, found) == [line]
    with pytest.raises(LocalStackError, match="differs from the template"):
        require_equal(ROUTES, FUNCTIONS, found)
