"""What a run left behind, beside what was approved."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fieldledger.domain.posting import Operation, Posting, PostingState
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_quickbooks import Record
from tests.soak.scenario import Ending

UNFINISHED: Final = frozenset({PostingState.PENDING, PostingState.SEALED})
_ENTITIES: Final = ("TimeActivity", "Vendor", "Bill", "Invoice", "Customer")
_UNMARKED: Final = frozenset({"vendor", "customer"})
_MARKER: Final = re.compile(r"\[fl:[^\]]+\]")


@dataclass(frozen=True, slots=True)
class Expected:
    """How a scenario ends: what the books hold, the codes in the inbox, the errors of postings that wait for a person.

    Of the parked postings nothing may be in the books.
    """

    books: Mapping[str, int | Decimal]
    inbox: tuple[str, ...] = ()
    parked: tuple[str, ...] = ()


async def ending_of(expected: Expected, world: World) -> Ending:
    """Counts, amounts, markers, states and inbox."""
    ever = {name: await world.books.all(name) for name in _ENTITIES}
    rows = {name: [row for row in records if not row["deleted"]] for name, records in ever.items()}
    held = await _counted(world, rows)
    postings = await world.flow.postings()
    markers = _markers(row for records in rows.values() for row in records)
    entities = [name for name in expected.books if name in _ENTITIES]
    twice = [marker for marker, count in markers.items() if count > 1]
    known = _markers(row for records in ever.values() for row in records)
    missing = [posting.posting_id for posting in _in_the_books(postings) if not known[posting.marker]]
    problems = [f"{name} is {held[name]}, not {n}" for name, n in expected.books.items() if held[name] != n]
    problems.extend(f"twice in the books: {marker}" for marker in twice)
    parked = [posting.marker for posting in postings if posting.state is PostingState.PARKED]
    problems.extend(f"parked and in the books: {marker}" for marker in parked if markers[marker])
    problems.extend(f"posted and not in the books: {posting_id}" for posting_id in missing)
    problems.extend(await _left_behind(expected, world))
    too_many = sum(max(0, int(held[name] - expected.books[name])) for name in entities)
    too_few = sum(max(0, int(expected.books[name] - held[name])) for name in entities)
    return Ending(len(postings), max(too_many, len(twice)), max(too_few, len(missing)), tuple(problems))


async def _left_behind(expected: Expected, world: World) -> list[str]:
    postings = await world.flow.postings()
    left = Counter(posting.state for posting in postings if posting.state in UNFINISHED)
    parked = sorted(str(p.error and p.error.code) for p in postings if p.state is PostingState.PARKED)
    codes = sorted(item.code for item in (await world.flow.inbox()).values())
    problems = [f"left behind: {dict(left)}"] if left else []
    if parked != sorted(expected.parked):
        problems.append(f"parked: {parked}")
    if codes != sorted(expected.inbox):
        problems.append(f"inbox: {sorted(await world.flow.inbox())}")
    return problems


def _in_the_books(postings: Iterable[Posting]) -> list[Posting]:
    """Those whose own marker must be there: posted, not changed by a later one, and not found by a name."""
    posted = [posting for posting in postings if posting.state is PostingState.POSTED]
    changed = {posting.replaces for posting in posted}
    stays = [p for p in posted if p.operation is not Operation.REMOVE and p.posting_id not in changed]
    return [posting for posting in stays if posting.payload.kind not in _UNMARKED]


def _markers(rows: Iterable[Record]) -> Counter[str]:
    """In how many records each of our markers is."""
    return Counter(marker for row in rows for marker in set(_MARKER.findall(json.dumps(row))))


async def _counted(world: World, rows: Mapping[str, list[Record]]) -> Mapping[str, int | Decimal]:
    """What a bookkeeper would count."""
    found: dict[str, int | Decimal] = {"minutes": sum((await world.books.minutes()).values())}
    found |= {entity: len(records) for entity, records in rows.items()}
    found["billed"] = sum((Decimal(str(row["TotalAmt"])) for row in rows["Bill"]), Decimal(0))
    found["due"] = sum((Decimal(str(row["TotalAmt"])) for row in rows["Invoice"]), Decimal(0))
    return found
