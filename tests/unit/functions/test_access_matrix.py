"""Every route for nobody, for each role, for a narrowed token, for another company and for another job's manager.

Made from the routes themselves, so that a new route is in it from its first line on.
"""

import json
import re
from collections.abc import Iterator
from typing import Final

import pytest

from fieldledger.http.roles import Role
from fieldledger.http.routes.catalogue import ROUTES
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import PREFIX, Scope
from fieldledger.repositories.documents import Document, TableName
from tests.fakes.documents import InMemoryDocumentStore
from tests.support.api import Reply
from tests.unit.functions.contents import JOB, MANAGER, OF_THE_JOB, OWNER, RECORD_IDS, asking, fill, stand_beside
from tests.unit.functions.deployed import Deployment, a_deployment, as_, sample

NEIGHBOUR: Final = "birch-builders"
GUARDED: Final = tuple(route for route in ROUTES if route.scope is not None)
OPEN: Final = tuple(route for route in ROUTES if route.scope is None)
OF_A_RECORD: Final = tuple(route for route in GUARDED if any(f"{{{name}}}" in route.path for name in RECORD_IDS))
OF_MANAGERS: Final = tuple(route for route in GUARDED if Role.PROJECT_MANAGER in route.roles)
OF_JOBS: Final = frozenset(
    {Scope.PROJECTS_READ, Scope.COSTS_READ, Scope.REPORTS_READ, Scope.TIME_READ, Scope.INVOICES_READ}
)
SHOW_NO_RECORD: Final = {
    "health_details": "asks AWS",
    "check_connection": "asks the vendor",
    "list_mappings": "shows the tables that there can be, and how large they are",
    "download_export": "asks S3",
}


@pytest.fixture(scope="module")
def functions() -> Iterator[Deployment]:
    with a_deployment() as deployment:
        yield deployment


@pytest.fixture
def deployment(functions: Deployment) -> Deployment:
    functions.store = InMemoryDocumentStore()
    return functions


def named(value: Route | Role) -> str:
    return value.operation_id if isinstance(value, Route) else value.value


def let_in(routes: tuple[Route, ...]) -> list[tuple[Route, Role]]:
    return [(route, role) for route in routes for role in route.roles]


def test_only_health_the_description_and_webhooks_are_open() -> None:
    webhooks = {route.operation_id for route in OPEN if route.path.startswith("/v1/webhooks/")}
    assert {route.operation_id for route in OPEN} - webhooks == {
        "health",
        "get_openapi",
        "get_docs",
        "get_operations_page",
        "get_operations_file",
    }
    assert webhooks == {"quickbooks_webhook", "procore_webhook", "raken_webhook", "foundation_webhook"}


@pytest.mark.parametrize("route", GUARDED, ids=named)
def test_nobody_is_let_in_without_having_signed_in(deployment: Deployment, route: Route) -> None:
    reply = deployment.answer(route, as_(sample(route), None, company_id=OWNER))
    assert (reply.status, reply.code) == (401, "UNAUTHENTICATED")
    assert deployment.store.calls == []


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("route", GUARDED, ids=named)
def test_a_role_is_let_in_exactly_where_the_route_says(deployment: Deployment, route: Route, role: Role) -> None:
    reply = deployment.answer(route, as_(sample(route), role, company_id=OWNER))
    if role in route.roles:
        assert reply.status not in {401, 403, 500}, reply.text
    else:
        assert (reply.status, reply.code) == (403, "FORBIDDEN")
        assert deployment.store.calls == []


@pytest.mark.parametrize("route", GUARDED, ids=named)
def test_a_token_that_was_narrowed_to_something_else_is_refused(deployment: Deployment, route: Route) -> None:
    other = next(scope for scope in Scope if scope is not route.scope)
    reply = deployment.answer(route, as_(sample(route), "admin", company_id=OWNER, scope=f"openid {PREFIX}{other}"))
    assert (reply.status, reply.code) == (403, "FORBIDDEN")


@pytest.mark.parametrize("claim", [{"role": "owner"}, {"role": ""}, {"company_id": ""}], ids=str)
@pytest.mark.parametrize("route", GUARDED, ids=named)
def test_who_has_no_company_or_no_role_is_refused(deployment: Deployment, route: Route, claim: dict[str, str]) -> None:
    who = {"role": "admin", "company_id": OWNER} | claim
    reply = deployment.answer(route, as_(sample(route), who["role"], company_id=who["company_id"]))
    assert (reply.status, reply.code) == (403, "FORBIDDEN")


# ------------------------------------------------------------------------------------------------ companies


def told(reply: Reply) -> tuple[int, object, object]:
    """What an answer says, without what differs from call to call: how long our own parts took to answer."""
    envelope = json.loads(re.sub(r'"milliseconds":\d+', '"milliseconds":0', reply.text))
    return reply.status, envelope["data"], envelope["error"]


def of_owner(store: InMemoryDocumentStore) -> list[Document]:
    return [each for table in TableName for each in store.documents(table) if OWNER in each.pk]


@pytest.mark.parametrize(("route", "role"), let_in(GUARDED), ids=named)
def test_a_company_cannot_tell_that_another_one_exists(deployment: Deployment, route: Route, role: Role) -> None:
    """It gets the very answer that it would get if it were alone, and leaves everything of the other one alone."""
    call = as_(asking(route), role, company_id=NEIGHBOUR)
    stand_beside(deployment.store, NEIGHBOUR)
    alone = deployment.answer(route, call)

    deployment.store = InMemoryDocumentStore()
    stand_beside(deployment.store, NEIGHBOUR)
    fill(deployment.store)
    before = of_owner(deployment.store)
    beside = deployment.answer(route, call)

    assert told(beside) == told(alone)
    assert of_owner(deployment.store) == before


@pytest.mark.parametrize(("route", "role"), let_in(OF_A_RECORD), ids=named)
def test_another_companys_record_is_not_found(deployment: Deployment, route: Route, role: Role) -> None:
    fill(deployment.store)
    stand_beside(deployment.store, NEIGHBOUR)
    reply = deployment.answer(route, as_(asking(route), role, company_id=NEIGHBOUR))
    assert (reply.status, reply.code) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    "route",
    [route for route in GUARDED if route.method == "GET" and route.operation_id not in SHOW_NO_RECORD],
    ids=named,
)
def test_the_company_itself_is_shown_what_the_others_are_not(deployment: Deployment, route: Route) -> None:
    """Else the two tests above could not fail."""
    fill(deployment.store)
    stand_beside(deployment.store, NEIGHBOUR)
    mine = deployment.answer(route, as_(asking(route), "admin", company_id=OWNER))
    theirs = deployment.answer(route, as_(asking(route), "admin", company_id=NEIGHBOUR))
    assert mine.status == 200, mine.text
    assert mine.data
    assert told(mine) != told(theirs)


# ------------------------------------------------------------------------------------------------ jobs


@pytest.mark.parametrize("route", OF_MANAGERS, ids=named)
def test_a_manager_of_another_job_meets_nothing_of_this_one(deployment: Deployment, route: Route) -> None:
    fill(deployment.store)
    call = as_(asking(route), "project_manager", company_id=OWNER, user_id="manager-of-another-job")
    reply = deployment.answer(route, call)
    if route in OF_A_RECORD:
        assert (reply.status, reply.code) == (404, "NOT_FOUND")
    assert [each for each in OF_THE_JOB if each in reply.text] == []


@pytest.mark.parametrize("route", [route for route in OF_MANAGERS if route.scope in OF_JOBS], ids=named)
def test_a_manager_meets_what_is_of_their_own_job(deployment: Deployment, route: Route) -> None:
    """Else the test above could not fail."""
    fill(deployment.store)
    reply = deployment.answer(route, as_(asking(route), "project_manager", company_id=OWNER, user_id=MANAGER))
    assert reply.status == 200, reply.text
    assert JOB in reply.text
