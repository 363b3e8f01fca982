"""A job: what Raken and Procore call a project and QuickBooks a customer or sub-customer."""

from enum import StrEnum

from fieldledger.domain.base import CanonicalModel, Utc


class ProjectStatus(StrEnum):
    """Where the job stands at its source."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DELETED = "deleted"


class Project(CanonicalModel):
    """``number`` is the contractor's job number, as written at the source; Raken lets it be empty."""

    company_id: str
    project_id: str
    source: str
    number: str | None
    name: str
    status: ProjectStatus
    source_updated_at: Utc | None = None
    content_hash: str
    version: int = 0
