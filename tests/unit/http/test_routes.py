"""The catalogue of routes, and what happens beside it."""

from pathlib import Path

import pytest

from fieldledger.http.fallback import answer_unrouted
from fieldledger.http.roles import Role
from fieldledger.http.routes import catalogue
from fieldledger.http.routes.catalogue import ROUTES, allowed_methods
from fieldledger.http.routes.projects import LIST_PROJECTS
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope
from tests.support.api import Call

REPOSITORY = Path(__file__).parents[3]
WEBHOOKS = {"quickbooks_webhook", "procore_webhook", "raken_webhook", "foundation_webhook"}


def test_operation_ids_and_addresses_are_unique() -> None:
    assert len({route.operation_id for route in ROUTES}) == len(ROUTES)
    assert len({(route.method, route.path) for route in ROUTES}) == len(ROUTES)


def test_every_webhook_has_a_function_folder_of_its_name() -> None:
    folders = {path.parent.name for path in REPOSITORY.glob("functions/webhooks/*/app.py")}

    assert {f"{folder}_webhook" for folder in folders} == WEBHOOKS


def test_every_api_route_has_a_function_folder_of_its_name() -> None:
    folders = {path.parent.name for path in REPOSITORY.glob("functions/api/*/app.py")} - {"fallback"}

    assert folders == {route.operation_id for route in ROUTES} - WEBHOOKS


def test_nobody_changes_anything_under_a_scope_of_reading() -> None:
    changing = [route for route in ROUTES if route.method != "GET" and route.scope is not None]

    assert [route.operation_id for route in changing if str(route.scope).endswith(":read")] == []


def test_viewers_change_nothing() -> None:
    assert {route.method for route in ROUTES if Role.VIEWER in route.roles} == {"GET"}


def test_only_health_the_description_and_the_webhooks_need_no_sign_in() -> None:
    assert {route.operation_id for route in ROUTES if route.scope is None} == {
        "health",
        "get_openapi",
        "get_docs",
        "get_operations_page",
        "get_operations_file",
    } | WEBHOOKS


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/v1/projects", ("GET", "POST")),
        ("/v1/projects/p-1", ("GET", "PATCH")),
        ("/v1/projects/p-1/more", ()),
        ("/v1/projects/", ()),
        ("/v1/projectsx", ()),
        ("/", ()),
        ("/v1/time-cards/approvals", ("POST",)),
        ("/v1/time-cards/card-1", ("GET",)),
    ],
)
def test_an_address_knows_its_methods(path: str, methods: tuple[str, ...]) -> None:
    assert allowed_methods(path) == methods


def test_an_address_of_its_own_does_not_take_what_ids_take(monkeypatch: pytest.MonkeyPatch) -> None:
    replays = Route("replay", "POST", "/v1/postings/replays", Scope.POSTINGS_WRITE)
    monkeypatch.setattr(catalogue, "ROUTES", (*ROUTES, replays))

    assert (allowed_methods("/v1/postings/replays"), allowed_methods("/v1/postings/p-1")) == (("POST",), ("GET",))


def test_a_template_is_not_taken_as_a_pattern() -> None:
    assert not LIST_PROJECTS.matches("/v1xprojects")


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "HEAD", "OPTIONS"])
def test_an_unrouted_method_of_a_known_address_is_405_with_the_methods_it_has(method: str) -> None:
    answer = answer_unrouted(Call(method, "/v1/postings/abc").event)

    assert (answer["statusCode"], answer["headers"]["allow"]) == (405, "GET")
    assert '"METHOD_NOT_ALLOWED"' in answer["body"]


def test_an_unknown_address_is_404_without_allow() -> None:
    answer = answer_unrouted(Call("GET", "/v2/projects").event)

    assert answer["statusCode"] == 404
    assert "allow" not in answer["headers"]
