"""Project managers see their own jobs, everybody else all of the company."""

from dataclasses import replace

import pytest

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.member import Member
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.projects import GET_PROJECT
from fieldledger.http.visibility import Visible
from fieldledger.repositories.members import DocumentMembers
from fieldledger.result import Result
from fieldledger.runtime.event_loop import container_loop
from fieldledger.settings import AccessSettings
from tests.builders import COMPANY
from tests.fakes.documents import InMemoryDocumentStore
from tests.support.api import Handler, claims, get


class Seen(CanonicalModel):
    """Whether the project of the path may be seen."""

    seen: bool


@pytest.fixture
def store() -> InMemoryDocumentStore:
    return InMemoryDocumentStore()


@pytest.fixture
def handler(store: InMemoryDocumentStore) -> Handler:
    app = create_app(AccessSettings(stage="local"), members=DocumentMembers(store))

    @serve(app, GET_PROJECT, Seen)
    async def look(request: Request, visible: Visible, project_id: str) -> Response:
        return respond(request, Result.ok(Seen(seen=visible.includes(project_id))))

    return handler_of(app)


def sees(handler: Handler, role: str, project_id: str, company_id: str = COMPANY) -> bool:
    call = replace(get(f"/v1/projects/{project_id}"), claims=claims(role, company_id=company_id, user_id="pm-1"))
    return bool(call.to(handler).data["seen"])


def member_of(store: InMemoryDocumentStore, company_id: str, *project_ids: str) -> None:
    member = Member(company_id=company_id, user_id="pm-1", project_ids=project_ids)
    write = DocumentMembers(store).write(member)
    assert container_loop.run(store.transact([write])).success


@pytest.mark.parametrize("role", ["viewer", "accountant", "admin"])
def test_the_others_see_every_project(role: str, handler: Handler) -> None:
    assert sees(handler, role, "p-1")


def test_a_project_manager_of_nothing_sees_nothing(handler: Handler) -> None:
    assert not sees(handler, "project_manager", "p-1")


def test_a_project_manager_sees_the_projects_that_are_theirs(store: InMemoryDocumentStore, handler: Handler) -> None:
    member_of(store, COMPANY, "p-1", "p-2")

    assert sees(handler, "project_manager", "p-2")
    assert not sees(handler, "project_manager", "p-3")


def test_what_another_company_says_of_a_person_counts_there_only(
    store: InMemoryDocumentStore, handler: Handler
) -> None:
    member_of(store, "other-company", "p-1")

    assert not sees(handler, "project_manager", "p-1")
