"""Raken's public API for what time needs: projects, members, time cards and deleted time cards (raken.md A3 to A5)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from http import HTTPStatus
from typing import Final, Protocol

from pydantic import ValidationError

from fieldledger.clients.external_api import Call, ExternalApiClient
from fieldledger.clients.raken.models import RakenPage
from fieldledger.clients.vendor_answer import CallOutcome, VendorAnswer
from fieldledger.domain.clock import iso
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_budget import Window
from fieldledger.result import ErrorCode, Result

PAGE_SIZE: Final = 1000
_MEMBER_STATUSES: Final = "ACTIVE,INVITED,INACTIVE,DELETED"
_PROJECT_STATUSES: Final = "ACTIVE,INACTIVE,DELETED"
_SECOND: Final = "second"
_DAY: Final = "day"
_COSTS: Final = {_SECOND: 1, _DAY: 1}


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


def raken_windows(per_second: int, per_day: int) -> tuple[Window, ...]:
    """Raken's limits as budget windows; a burst of half the day's quota lets a first sync run through."""
    return (
        Window(_SECOND, per_second, 1, Fraction(1, 2)),
        Window(_DAY, per_day, 86_400, Fraction(1, 2)),
    )


def is_last(page: RakenPage, offset: int) -> bool:
    """Short page or total reached: either ends the list, since the total may be missing."""
    total = page.total_elements
    received = len(page.collection)
    return received < PAGE_SIZE or (total is not None and offset + received >= total)


class RakenClient(ExternalApiClient):
    """Reads only: no write of time was ever seen in the public API."""

    vendor = VendorName.RAKEN

    async def projects(self, company_id: str, offset: int) -> Result[RakenPage]:
        """``GET /projects``."""
        return await self._page(company_id, "/projects", {"statuses": _PROJECT_STATUSES}, offset)

    async def members(self, company_id: str, offset: int) -> Result[RakenPage]:
        """``GET /members``."""
        return await self._page(company_id, "/members", {"statuses": _MEMBER_STATUSES}, offset)

    async def changed_time_cards(
        self, company_id: str, since: datetime, until: datetime, offset: int
    ) -> Result[RakenPage]:
        """``GET /timeCards?changedSince&changedUntil``."""
        params = {"changedSince": _seconds(since), "changedUntil": _seconds(until)}
        return await self._page(company_id, "/timeCards", params, offset)

    async def deleted_time_cards(
        self, company_id: str, since: datetime, until: datetime, offset: int
    ) -> Result[RakenPage]:
        """``GET /timeCards?deletedFrom&deletedTo``."""
        params = {"deletedFrom": _seconds(since), "deletedTo": _seconds(until)}
        return await self._page(company_id, "/timeCards", params, offset)

    async def _page(self, company_id: str, path: str, params: Mapping[str, str], offset: int) -> Result[RakenPage]:
        paging = {"limit": str(PAGE_SIZE), "offset": str(offset)}
        answered = await self._request(company_id, Call("GET", path, {**params, **paging}, costs=_COSTS))
        return answered.and_then(_read_page)

    def _error(self, answer: VendorAnswer) -> Result[VendorAnswer] | None:
        status = answer.status
        if status < HTTPStatus.BAD_REQUEST:
            return None
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return self._throttled(answer)
        code = _ERRORS.get(status, ErrorCode.VENDOR_REJECTED)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            code = ErrorCode.VENDOR_UNAVAILABLE
        return Result.fail(f"Raken answered {status}", code, _details(answer))

    def _throttled(self, answer: VendorAnswer) -> Result[VendorAnswer]:
        """Two kinds of 429 (raken.md A4): a rate that passes in seconds, and a quota that closes the day."""
        now = self._access.clock.now()
        if b"limit exceeded" in answer.content.lower():
            tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
            details = _details(answer) | {"retry_at": iso(tomorrow)}
            return Result.fail("Raken's daily quota is used up", ErrorCode.VENDOR_QUOTA_EXHAUSTED, details)
        wait = answer.headers.get("retry-after", "")
        seconds = int(wait) if wait.isdigit() else 5
        details = _details(answer) | {"retry_at": iso(now + timedelta(seconds=seconds))}
        return Result.fail("Raken asks us to slow down", ErrorCode.VENDOR_THROTTLED, details)


_ERRORS: Final[dict[int, ErrorCode]] = {
    HTTPStatus.UNAUTHORIZED: ErrorCode.VENDOR_UNAUTHORIZED,
    HTTPStatus.FORBIDDEN: ErrorCode.VENDOR_FORBIDDEN,
    HTTPStatus.NOT_FOUND: ErrorCode.VENDOR_NOT_FOUND,
}


def _details(answer: VendorAnswer) -> dict[str, object]:
    return {"status": answer.status, "excerpt": answer.excerpt, "outcome": CallOutcome.ANSWERED.value}


def _read_page(answer: VendorAnswer) -> Result[RakenPage]:
    try:
        return Result.ok(RakenPage.model_validate_json(answer.content))
    except ValidationError:
        return answer.unreadable("is not a page of records")


def _seconds(moment: datetime) -> str:
    """Raken takes whole seconds only."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
