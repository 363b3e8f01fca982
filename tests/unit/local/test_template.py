"""What is read out of a SAM template."""

from pathlib import Path

import pytest

from local.errors import LocalStackError
from local.template import Authorizer, Route, Template

API = """
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        DefaultAuthorizer: Jwt
        Authorizers:
          Jwt:
            IdentitySource: $request.header.Authorization
            JwtConfiguration: { issuer: !If [Own, !Sub "https://${Pool}", !Ref Issuer], audience: [!Ref Audience] }
"""


def function(name: str, event: str) -> str:
    return f"""
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/x
      Events:
        Route: {{ Type: HttpApi, Properties: {event} }}
"""


def test_a_route_without_a_word_on_authorization_is_under_the_default_authorizer() -> None:
    template = Template.parse(API + function("Me", "{ ApiId: !Ref Api, Path: /v1/me, Method: get }"))
    assert template.routes() == [Route("GET /v1/me", "Me", "Jwt")]


def test_a_route_that_opts_out_has_no_authorizer() -> None:
    event = "{ ApiId: !Ref Api, Path: /v1/health, Method: GET, Auth: { Authorizer: NONE } }"
    assert Template.parse(API + function("Health", event)).routes() == [Route("GET /v1/health", "Health", None)]


def test_an_event_without_a_path_is_the_catch_all_route() -> None:
    event = "{ ApiId: !Ref Api, Auth: { Authorizer: NONE } }"
    assert Template.parse(API + function("Fallback", event)).routes() == [Route("$default", "Fallback", None)]


def test_the_method_any_keeps_its_name_in_the_route_key() -> None:
    event = "{ ApiId: !Ref Api, Path: /v1/x, Method: any }"
    assert [route.key for route in Template.parse(API + function("X", event)).routes()] == ["ANY /v1/x"]


def test_events_of_other_types_are_no_routes() -> None:
    text = API + function("Worker", "{}").replace("HttpApi, P", "SQS, P")
    assert Template.parse(text).routes() == []


def test_two_functions_on_one_route_are_refused_by_name() -> None:
    event = "{ ApiId: !Ref Api, Path: /v1/me, Method: GET }"
    template = Template.parse(API + function("One", event) + function("Two", event))
    with pytest.raises(LocalStackError, match="GET /v1/me"):
        template.routes()


def test_authorizers_carry_their_name_and_identity_source() -> None:
    assert Template.parse(API).authorizers() == [Authorizer("Jwt", "$request.header.Authorization")]


def test_a_template_without_an_http_api_is_refused() -> None:
    with pytest.raises(LocalStackError, match="exactly one"):
        Template.parse("Resources: {}").http_api()


def test_only_tables_whose_expiry_is_on_are_listed() -> None:
    text = """
Resources:
  With: { Type: AWS::DynamoDB::Table, Properties: { TimeToLiveSpecification: { AttributeName: gone, Enabled: true } } }
  Off: { Type: AWS::DynamoDB::Table, Properties: { TimeToLiveSpecification: { AttributeName: x, Enabled: false } } }
  Without: { Type: AWS::DynamoDB::Table, Properties: {} }
"""
    assert Template.parse(text).tables_with_expiry() == {"With": "gone"}


def test_the_project_s_template_guards_every_route_except_those_meant_to_be_open(repository_root: Path) -> None:
    routes = Template.read(repository_root / "template.yaml").routes()
    opened = {route.key for route in routes if route.authorizer is None}
    assert "GET /v1/me" in {route.key for route in routes} - opened
    webhooks = {f"POST /v1/webhooks/{name}" for name in ("quickbooks", "procore", "raken", "foundation")}
    assert (
        opened
        == {"GET /v1/health", "GET /v1/openapi.json", "GET /v1/docs", "GET /ops", "GET /ops/{file}", "$default"}
        | webhooks
    )


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    with pytest.raises(LocalStackError, match=r"template\.yaml is missing"):
        Template.read(tmp_path / "template.yaml")
