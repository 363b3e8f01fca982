"""An admitted call: who makes it, in which company, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import Request
from pydantic import JsonValue

from simulators.procore import errors
from simulators.procore.accounts import Account
from simulators.procore.company import Company
from simulators.procore.grants import Grant
from simulators.procore.records import Actor, Records
from simulators.procore.resource import Resource
from simulators.procore.state import World
from simulators.procore.store import Row
from simulators.procore.wire import Json, int_of, object_of

FRAME: Final = frozenset({"standard_cost_code_list_id", "contract_id", "sub_job_id", "commitment_id"})
"""What stands beside a record in a body, or in the query, and is meant for the record."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever presents a token; ``template`` is the path with its variables' names, as counted in the stats."""

    world: World
    request: Request
    grant: Grant
    account: Account
    template: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call in a company; ``body`` is what was sent, None without a body."""

    caller: Caller
    company: Company
    body: JsonValue

    @property
    def world(self) -> World:
        return self.caller.world

    @property
    def query(self) -> Mapping[str, str]:
        return self.caller.request.query_params

    @property
    def record(self) -> Json:
        """The body as an object; anything else counts as an empty one."""
        return self.body if isinstance(self.body, dict) else {}

    @property
    def records(self) -> Records:
        """The writer for this caller."""
        return Records(self.world, self.company, Actor(self.caller.account.id, self.caller.grant.client_id))

    def path_id(self, name: str) -> int | None:
        return int_of(self.caller.request.path_params.get(name))

    def given(self, name: str) -> int | None:
        """An id from the path, the query or the top of the body: v1 has all three (procore.md 1)."""
        candidates = (self.path_id(name), int_of(self.query.get(name)), int_of(self.record.get(name)))
        return next((found for found in candidates if found is not None), None)

    def needed(self, name: str) -> int:
        found = self.given(name)
        if found is None:
            raise errors.missing_parameter(name)
        return found

    def project(self, resource: Resource) -> int | None:
        """The project of a call on a resource, which the caller may read; None for what is the company's."""
        if resource.of_company:
            self.needed("company_id")
        self.check_company()
        if resource.of_company:
            self.check_tool(resource.tool, None)
            return None
        project_id = self.needed("project_id")
        self.check_project(project_id)
        self.check_tool(resource.tool, project_id)
        return project_id

    def check_company(self) -> None:
        """A company in the path, query or body has to be that of the header."""
        if self.given("company_id") not in {None, self.company.id}:
            raise errors.not_found()

    def check_project(self, project_id: int) -> None:
        """404 for a project that is not there, 403 for one that the customer did not permit."""
        if self.company.find("projects", project_id) is None:
            raise errors.not_found()
        if not self.permits(project_id):
            raise errors.forbidden("You do not have sufficient access to this project.")

    def permits(self, project_id: int) -> bool:
        """Only a service account is held to the list of permitted projects."""
        install = self.company.installs[self.caller.grant.client_id]
        return not self.caller.account.is_service or install.permits(project_id)

    def check_tool(self, tool: str, project_id: int | None) -> None:
        if not self.company.tool_enabled(tool, project_id):
            raise errors.forbidden(f"You do not have sufficient access to the tool {tool}.")

    def row(self, resource: Resource, name: str = "id") -> Row:
        """The record that the path names, within the project of the call."""
        project_id = self.project(resource)
        found = self.company.find(resource.name, self.path_id(name))
        if found is None or found.project_id != project_id:
            raise errors.not_found()
        if resource.name == "projects":
            self.check_project(found.id)
        return found

    def fields(self, resource: Resource) -> Json:
        """What a v1 body says of a record: the wrapped object, and what stands beside it."""
        beside = {name: value for name, value in self.record.items() if name in FRAME & resource.accepted}
        for wrapper in resource.wrappers:
            if wrapper in self.record:
                return {**beside, **object_of(self.record[wrapper])}
        raise errors.missing_parameter(resource.wrappers[0])
