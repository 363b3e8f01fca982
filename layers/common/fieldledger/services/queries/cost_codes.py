"""Cost codes as the vendors have them: Procore's belong to a project, Raken's and FOUNDATION's to the company."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.connection import VendorName
from fieldledger.domain.facts import foundation, procore_cost_codes, raken_lists
from fieldledger.domain.identity import IdentityKind, founder_record, founding_id
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.project import Project
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.visibility import VisibleProjects
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.identities import Identities, survivors
from fieldledger.repositories.mirror import Mirror
from fieldledger.repositories.paging import Slice
from fieldledger.repositories.projects import Projects
from fieldledger.result import ErrorCode, Result
from fieldledger.services.queries.directory import InUse
from fieldledger.services.queries.sorted_list import ListWish, Sorting, cut, read_whole

_OF_PROJECTS: Final = SyncResource.PROCORE_COST_CODES
_OF_THE_COMPANY: Final = (SyncResource.RAKEN_COST_CODES, SyncResource.FOUNDATION_COST_CODES)


class CostCode(CanonicalModel):
    """``project_id`` is ours; null for a code of the company, and for one of a project that we do not know."""

    cost_code_id: str
    source: VendorName
    project_id: str | None
    code: str | None
    name: str | None
    active: bool


class CostCodeFilter(CanonicalModel):
    """``project_id``: codes that may be used on that job, the company's among them."""

    project_id: str | None = None
    source: VendorName | None = None
    status: InUse | None = None


_SORTING: Final[Sorting[CostCode]] = Sorting(
    identify=lambda code: f"{code.source}/{code.project_id or ''}/{code.cost_code_id}",
    keys={"code": lambda code: code.code, "name": lambda code: code.name},
    searched=lambda code: (code.code, code.name),
)


class CostCodeQueries:
    """Cost codes of one company, from the mirror."""

    def __init__(self, mirror: Mirror, projects: Projects, identities: Identities) -> None:
        self._mirror = mirror
        self._projects = projects
        self._identities = identities

    async def page(
        self,
        company_id: str,
        visible: VisibleProjects,
        chosen: CostCodeFilter,
        wish: ListWish,
        limit: int,
        start: StartKey | None,
    ) -> Result[Slice[CostCode]]:
        """A page, sorted by ``code`` or ``name``, else by id.

        ``NOT_FOUND`` for a project that does not exist or may not be seen; ``LIST_TOO_LONG`` if one vendor has more
        codes than can be sorted.
        """
        found: list[CostCode] = []
        for part in (self._of_projects, self._of_the_company):
            codes = await part(company_id, visible, chosen)
            if codes.failed:
                return codes.failure()
            found.extend(codes.unwrap())
        keep = None if chosen.status is None else partial(_used, chosen.status)
        return cut(found, _SORTING, wish, limit, start, keep)

    async def _of_the_company(
        self, company_id: str, _: VisibleProjects, chosen: CostCodeFilter
    ) -> Result[list[CostCode]]:
        found: list[CostCode] = []
        for resource in _OF_THE_COMPANY:
            if chosen.source in {None, resource.vendor}:
                read = await self._read(company_id, resource)
                if read.failed:
                    return read.failure()
                found.extend(_code(record, None) for record in read.unwrap())
        return Result.ok(found)

    async def _of_projects(
        self, company_id: str, visible: VisibleProjects, chosen: CostCodeFilter
    ) -> Result[list[CostCode]]:
        """By project for whoever asks for one, or sees some only; else all that Procore has."""
        wanted = visible.project_ids if chosen.project_id is None else frozenset({chosen.project_id})
        if chosen.project_id is not None and not visible.includes(chosen.project_id):
            return Result.fail("The project was not found", ErrorCode.NOT_FOUND)
        if wanted is None:
            return await self._all(company_id) if chosen.source in {None, _OF_PROJECTS.vendor} else Result.ok([])
        known = await self._projects.get_many(company_id, sorted(wanted))
        if known.failed:
            return known.failure()
        if chosen.project_id is not None and not known.unwrap():
            return Result.fail("The project was not found", ErrorCode.NOT_FOUND)
        return (
            await self._of(company_id, known.unwrap())
            if chosen.source in {None, _OF_PROJECTS.vendor}
            else Result.ok([])
        )

    async def _of(self, company_id: str, projects: Sequence[Project]) -> Result[list[CostCode]]:
        ids = [project.project_id for project in projects]
        identities = await self._identities.of(company_id, IdentityKind.PROJECT, ids)
        if identities.failed:
            return identities.failure()
        found: list[CostCode] = []
        for project in projects:
            founder = founder_record(project.source, project.project_id)
            links = [(link.vendor, link.vendor_id) for link in identities.unwrap()[project.project_id].links]
            scopes = {vendor_id for vendor, vendor_id in [*links, founder or ("", "")] if vendor is _OF_PROJECTS.vendor}
            for scope in sorted(scopes):
                read = await self._read(company_id, _OF_PROJECTS, scope)
                if read.failed:
                    return read.failure()
                found.extend(_code(record, project.project_id) for record in read.unwrap())
        return Result.ok(found)

    async def _all(self, company_id: str) -> Result[list[CostCode]]:
        read = await self._read(company_id, _OF_PROJECTS)
        if read.failed:
            return read.failure()
        ours = await self._ours(company_id, sorted({record.scope_id or "" for record in read.unwrap()}))
        return ours.map(lambda known: [_code(record, known.get(record.scope_id or "")) for record in read.unwrap()])

    async def _ours(self, company_id: str, scopes: Sequence[str]) -> Result[Mapping[str, str]]:
        """Our job behind each of Procore's projects: the one that it is linked to, else the one that it founded."""
        vendor = _OF_PROJECTS.vendor
        claims = await self._identities.claims(company_id, IdentityKind.PROJECT, vendor, scopes)
        founded = {scope: founding_id(vendor, scope) or "" for scope in scopes}
        known = await self._projects.get_many(company_id, list(founded.values()))
        if claims.failed or known.failed:
            return claims.failure() if claims.failed else known.failure()
        there = {project.project_id for project in known.unwrap()}
        linked = {scope: claim.canonical_id for scope, claim in claims.unwrap().items() if claim.canonical_id}
        ours = {scope: project_id for scope, project_id in founded.items() if project_id in there} | linked
        now = await survivors(self._identities, company_id, IdentityKind.PROJECT, ours.values())
        return now.map(lambda survivor: {scope: survivor[project_id] for scope, project_id in ours.items()})

    async def _read(
        self, company_id: str, resource: SyncResource, scope_id: str | None = None
    ) -> Result[list[MirrorRecord]]:
        return await read_whole(
            lambda limit, start: self._mirror.page(company_id, resource, limit, start, scope_id=scope_id)
        )


def _code(record: MirrorRecord, project_id: str | None) -> CostCode:
    match record.resource:
        case SyncResource.PROCORE_COST_CODES:
            of_project = record.read(procore_cost_codes.CostCodeFacts)
            code, name, active = of_project.code, of_project.name, True
        case SyncResource.RAKEN_COST_CODES:
            of_raken = record.read(raken_lists.CostCodeFacts)
            code, name, active = of_raken.code, of_raken.description, of_raken.active
        case _:
            of_books = record.read(foundation.CostCodeFacts)
            code, name, active = record.record_id, of_books.description, of_books.active
    return CostCode(
        cost_code_id=record.record_id,
        source=record.resource.vendor,
        project_id=project_id,
        code=code,
        name=name,
        active=active and not record.deleted,
    )


def _used(status: InUse, code: CostCode) -> bool:
    return code.active is (status is InUse.ACTIVE)
