"""Making and changing jobs, and who has which."""

from fieldledger.domain.clock import Clock
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.members import DocumentMembers
from fieldledger.repositories.project_numbers import DocumentProjectNumbers
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.services.projects.checks import ProjectChecks
from fieldledger.services.projects.editing import ProjectEditing, ProjectStores
from fieldledger.services.team import Team
from fieldledger.settings import AuditSettings, RecordsSettings
from fieldledger.wiring.store import clock, document_store


class EditingSettings(RecordsSettings, AuditSettings):
    """What changing master data needs."""


def project_editing(settings: EditingSettings) -> ProjectEditing:
    """Jobs on AWS."""
    return editing_over(document_store(settings), clock())


def editing_over(store: DocumentStore, time: Clock) -> ProjectEditing:
    """Jobs over any store and clock."""
    projects = DocumentProjects(store)
    stores = ProjectStores(
        projects, DocumentProjectNumbers(store), DocumentMembers(store), DocumentAuditTrail(store), store
    )
    return ProjectEditing(stores, ProjectChecks(projects, DocumentCrosswalk(store)), time)


def team(settings: EditingSettings) -> Team:
    """Setting people's jobs, on AWS."""
    return team_over(document_store(settings), clock())


def team_over(store: DocumentStore, time: Clock) -> Team:
    """The team over any store and clock."""
    return Team(DocumentMembers(store), DocumentProjects(store), DocumentAuditTrail(store), store, time)
