"""Lists page by page: ``limit`` and ``cursor`` of the request, and the answer that carries the next cursor."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BaseModel, Field

from fieldledger.envelope import Pagination
from fieldledger.http.cursors import Cursors, ListQuery
from fieldledger.http.declarations import Depends
from fieldledger.http.refusals import required
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.paging import Slice
from fieldledger.result import Result

DEFAULT_LIMIT: Final = 50
MAX_LIMIT: Final = 100
_MAX_CURSOR_LENGTH: Final = 2048


@dataclass(frozen=True, slots=True)
class Paging:
    """What the caller asked for."""

    limit: int
    cursor: str | None


def _paging(
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Field(max_length=_MAX_CURSOR_LENGTH)] = None,
) -> Paging:
    return Paging(limit, cursor)


PageRequest = Annotated[Paging, Depends(_paging)]


@dataclass(frozen=True, slots=True)
class Listing[M, V: BaseModel]:
    """One list route: ``fetch`` reads a page from where it is told, ``view`` is what callers see of an item."""

    query: ListQuery
    fetch: Callable[[int, StartKey | None], Awaitable[Result[Slice[M]]]]
    view: Callable[[M], V]


async def respond_page[M, V: BaseModel](
    request: Request, paging: Paging, cursors: Cursors, listing: Listing[M, V]
) -> Response:
    """The page that the request asks for. A page may hold fewer than ``limit`` items and still not be the last."""
    start = required(await cursors.read(listing.query, paging.cursor))
    page = required(await listing.fetch(paging.limit, start))
    next_cursor = required(await cursors.write(listing.query, page.next_start))
    views = [listing.view(item) for item in page.items]
    pagination = Pagination(limit=paging.limit, count=len(views), next_cursor=next_cursor)
    return respond(request, Result.ok(views), pagination=pagination)
