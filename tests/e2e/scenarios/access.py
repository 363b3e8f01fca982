"""Who gets in, and what everybody else is told."""

from datetime import date, timedelta
from typing import Any, Final

import httpx
import pytest

from local.demo.contractor import COMPANY_ID, COMPANY_NAME
from local.demo.people import ACCOUNTANT
from local.demo.sign_in import sign_in
from tests.e2e.contractor import day_of
from tests.e2e.world import APPROVALS, STRANGER, VIEWER, World

# What API Gateway's JWT authorizer answers: requests that it stops never reach a function.
GATEWAYS_401: Final = {"message": "Unauthorized"}


def code_of(answer: httpx.Response) -> str:
    """The code in an error envelope."""
    envelope = answer.json()
    assert set(envelope) == {"success", "data", "error", "meta"}, envelope
    assert (envelope["success"], envelope["data"]) == (False, None)
    assert envelope["meta"]["request_id"]
    return str(envelope["error"]["code"])


class SignInScenarios:
    """Signing in, and tokens that are not good enough."""

    def test_who_signs_in_with_pkce_is_told_who_they_are(self, world: World) -> None:
        token = sign_in(world.state, world.http, ACCOUNTANT)
        answer = world.send("GET", "/v1/me", token=token)
        assert answer.status_code == 200
        me: dict[str, Any] = answer.json()["data"]
        assert (me["email"], me["role"], me["company_id"]) == (ACCOUNTANT, "accountant", COMPANY_ID)
        assert me["company"]["name"] == COMPANY_NAME

    def test_health_needs_no_token(self, world: World) -> None:
        answer = world.send("GET", "/v1/health", token=None)
        assert (answer.status_code, answer.json()["data"]) == (200, {"status": "ok", "stage": "local"})

    @pytest.mark.parametrize("path", ["/v1/me", "/v1/projects", "/v1/postings"])
    def test_without_a_token_the_gateway_refuses(self, world: World, path: str) -> None:
        answer = world.send("GET", path, token=None)
        assert (answer.status_code, answer.json()) == (401, GATEWAYS_401)

    @pytest.mark.parametrize(
        "order",
        [
            {"audience": "another-application"},
            {"issuer": "https://issuer.example"},
            {"expires_in": -60},
            {"tampered": True},
        ],
        ids=["made for another application", "of another issuer", "expired", "signed by a stranger"],
    )
    def test_a_token_that_is_not_good_is_refused_by_the_gateway(self, world: World, order: dict[str, Any]) -> None:
        answer = world.send("GET", "/v1/me", token=world.minted(**order))
        assert (answer.status_code, answer.json()) == (401, GATEWAYS_401)

    def test_a_token_whose_claims_were_edited_is_refused_by_the_gateway(self, world: World) -> None:
        header, _, signature = world.minted().split(".")
        claims_of_an_admin = world.minted(**{"custom:role": "admin"}).split(".")[1]
        forged = f"{header}.{claims_of_an_admin}.{signature}"
        answer = world.send("GET", "/v1/me", token=forged)
        assert (answer.status_code, answer.json()) == (401, GATEWAYS_401)


class PermissionScenarios:
    """Roles and tenants."""

    def test_a_viewer_may_look_and_not_approve(self, world: World) -> None:
        friday = day_of(world.contractor, 4)
        cards = world.get("/v1/time-cards", VIEWER, **{"from": f"{friday}", "to": f"{friday}"})
        assert cards.status_code == 200
        assert cards.json()["data"] != []
        refused = world.approve(friday, "viewer-approves", VIEWER)
        assert (refused.status_code, code_of(refused)) == (403, "FORBIDDEN")
        after = world.get("/v1/time-cards", VIEWER, **{"from": f"{friday}", "to": f"{friday}"})
        assert after.json()["data"] == cards.json()["data"]

    def test_another_companys_project_does_not_exist_for_a_stranger(self, world: World) -> None:
        [project, *_] = world.get("/v1/projects").json()["data"]
        path = f"/v1/projects/{project['project_id']}"
        assert world.get(path).json()["data"] == project
        refused = world.get(path, STRANGER)
        assert (refused.status_code, code_of(refused)) == (404, "NOT_FOUND")
        assert world.get("/v1/projects", STRANGER).json()["data"] == []

    def test_another_companys_posting_does_not_exist_for_a_stranger(self, world: World, monday: date) -> None:
        [posting, *_] = world.postings(monday, "posted")
        path = f"/v1/postings/{posting['posting_id']}"
        assert world.get(path).json()["data"]["posting_id"] == posting["posting_id"]
        refused = world.get(path, STRANGER)
        assert (refused.status_code, code_of(refused)) == (404, "NOT_FOUND")
        assert world.get("/v1/postings", STRANGER).json()["data"] == []


class RequestScenarios:
    """Requests that the API does not take."""

    def test_an_unknown_address_is_answered_in_the_envelope(self, world: World) -> None:
        answer = world.send("GET", "/v1/nothing-here", token=None)
        assert (answer.status_code, code_of(answer)) == (404, "NOT_FOUND")

    @pytest.mark.parametrize(
        ("method", "path", "allowed"),
        [("POST", "/v1/postings", "GET"), ("DELETE", "/v1/projects/4711", "GET, PATCH")],
    )
    def test_a_method_that_an_address_does_not_take_names_those_it_does(
        self, world: World, method: str, path: str, allowed: str
    ) -> None:
        answer = world.send(method, path, token=world.token(ACCOUNTANT))
        assert (answer.status_code, code_of(answer)) == (405, "METHOD_NOT_ALLOWED")
        assert answer.headers["allow"] == allowed

    def test_a_body_over_256_kib_is_too_large(self, world: World) -> None:
        body = '{"first_day": "' + "x" * (256 * 1024) + '"}'
        headers = {"Content-Type": "application/json", "Idempotency-Key": "much-too-large"}
        answer = world.send("POST", APPROVALS, token=world.token(ACCOUNTANT), content=body, headers=headers)
        assert (answer.status_code, code_of(answer)) == (413, "PAYLOAD_TOO_LARGE")
        assert answer.json()["error"]["details"] == {"limit_bytes": 256 * 1024}

    def test_a_body_that_is_not_valid_is_told_field_by_field(self, world: World) -> None:
        friday = day_of(world.contractor, 4)
        answer = world.approve(friday, "not-valid-1", last_day="next week", tpyo=True)
        assert (answer.status_code, code_of(answer)) == (422, "VALIDATION_FAILED")
        fields = {fault["field"] for fault in answer.json()["error"]["details"]["fields"]}
        assert fields == {"body.last_day", "body.tpyo"}

    def test_a_span_that_ends_before_it_begins_is_not_valid(self, world: World) -> None:
        friday = day_of(world.contractor, 4)
        answer = world.approve(friday, "not-valid-2", last_day=f"{friday - timedelta(days=1)}")
        assert (answer.status_code, code_of(answer)) == (422, "VALIDATION_FAILED")
        [fault] = answer.json()["error"]["details"]["fields"]
        assert fault["field"] == "body.last_day"

    def test_an_approval_needs_an_idempotency_key(self, world: World) -> None:
        friday = day_of(world.contractor, 4)
        body = {"first_day": f"{friday}", "last_day": f"{friday}"}
        answer = world.send("POST", APPROVALS, token=world.token(ACCOUNTANT), json=body)
        assert (answer.status_code, code_of(answer)) == (400, "IDEMPOTENCY_KEY_REQUIRED")
