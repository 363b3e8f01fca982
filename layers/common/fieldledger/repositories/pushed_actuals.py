"""What was written of the books' costs into Procore."""

from collections.abc import Sequence
from typing import Protocol
from urllib.parse import quote

from fieldledger.domain.actuals import PushedActual, PushedJob
from fieldledger.repositories.aggregate import Aggregate, partition
from fieldledger.repositories.documents import DocumentStore, TableName, every_page
from fieldledger.result import Result


class PushedActuals(Protocol):
    """Access to what was written, by Procore's project."""

    async def of_project(self, company_id: str, project_id: str) -> Result[list[PushedActual]]:
        """All of a project."""
        ...

    async def save(self, pushed: PushedActual) -> Result[PushedActual]:
        """Create or replace the version that was read; ``VERSION_CONFLICT`` otherwise."""
        ...

    async def jobs(self, company_id: str, project_ids: Sequence[str]) -> Result[list[PushedJob]]:
        """The jobs that were ever done, by our ids."""
        ...

    async def save_job(self, job: PushedJob) -> Result[PushedJob]:
        """Create or replace the version that was read; ``VERSION_CONFLICT`` otherwise."""
        ...


class DocumentPushedActuals:
    """``ACTUAL#<Procore's project>#<key>`` and ``ACTUALS_PUSHED#<job>`` in the postings table; ids quoted."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._actuals = Aggregate(store, TableName.POSTINGS, PushedActual, "ACTUAL")
        self._jobs = Aggregate(store, TableName.POSTINGS, PushedJob, "ACTUALS_PUSHED")

    async def of_project(self, company_id: str, project_id: str) -> Result[list[PushedActual]]:
        """All of a project."""
        span = self._actuals.span(f"{_quoted(project_id)}#")
        found = await every_page(self._store, TableName.POSTINGS, partition(company_id), span)
        return found.map(lambda documents: [self._actuals.model(document) for document in documents])

    async def save(self, pushed: PushedActual) -> Result[PushedActual]:
        """Create or replace."""
        identifier = f"{_quoted(pushed.project_id)}#{_quoted(pushed.key)}"
        return await self._actuals.save(pushed, pushed.company_id, identifier, version=pushed.version)

    async def jobs(self, company_id: str, project_ids: Sequence[str]) -> Result[list[PushedJob]]:
        """The jobs that were ever done."""
        return await self._jobs.get_many(company_id, [_quoted(each) for each in project_ids])

    async def save_job(self, job: PushedJob) -> Result[PushedJob]:
        """Create or replace."""
        return await self._jobs.save(job, job.company_id, _quoted(job.project_id), version=job.version)


def _quoted(text: str) -> str:
    return quote(text, safe="")
