"""What every route's app does alike: errors in the envelope, headers, limits."""

import base64
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import BaseModel

from fieldledger.domain.clock import iso
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.body_limits import MAX_BODY_BYTES
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope
from fieldledger.result import ErrorCode, Result
from fieldledger.settings import AccessSettings
from tests.fakes.clock import FakeClock
from tests.support.api import REQUEST_ID, Call, Handler, claims, get, post
from tests.support.lambda_context import FakeLambdaContext
from tests.support.log_lines import LogLines

ECHO = Route("echo", "POST", "/v1/time-cards/approvals", Scope.TIME_APPROVE)
ACT = Route("act", "GET", "/v1/projects/{project_id}", Scope.PROJECTS_READ)


class Body(BaseModel):
    """A request body."""

    hours: Decimal
    pin: str = ""


def results(clock: FakeClock) -> dict[str, Result[object]]:
    """What the service behind the route answers, by the id in the path."""
    return {
        "fine": Result.ok(Body(hours=Decimal("7.50"))),
        "absent": Result.fail("The project was not found", ErrorCode.NOT_FOUND),
        "busy": Result.fail(
            "later", ErrorCode.BUDGET_EXHAUSTED, {"retry_at": iso(clock.now() + timedelta(seconds=89, milliseconds=1))}
        ),
        "inner": Result.fail("no", ErrorCode.STORE_UNAVAILABLE, {"cause": "Throttled", "keys": ["COMPANY#1/X"]}),
    }


@pytest.fixture
def handler() -> Handler:
    clock = FakeClock()
    app = create_app(AccessSettings(stage="local"), clock)

    @serve(app, ECHO, Body)
    async def echo(request: Request, body: Body) -> Response:
        return respond(request, Result.ok(body))

    @serve(app, ACT, Body)
    async def act(request: Request, caller: Caller, project_id: str) -> Response:
        if project_id == "bug":
            raise ZeroDivisionError("Rosa Delgado, 4711")
        return respond(request, results(clock)[project_id])

    return handler_of(app)


def test_a_success_is_the_envelope_with_money_and_hours_as_text(handler: Handler) -> None:
    reply = get("/v1/projects/fine").to(handler)

    assert reply.status == 200
    assert reply.data == {"hours": "7.50", "pin": ""}
    assert reply.envelope["meta"]["request_id"] == REQUEST_ID


@pytest.mark.parametrize("path", ["/v1/projects/fine", "/v1/projects/absent", "/v1/projects/bug", "/v1/nowhere"])
def test_every_answer_names_its_request_and_is_never_cached(path: str, handler: Handler) -> None:
    reply = get(path).to(handler)

    assert reply.headers["x-request-id"] == REQUEST_ID
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["content-type"] == "application/json"
    assert reply.envelope["meta"]["request_id"] == REQUEST_ID


def test_a_failed_result_has_the_status_of_its_code(handler: Handler) -> None:
    reply = get("/v1/projects/absent").to(handler)

    assert (reply.status, reply.code) == (404, "NOT_FOUND")


def test_a_failure_that_passes_says_when_to_come_back_in_whole_seconds(handler: Handler) -> None:
    reply = get("/v1/projects/busy").to(handler)

    assert (reply.status, reply.headers["retry-after"]) == (503, "90")


def test_details_that_only_help_us_stay_inside(handler: Handler) -> None:
    reply = get("/v1/projects/inner").to(handler)

    assert (reply.status, reply.details) == (503, {})


def test_a_bug_is_500_in_the_envelope_and_tells_nothing(handler: Handler, logs: LogLines) -> None:
    reply = get("/v1/projects/bug").to(handler)

    assert (reply.status, reply.code) == (500, "INTERNAL")
    assert "Rosa" not in reply.text
    [line] = logs.named("unexpected_error")
    assert (line["exception_name"], line["correlation_id"]) == ("ZeroDivisionError", REQUEST_ID)


def test_an_unknown_address_is_404_in_the_envelope(handler: Handler) -> None:
    reply = get("/v1/nowhere").to(handler)

    assert (reply.status, reply.code) == (404, "NOT_FOUND")


def test_a_slash_too_many_is_another_address(handler: Handler) -> None:
    assert get("/v1/projects/fine/").to(handler).status == 404


def test_a_wrong_method_is_405_and_names_the_right_ones(handler: Handler) -> None:
    reply = Call("DELETE", "/v1/projects/fine").to(handler)

    assert (reply.status, reply.code, reply.headers["allow"]) == (405, "METHOD_NOT_ALLOWED", "GET, PATCH")


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_no_documentation_is_served(path: str, handler: Handler) -> None:
    assert get(path).to(handler).status == 404


def test_a_body_that_is_not_valid_is_422_naming_the_field(handler: Handler) -> None:
    reply = post(ECHO.path, {"hours": "many", "pin": "4711-secret"}).to(handler)

    assert (reply.status, reply.code) == (422, "VALIDATION_FAILED")
    assert [fault["field"] for fault in reply.details["fields"]] == ["body.hours"]


def test_a_validation_error_repeats_nothing_that_was_sent(handler: Handler, logs: LogLines) -> None:
    reply = post(ECHO.path, {"hours": "4711-secret", "pin": ["4712-secret"]}).to(handler)

    assert reply.status == 422
    assert "-secret" not in reply.text + logs.text


@pytest.mark.parametrize("body", ["{", "[1, 2", "\ufeff", '{"hours": 1e}'])
def test_a_body_that_is_not_json_is_422(body: str, handler: Handler) -> None:
    reply = replace(post(ECHO.path, {}), body=body).to(handler)

    assert (reply.status, reply.code) == (422, "VALIDATION_FAILED")


@pytest.mark.parametrize(("levels", "status"), [(31, 200), (32, 422), (9_000, 422)])
def test_a_body_is_read_down_to_32_levels(levels: int, status: int, handler: Handler) -> None:
    nested = "[" * levels + "]" * levels
    reply = replace(post(ECHO.path, {}), body=f'{{"hours": 1, "else": {nested}}}').to(handler)

    assert reply.status == status


def test_a_body_that_is_not_text_is_422(handler: Handler) -> None:
    body = base64.b64encode(b'{"hours": "\xff\xfe"}').decode()
    reply = replace(post(ECHO.path, {}), body=body, encoded=True).to(handler)

    assert (reply.status, reply.code) == (422, "VALIDATION_FAILED")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", "application/xml"])
def test_a_body_that_does_not_call_itself_json_is_415(content_type: str, handler: Handler) -> None:
    reply = replace(post(ECHO.path, {"hours": 1}), headers={"content-type": content_type}).to(handler)

    assert (reply.status, reply.code) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "application/merge-patch+json"])
def test_json_may_be_called_by_its_other_names(content_type: str, handler: Handler) -> None:
    reply = replace(post(ECHO.path, {"hours": 1}), headers={"content-type": content_type}).to(handler)

    assert reply.status == 200


def _body_of(size: int) -> str:
    frame = '{"hours": 1, "pin": ""}'
    return frame.replace('""', f'"{"x" * (size - len(frame))}"')


def test_a_body_of_the_greatest_size_is_taken(handler: Handler) -> None:
    assert replace(post(ECHO.path, {}), body=_body_of(MAX_BODY_BYTES)).to(handler).status == 200


def test_a_larger_body_is_413_whatever_it_declares(handler: Handler) -> None:
    call = replace(post(ECHO.path, {}, content_length="10"), body=_body_of(MAX_BODY_BYTES + 1))
    reply = call.to(handler)

    assert (reply.status, reply.code, reply.details) == (413, "PAYLOAD_TOO_LARGE", {"limit_bytes": 262_144})


@pytest.mark.parametrize("declared", [str(MAX_BODY_BYTES + 1), "9" * 21, "9" * 5_000], ids=["by one", "far", "endless"])
def test_a_body_that_is_declared_too_large_is_413_unread(declared: str, handler: Handler) -> None:
    reply = post(ECHO.path, {"hours": 1}, content_length=declared).to(handler)

    assert (reply.status, reply.code) == (413, "PAYLOAD_TOO_LARGE")


def test_an_unsigned_caller_is_401_before_the_body_is_judged(handler: Handler) -> None:
    reply = replace(post(ECHO.path, {"hours": "many"}), claims=None).to(handler)

    assert (reply.status, reply.code) == (401, "UNAUTHENTICATED")


def test_a_role_without_the_scope_is_403_before_the_body_is_judged(handler: Handler) -> None:
    reply = replace(post(ECHO.path, {"hours": "many"}), claims=claims("project_manager")).to(handler)

    assert (reply.status, reply.code) == (403, "FORBIDDEN")
    assert reply.details == {"scope": "time:approve", "roles": ["accountant", "admin"]}


def test_an_event_that_is_not_an_http_request_still_gets_an_envelope(handler: Handler) -> None:
    event = get("/v1/projects/fine").event
    del event["requestContext"]["http"]  # type: ignore[misc]
    answer = handler(event, FakeLambdaContext())

    assert answer["statusCode"] == 500
    assert '"INTERNAL"' in answer["body"]
