"""A job: what Raken and Procore call a project and QuickBooks a customer or sub-customer."""

from decimal import Decimal
from enum import StrEnum
from typing import Final, Self

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.hashing import content_hash

MADE_HERE: Final = "fieldledger"
"""The source of jobs that people made here: no vendor's sync owns any of their fields."""
OWNED_BY_SOURCE: Final = frozenset({"number", "name", "status"})
"""Fields of a vendor's job that only its sync writes. ``content_hash`` covers these."""


class ProjectStatus(StrEnum):
    """Where the job stands at its source."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DELETED = "deleted"


class Project(CanonicalModel):
    """``number`` is the contractor's job number, as written at the source; Raken lets it be empty.

    ``budget`` (dollars) and ``client_id`` (the owner: a customer's id in QuickBooks) are what people said here,
    whatever the source; no sync touches them.
    """

    company_id: str
    project_id: str
    source: str
    number: str | None
    name: str
    status: ProjectStatus
    source_updated_at: Utc | None = None
    content_hash: str
    budget: Decimal | None = None
    client_id: str | None = None
    version: int = 0

    def with_what_people_said(self, held: "Project | None") -> Self:
        """As its source has it, with what people said of the version that is ``held``."""
        if held is None:
            return self
        return self.model_copy(update={"budget": held.budget, "client_id": held.client_id})


def made_here_hash(number: str | None, name: str, status: ProjectStatus) -> str:
    """``content_hash`` of a job that people made here."""
    return content_hash({"number": number, "name": name, "status": status.value})
