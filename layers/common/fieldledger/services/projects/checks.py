"""What a person's job has to be: a number of its own, and a client that the books know."""

from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.party import number_key
from fieldledger.domain.project import Project, ProjectStatus
from fieldledger.repositories.crosswalk import Crosswalk
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.projects import Projects
from fieldledger.result import ErrorCode, Result
from fieldledger.services.invalid import invalid

_PAGE = 500


class ProjectChecks:
    """Looks at the company's other jobs, and at the customers in QuickBooks as last read."""

    def __init__(self, projects: Projects, crosswalk: Crosswalk) -> None:
        self._projects = projects
        self._crosswalk = crosswalk

    async def client(self, company_id: str, client_id: str | None) -> Result[None]:
        """``VALIDATION_FAILED`` for a customer that QuickBooks does not have, or that is switched off there."""
        if client_id is None:
            return Result.ok(None)
        found = await self._crosswalk.rows(company_id, CounterpartKind.CUSTOMER, [client_id])
        if found.failed:
            return found.failure()
        if not found.unwrap():
            return invalid({"client_id": "there is no such customer in QuickBooks"})
        return Result.ok(None) if found.unwrap()[0].active else invalid({"client_id": "the customer is switched off"})

    async def number(self, company_id: str, number: str | None, project_id: str) -> Result[None]:
        """``JOB_NUMBER_TAKEN`` if another job has the number, whatever its source; deleted jobs do not count."""
        start: StartKey | None = None
        while number is not None:
            page = await self._projects.page(company_id, _PAGE, start)
            if page.failed:
                return page.failure()
            for other in page.unwrap().items:
                if other.project_id != project_id and _has(other, number):
                    return Result.fail(f"another job has the number {number}", ErrorCode.JOB_NUMBER_TAKEN)
            start = page.unwrap().next_start
            if start is None:
                break
        return Result.ok(None)


def _has(project: Project, number: str) -> bool:
    return project.status is not ProjectStatus.DELETED and number_key(project.number) == number_key(number)
