"""Master data lists that people sort and search: the whole list is read, up to a bound, then cut into pages.

The tables know one order, by id. A list of jobs or workers is small enough to be read whole each time; where it is not
(``MOST``), sorting and searching are refused and pages come in the order of ids.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.paging import Slice
from fieldledger.result import ErrorCode, Result

MOST: Final = 5000
_PAGE: Final = 500
_DIGITS: Final = re.compile(r"\d+")
_KEY_LENGTH: Final = 80
"""A cursor holds a key: longer texts that begin alike are in the order of their ids."""

type Fetch[M] = Callable[[int, StartKey | None], Awaitable[Result[Slice[M]]]]
"""A page of a repository, ordered by id."""


@dataclass(frozen=True, slots=True)
class Sorting[M]:
    """How items of one kind are told apart, sorted (a key's name and its text) and searched."""

    identify: Callable[[M], str]
    keys: Mapping[str, Callable[[M], str | None]]
    searched: Callable[[M], Iterable[str | None]]


@dataclass(frozen=True, slots=True)
class ListWish:
    """What somebody wants to see. ``sort`` None: by id. ``q``: text that a searched field contains, in any case."""

    sort: str | None = None
    descending: bool = False
    q: str | None = None


type Keep[M] = Callable[[M], bool]
"""A filter."""


async def read_whole[M](fetch: Fetch[M]) -> Result[list[M]]:
    """Everything of a list; ``LIST_TOO_LONG`` for more than ``MOST`` items."""
    found: list[M] = []
    start: StartKey | None = None
    while True:
        page = await fetch(_PAGE, start)
        if page.failed:
            return page.failure()
        found.extend(page.unwrap().items)
        start = page.unwrap().next_start
        if len(found) > MOST or (len(found) == MOST and start is not None):
            return Result.fail("the list is too long for this; narrow it", ErrorCode.LIST_TOO_LONG, {"most": MOST})
        if start is None:
            return Result.ok(found)


async def page_of[M](
    fetch: Fetch[M],
    sorting: Sorting[M],
    wish: ListWish,
    limit: int,
    start: StartKey | None,
    keep: Keep[M] | None = None,
) -> Result[Slice[M]]:
    """A page of what is wished. ``LIST_TOO_LONG``, unless the whole list is wished for in the order of ids."""
    if keep is None and wish == ListWish():
        return await fetch(limit, start)
    whole = await read_whole(fetch)
    return whole.and_then(lambda items: cut(items, sorting, wish, limit, start, keep))


def cut[M](
    items: Iterable[M],
    sorting: Sorting[M],
    wish: ListWish,
    limit: int,
    start: StartKey | None,
    keep: Keep[M] | None = None,
) -> Result[Slice[M]]:
    """A page of ``items``, behind the place that ``start`` names: its item may be gone by now."""
    if start is not None and not {"key", "id"} <= start.keys():
        return Result.fail("the cursor does not belong to this list; begin again without it", ErrorCode.CURSOR_INVALID)
    wanted = (item for item in items if (keep is None or keep(item)) and _found(item, sorting, wish.q))
    placed = sorted(((_place(item, sorting, wish.sort), item) for item in wanted), key=_first, reverse=wish.descending)
    if start is not None:
        last = (start["key"], start["id"])
        placed = [each for each in placed if (each[0] < last if wish.descending else each[0] > last)]
    page = placed[:limit]
    following = None if len(placed) <= limit else {"key": page[-1][0][0], "id": page[-1][0][1]}
    return Result.ok(Slice(tuple(item for _, item in page), following))


def sort_key(text: str | None) -> str:
    """Text as people sort it: without case, numbers by their value, and what is missing after everything else."""
    if not text:
        return "1"
    return f"0{_DIGITS.sub(lambda number: number.group().zfill(12), text.casefold())}"[:_KEY_LENGTH]


type _Place = tuple[str, str]


def _place[M](item: M, sorting: Sorting[M], sort: str | None) -> _Place:
    return "" if sort is None else sort_key(sorting.keys[sort](item)), sorting.identify(item)


def _first[M](placed: tuple[_Place, M]) -> _Place:
    return placed[0]


def _found[M](item: M, sorting: Sorting[M], q: str | None) -> bool:
    return q is None or any(q.casefold() in (text or "").casefold() for text in sorting.searched(item))
