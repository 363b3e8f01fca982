"""What sources of records in projects share: their traits, and that nothing is asked without the project."""

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import ClassVar

from fieldledger.domain.facts.procore_projects import ProjectFacts
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.procore.reading import gone
from fieldledger.services.sync.source import PageRequest, Scope, SourcePage, SourceRow, SourceTraits


def of_projects(
    resource: SyncResource, every: timedelta, full_every: timedelta | None = None, *, incremental: bool = True
) -> SourceTraits:
    """Read under each project that goes on: active, no template, no demo."""
    return SourceTraits(
        resource,
        every=every,
        full_every=full_every,
        scoped_by=SyncResource.PROCORE_PROJECTS,
        scope_when=_worked_on,
        incremental=incremental,
    )


class ProjectSource(ABC):
    """Implements ``SyncSource`` by ``_page`` and ``_one``, which are given the project."""

    traits: ClassVar[SourceTraits]

    async def page(self, request: PageRequest) -> Result[SourcePage]:
        """One page of the project."""
        if request.scope is None:
            return self._no_scope()
        return await self._page(request, request.scope.scope_id)

    async def one(
        self,
        company_id: str,
        resource: SyncResource,  # noqa: ARG002 - part of the protocol; there is one
        record_id: str,
        scope: Scope | None,
    ) -> Result[SourcePage]:
        """One record of the project."""
        if scope is None:
            return self._no_scope()
        return await self._one(company_id, scope.scope_id, record_id)

    @abstractmethod
    async def _page(self, request: PageRequest, project: str) -> Result[SourcePage]: ...

    @abstractmethod
    async def _one(self, company_id: str, project: str, record_id: str) -> Result[SourcePage]: ...

    def _gone(self, record_id: str, project: str) -> SourceRow:
        return gone(self.traits.resource, record_id, project)

    def _no_scope(self) -> Result[SourcePage]:
        return Result.fail(f"{self.traits.resource} is read under a project", ErrorCode.VALIDATION_FAILED)


def _worked_on(record: MirrorRecord) -> bool:
    return record.read(ProjectFacts).worked_on
