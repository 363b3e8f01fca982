"""A page of models, for list routes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from fieldledger.repositories.documents import Document, Page, StartKey
from fieldledger.result import Result


@dataclass(frozen=True, slots=True)
class Slice[M]:
    """``next_start`` is None on the last page."""

    items: tuple[M, ...]
    next_start: StartKey | None


type Fetch[M] = Callable[[int, StartKey | None], Awaitable[Result[Slice[M]]]]
"""Reads at most so many items from somewhere on."""


def to_slice[M](page: Result[Page], model: Callable[[Document], M]) -> Result[Slice[M]]:
    """A page of documents as a slice of models."""
    return page.map(lambda found: Slice(tuple(model(d) for d in found.documents), found.next_start))


async def every_item[M](read: Callable[[StartKey | None], Awaitable[Result[Slice[M]]]]) -> AsyncIterator[Result[M]]:
    """All items, page after page; a page that cannot be read is the last of what comes."""
    start: StartKey | None = None
    while True:
        page = await read(start)
        if page.failed:
            yield page.failure()
            return
        for item in page.unwrap().items:
            yield Result.ok(item)
        start = page.unwrap().next_start
        if start is None:
            return


async def all_items[M](read: Callable[[StartKey | None], Awaitable[Result[Slice[M]]]]) -> Result[list[M]]:
    """All items at once; fails with the first page that cannot be read."""
    found: list[M] = []
    start: StartKey | None = None
    while True:
        page = await read(start)
        if page.failed:
            return page.failure()
        found.extend(page.unwrap().items)
        start = page.unwrap().next_start
        if start is None:
            return Result.ok(found)


async def filtered[M](
    fetch: Fetch[M], show: Callable[[M], bool], limit: int, start: StartKey | None, rounds: int
) -> Result[Slice[M]]:
    """At most ``limit`` items that ``show`` lets through, of at most ``rounds`` reads.

    Where little fits, a page is short rather than slow: it may even be empty and still have a next one.
    """
    found: list[M] = []
    for _ in range(rounds):
        page = await fetch(limit - len(found), start)
        if page.failed:
            return page
        found.extend(filter(show, page.unwrap().items))
        start = page.unwrap().next_start
        if start is None or len(found) >= limit:
            break
    return Result.ok(Slice(tuple(found), start))
