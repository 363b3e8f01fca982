"""Raken's lists that are read whole each time: no filter by change was seen for them (raken.md A5)."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, Protocol, override

from fieldledger.clients.raken.client import RakenFeed, is_last
from fieldledger.clients.raken.list_models import RakenListedCostCode, RakenNamed
from fieldledger.clients.raken.models import RakenMember, RakenProject
from fieldledger.clients.raken.paging import RakenPage
from fieldledger.domain.facts.raken_lists import ClassificationFacts, CostCodeFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.raken.rows import (
    ReadRow,
    code_with_division,
    member,
    member_row,
    project,
    project_row,
    read_rows,
    text,
)
from fieldledger.services.sync.searching import search
from fieldledger.services.sync.source import PageRequest, Scope, SourcePage, SourceRow, SourceTraits, SyncSource

_OFTEN: Final = timedelta(minutes=15)
_RARELY: Final = timedelta(hours=6)
_ACTIVE: Final = "ACTIVE"
_DELETED: Final = "DELETED"

type _Fetch = Callable[[str, int], Awaitable[Result[RakenPage]]]
type _FetchOne = Callable[[str, str], Awaitable[Result[SourceRow]]]


class RakenRecords(RakenFeed, Protocol):
    """The feed, and single records."""

    async def project_now(self, company_id: str, uuid: str) -> Result[RakenProject]:
        """One project."""
        ...

    async def member_now(self, company_id: str, uuid: str) -> Result[RakenMember]:
        """One member."""
        ...


class RakenNames(Protocol):
    """Lists of names."""

    async def cost_code_page(self, company_id: str, offset: int) -> Result[RakenPage]:
        """A page of cost codes."""
        ...

    async def classification_page(self, company_id: str, offset: int) -> Result[RakenPage]:
        """A page of classifications."""
        ...


class RakenList(SyncSource):
    """A list of Raken. The cursor is the offset. Without ``fetch_one`` a record is looked for in the list."""

    def __init__(self, traits: SourceTraits, fetch: _Fetch, read: ReadRow, fetch_one: _FetchOne | None = None) -> None:
        self._traits = traits
        self._fetch = fetch
        self._read = read
        self._fetch_one = fetch_one

    @property
    @override
    def traits(self) -> SourceTraits:
        """Read whole, each time."""
        return self._traits

    @override
    async def page(self, request: PageRequest) -> Result[SourcePage]:
        """A page of the list; windows and scopes do not narrow it."""
        offset = int(request.cursor or 0)
        fetched = await self._fetch(request.company_id, offset)
        return fetched.map(lambda page: self._page(page, offset))

    @override
    async def one(
        self, company_id: str, resource: SyncResource, record_id: str, scope: Scope | None
    ) -> Result[SourcePage]:
        """One record as it is now. A list that lacks it does not say that it is gone: ``VENDOR_NOT_FOUND``."""
        if self._fetch_one is None:
            return await search(self, company_id, record_id, [None])
        fetched = await self._fetch_one(company_id, record_id)
        if fetched.error_code == ErrorCode.VENDOR_NOT_FOUND:
            return Result.ok(SourcePage((SourceRow(resource, record_id, None, deleted=True),)))
        return fetched.map(lambda row: SourcePage((row,)))

    def _page(self, page: RakenPage, offset: int) -> SourcePage:
        rows, malformed = read_rows(page.collection, self._read)
        following = None if is_last(page, offset) else str(offset + len(page.collection))
        return SourcePage(rows, malformed, following)


def projects(raken: RakenRecords) -> RakenList:
    """Projects of every status."""

    async def one(company_id: str, uuid: str) -> Result[SourceRow]:
        return (await raken.project_now(company_id, uuid)).map(project)

    return RakenList(SourceTraits(SyncResource.RAKEN_PROJECTS, _OFTEN), raken.projects, project_row, one)


def members(raken: RakenRecords) -> RakenList:
    """Members of every status: workers who left still own old cards."""

    async def one(company_id: str, uuid: str) -> Result[SourceRow]:
        return (await raken.member_now(company_id, uuid)).map(member)

    return RakenList(SourceTraits(SyncResource.RAKEN_MEMBERS, _OFTEN), raken.members, member_row, one)


def cost_codes(names: RakenNames) -> RakenList:
    """Cost codes of the company."""
    traits = SourceTraits(SyncResource.RAKEN_COST_CODES, _RARELY, looked_up=False)
    return RakenList(traits, names.cost_code_page, _cost_code_row)


def classifications(names: RakenNames) -> RakenList:
    """Classifications of the company."""
    traits = SourceTraits(SyncResource.RAKEN_CLASSIFICATIONS, _RARELY, looked_up=False)
    return RakenList(traits, names.classification_page, _classification_row)


def _cost_code_row(raw: object) -> SourceRow:
    read = RakenListedCostCode.model_validate(raw)
    facts = CostCodeFacts(
        code=code_with_division(read.code, read.division) or read.code,
        division=text(read.division),
        description=text(read.description),
        active=read.status == _ACTIVE,
    )
    return SourceRow(SyncResource.RAKEN_COST_CODES, read.uuid, facts, deleted=read.status == _DELETED)


def _classification_row(raw: object) -> SourceRow:
    read = RakenNamed.model_validate(raw)
    facts = ClassificationFacts(name=read.name.strip(), active=read.status == _ACTIVE)
    return SourceRow(SyncResource.RAKEN_CLASSIFICATIONS, read.uuid, facts, deleted=read.status == _DELETED)
