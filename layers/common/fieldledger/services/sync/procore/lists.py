"""A source that is one list with one single read."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pydantic import BaseModel

from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.procore.reading import gone, next_page, one_of, page_number
from fieldledger.services.sync.source import PageRequest, Scope, SourcePage, SourceRow, SourceTraits

type Pages[M: BaseModel] = Callable[[PageRequest, str, int], Awaitable[Result[ProcorePage[M]]]]
type Get[M: BaseModel] = Callable[[str, str, str], Awaitable[Result[M]]]


@dataclass(frozen=True, slots=True)
class ListSource[M: BaseModel]:
    """``pages`` takes the request, the project (empty where there is none) and the page's number.

    ``get`` takes the company, the project and the record. ``row`` makes a row of a record and its scope's id.
    """

    traits: SourceTraits
    pages: Pages[M]
    get: Get[M]
    row: Callable[[M, str | None], SourceRow]

    async def page(self, request: PageRequest) -> Result[SourcePage]:
        """One page of the list."""
        project = self._project(request.scope)
        if project.failed:
            return project.failure()
        found = await self.pages(request, project.unwrap(), page_number(request.cursor))
        return found.map(lambda page: self._shown(page, request.scope))

    async def one(
        self, company_id: str, resource: SyncResource, record_id: str, scope: Scope | None
    ) -> Result[SourcePage]:
        """The single read."""
        project, scope_id = self._project(scope), None if scope is None else scope.scope_id
        if project.failed:
            return project.failure()
        found = await self.get(company_id, project.unwrap(), record_id)
        return one_of(found, lambda: gone(resource, record_id, scope_id), lambda record: (self._row(record, scope),))

    def _project(self, scope: Scope | None) -> Result[str]:
        if self.traits.scoped_by is None:
            return Result.ok("")
        if scope is None:
            return Result.fail(f"{self.traits.resource} is read under a project", ErrorCode.VALIDATION_FAILED)
        return Result.ok(scope.scope_id)

    def _shown(self, page: ProcorePage[M], scope: Scope | None) -> SourcePage:
        rows = tuple(self._row(record, scope) for record in page.rows.good)
        return SourcePage(rows, page.rows.malformed, next_page(page))

    def _row(self, record: M, scope: Scope | None) -> SourceRow:
        return self.row(record, None if scope is None else scope.scope_id)
