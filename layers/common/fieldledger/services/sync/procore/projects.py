"""Projects: by change, for the whole company, inactive ones too."""

from datetime import timedelta
from typing import Final

from fieldledger.clients.procore.models.projects import Project
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.resources.projects import Projects
from fieldledger.domain.facts.procore_projects import ProjectFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import Result
from fieldledger.services.sync.procore.lists import ListSource
from fieldledger.services.sync.procore.reading import changed
from fieldledger.services.sync.source import PageRequest, SourceRow, SourceTraits

TRAITS: Final = SourceTraits(
    SyncResource.PROCORE_PROJECTS, every=timedelta(minutes=15), full_every=timedelta(days=1), incremental=True
)


def projects_source(projects: Projects) -> ListSource[Project]:
    """A project that the app is not permitted in any more looks deleted to a single read: Procore says 404."""

    async def pages(request: PageRequest, _project: str, number: int) -> Result[ProcorePage[Project]]:
        return await projects.page(request.company_id, number, changed(request.window))

    async def get(company_id: str, _project: str, record_id: str) -> Result[Project]:
        return await projects.get(company_id, record_id)

    return ListSource(TRAITS, pages, get, _row)


def _row(project: Project, _scope_id: str | None) -> SourceRow:
    return SourceRow(
        TRAITS.resource,
        project.id,
        _facts(project),
        updated_at=project.updated_at,
        deleted=project.deleted_at is not None,
    )


def _facts(project: Project) -> ProjectFacts:
    return ProjectFacts(
        name=project.name,
        number=project.project_number,
        active=project.active,
        template=project.template,
        demo=project.is_demo,
        address=project.address,
        city=project.city,
        state_code=project.state_code,
        country_code=project.country_code,
        zip=project.zip,
        time_zone=project.time_zone,
        stage=None if project.project_stage is None else project.project_stage.name,
        starts_on=project.start_date,
        completes_on=project.completion_date,
        projected_finish_on=project.projected_finish_date,
        value=project.total_value,
        accounting_number=project.accounting_project_number,
        parent_job_id=project.parent_job_id,
        cost_code_list_id=project.standard_cost_code_list_id,
        erp_integrated=project.is_erp_integrated,
        origin_id=project.origin_id,
        origin_code=project.origin_code,
    )
