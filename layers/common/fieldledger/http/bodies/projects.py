"""Jobs that people make and change."""

from typing import Literal

from pydantic import Field, field_validator

from fieldledger.domain.hashing import content_hash, derive_id
from fieldledger.domain.project import ProjectStatus
from fieldledger.http.bodies.base import Body
from fieldledger.http.parameters import Money, PlainText, RecordId
from fieldledger.http.principal import Principal
from fieldledger.http.roles import Role
from fieldledger.services.projects.editing import Edit, NewProject, ProjectChanges

type ChosenStatus = Literal[ProjectStatus.ACTIVE, ProjectStatus.INACTIVE]
"""What a person may say: that a job was deleted is its source's word."""


class NewProjectBody(Body):
    """A job. ``client_id`` is the owner: a customer's id in QuickBooks."""

    name: PlainText
    number: PlainText | None = None
    status: ChosenStatus = ProjectStatus.ACTIVE
    budget: Money | None = None
    client_id: RecordId | None = None

    def wanted(self, caller: Principal, key: str) -> NewProject:
        """The job that the caller makes. ``key`` and what is asked for name it: a repeated call makes no other."""
        asked = content_hash(self.model_dump(mode="json"))
        return NewProject(
            company_id=caller.company_id,
            user_id=caller.user_id,
            project_id=derive_id(caller.company_id, caller.user_id, "project", key, asked),
            joins=caller.role is Role.PROJECT_MANAGER,
            **self.model_dump(),
        )


class ProjectChangesBody(Body):
    """New values of the ``version`` that the caller saw; what is not sent stays, null empties."""

    version: int = Field(ge=1)
    name: PlainText | None = None
    number: PlainText | None = None
    status: ChosenStatus | None = None
    budget: Money | None = None
    client_id: RecordId | None = None

    @field_validator("name", "status")
    @classmethod
    def _not_emptied[T](cls, value: T | None) -> T:
        if value is None:
            raise ValueError("cannot be empty")
        return value

    def edit(self, caller: Principal, project_id: str) -> Edit:
        """The caller's changes."""
        sent = self.model_dump(exclude={"version"}, exclude_unset=True)
        return Edit(caller.company_id, caller.user_id, project_id, self.version, ProjectChanges(**sent))
