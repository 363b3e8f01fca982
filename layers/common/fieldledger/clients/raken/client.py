"""Raken's public API for what time needs, and the door through which all other reads go (raken.md A3 to A5)."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final, Protocol

from fieldledger.clients.external_api import Call, ExternalApiClient
from fieldledger.clients.raken.errors import refusal
from fieldledger.clients.raken.models import RakenMember, RakenProject, RakenUser
from fieldledger.clients.raken.paging import PAGE_SIZE, RakenPage
from fieldledger.clients.raken.rates import COSTS
from fieldledger.clients.raken.requester import NO_PARAMS, Params, fetch_known, fetch_page, fetch_record
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.clients.reading import read_record
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.domain.connection import VendorName
from fieldledger.result import Result

_MEMBERS: Final = "/members"
_PROJECTS: Final = "/projects"
_TIME_CARDS: Final = "/timeCards"
_MEMBER_STATUSES: Final = "ACTIVE,INVITED,INACTIVE,DELETED"
_PROJECT_STATUSES: Final = "ACTIVE,INACTIVE,DELETED"


class RakenFeed(Protocol):
    """What the sync reads. ``offset`` counts items; a page is the last one when it says so."""

    async def projects(self, company_id: str, offset: int) -> Result[RakenPage]:
        """Projects of every status."""
        ...

    async def members(self, company_id: str, offset: int) -> Result[RakenPage]:
        """Members of every status: workers who left still own old cards."""
        ...

    async def changed_time_cards(
        self, company_id: str, since: datetime, until: datetime, offset: int
    ) -> Result[RakenPage]:
        """Cards changed in a window of at most 31 days."""
        ...

    async def deleted_time_cards(
        self, company_id: str, since: datetime, until: datetime, offset: int
    ) -> Result[RakenPage]:
        """Cards deleted in a window of at most 31 days."""
        ...


def is_last(page: RakenPage, offset: int) -> bool:
    """Whether the page that began at ``offset`` ends its list."""
    return page.ends(offset, PAGE_SIZE)


class RakenClient(ExternalApiClient):
    """Implements ``RakenFeed`` and ``RakenRequester``. Reads only: no write of time was ever seen in the public API."""

    vendor = VendorName.RAKEN

    async def get(
        self, company_id: str, path: str, params: Params = NO_PARAMS, etag: str | None = None
    ) -> Result[VendorAnswer]:
        """Read; with ``etag`` the answer may be a 304 without a body."""
        headers = {} if etag is None else {"If-None-Match": etag}
        return await self._request(company_id, Call("GET", path, params, headers, costs=COSTS))

    async def user(self, company_id: str) -> Result[RakenUser]:
        """``GET /userinfo``: who connected this company, and to which company of Raken's."""
        answered = await self.get(company_id, "/userinfo")
        return answered.and_then(lambda answer: read_record(answer, RakenUser))

    async def project(self, company_id: str, uuid: str) -> Result[RakenProject | None]:
        """``GET /projects/{uuid}``; None where Raken does not know or show it."""
        return await fetch_known(self, company_id, _PROJECTS, uuid, RakenProject)

    async def member(self, company_id: str, uuid: str) -> Result[RakenMember | None]:
        """``GET /members/{uuid}``; None where Raken does not know or show it."""
        return await fetch_known(self, company_id, _MEMBERS, uuid, RakenMember)

    async def project_now(self, company_id: str, uuid: str) -> Result[RakenProject]:
        """The same; ``VENDOR_NOT_FOUND`` where it is gone, ``VENDOR_FORBIDDEN`` where it is not shown to us."""
        return await fetch_record(self, company_id, _PROJECTS, uuid, RakenProject)

    async def member_now(self, company_id: str, uuid: str) -> Result[RakenMember]:
        """The same for a member."""
        return await fetch_record(self, company_id, _MEMBERS, uuid, RakenMember)

    async def projects(self, company_id: str, offset: int) -> Result[RakenPage]:
        """``GET /projects``."""
        return await self._page(company_id, _PROJECTS, {"statuses": _PROJECT_STATUSES}, offset)

    async def members(self, company_id: str, offset: int) -> Result[RakenPage]:
        """``GET /members``."""
        return await self._page(company_id, _MEMBERS, {"statuses": _MEMBER_STATUSES}, offset)

    async def time_cards_of(self, company_id: str, days: DaySpan, offset: int) -> Result[RakenPage]:
        """``GET /timeCards?fromDate&toDate``: living cards by jobsite day, at most 31 days."""
        return await self._page(company_id, _TIME_CARDS, days.params, offset)

    async def changed_time_cards(
        self, company_id: str, since: datetime, until: datetime, offset: int
    ) -> Result[RakenPage]:
        """``GET /timeCards?changedSince&changedUntil``."""
        params = {"changedSince": _seconds(since), "changedUntil": _seconds(until)}
        return await self._page(company_id, _TIME_CARDS, params, offset)

    async def deleted_time_cards(
        self, company_id: str, since: datetime, until: datetime, offset: int
    ) -> Result[RakenPage]:
        """``GET /timeCards?deletedFrom&deletedTo``."""
        params = {"deletedFrom": _seconds(since), "deletedTo": _seconds(until)}
        return await self._page(company_id, _TIME_CARDS, params, offset)

    async def _page(self, company_id: str, path: str, params: Params, offset: int) -> Result[RakenPage]:
        return await fetch_page(self, company_id, path, params, offset, PAGE_SIZE)

    def _error(self, answer: VendorAnswer) -> Result[VendorAnswer] | None:
        if answer.status < HTTPStatus.BAD_REQUEST:
            return None
        return refusal(answer, self._access.clock.now())


def _seconds(moment: datetime) -> str:
    """Raken takes whole seconds only."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
