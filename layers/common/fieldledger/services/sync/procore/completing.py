"""Rows that need a further call each: as many as the budget allows, the rest with the next page."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from fieldledger.clients.procore.paging import Pages, ProcorePage, all_pages
from fieldledger.clients.reading import MalformedRow
from fieldledger.result import Result
from fieldledger.services.sync.procore.phases import Place, following
from fieldledger.services.sync.source import SourcePage, SourceRow


@dataclass(frozen=True, slots=True)
class Completed:
    """Rows of one record, what of it could not be read, and the calls that it took."""

    rows: tuple[SourceRow, ...]
    malformed: tuple[MalformedRow, ...] = ()
    calls: int = 0


@dataclass(frozen=True, slots=True)
class WholeList[M: BaseModel]:
    """All rows of a list, those that cannot be read, and the calls that it took."""

    good: tuple[M, ...]
    malformed: tuple[MalformedRow, ...]
    calls: int


type Complete[M: BaseModel] = Callable[[M], Awaitable[Result[Completed]]]
# 50,000 rows: more lines or payments than any contract or project has.
_MOST_PAGES: Final = 50


async def whole_list[M: BaseModel](pages: Pages[M]) -> Result[WholeList[M]]:
    """Every page of a list that has to be whole."""
    calls = 0

    async def counted(number: int) -> Result[ProcorePage[M]]:
        nonlocal calls
        calls += 1
        return await pages(number)

    return (await all_pages(counted, _MOST_PAGES)).map(lambda rows: WholeList(rows.good, rows.malformed, calls))


async def completed[M: BaseModel](
    page: ProcorePage[M], place: Place, phases: Sequence[str], complete: Complete[M]
) -> Result[SourcePage]:
    """The page with its rows completed from ``place.done`` on.

    A call that fails after others succeeded ends the page early: what was read is kept, and the cursor leads to the
    rest. So a budget smaller than the page never makes the same calls again and again.
    """
    rows: list[SourceRow] = []
    malformed = list(page.rows.malformed) if place.done == 0 else []
    calls = 1
    for done, record in enumerate(page.rows.good[place.done :], start=place.done):
        read = await complete(record)
        if read.failed and done == place.done:
            return read.failure()
        if read.failed:
            rest = Place(place.phase, place.page, done).cursor
            return Result.ok(SourcePage(tuple(rows), tuple(malformed), rest, calls))
        found = read.unwrap()
        rows.extend(found.rows)
        malformed.extend(found.malformed)
        calls += found.calls
    return Result.ok(SourcePage(tuple(rows), tuple(malformed), following(place, page.next_page, phases), calls))
