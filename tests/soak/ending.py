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
from tests.soak.scenarios import Scenario

UNFINISHED: Final = frozenset({PostingState.PENDING, PostingState.SEALED})
_ENTITIES: Final = ("TimeActivity", "Vendor", "Bill", "Invoice", "Customer")
_UNMARKED: Final = frozenset({"vendor", "customer"})
_MARKER: Final = re.compile(r"\[fl:[^\]]+\]")


@dataclass(frozen=True, slots=True)
class Ending:
    """``problems`` is empty if the books equal the approvals and all counts balance."""

    postings: int
    duplicates: int
    lost: int
    problems: tuple[str, ...]


async def ending_of(scenario: Scenario, world: World) -> Ending:
    """Counts, amounts, markers, states and inbox."""
    ever = {name: await world.books.all(name) for name in _ENTITIES}
    rows = {name: [row for row in records if not row["deleted"]] for name, records in ever.items()}
    held = await _counted(world, rows)
    postings = await world.flow.postings()
    markers = _markers(row for records in rows.values() for row in records)
    expected = scenario.books
    entities = [name for name in expected if name in _ENTITIES]
    twice = [marker for marker, count in markers.items() if count > 1]
    known = _markers(row for records in ever.values() for row in records)
    missing = [posting.posting_id for posting in _in_the_books(postings) if not known[posting.marker]]
    problems = [f"{name} is {held[name]}, not {expected[name]}" for name in expected if held[name] != expected[name]]
    problems.extend(f"twice in the books: {marker}" for marker in twice)
    problems.extend(f"posted and not in the books: {posting_id}" for posting_id in missing)
    problems.extend(await _left_behind(scenario, world))
    too_many = sum(max(0, int(held[name] - expected[name])) for name in entities)
    too_few = sum(max(0, int(expected[name] - held[name])) for name in entities)
    return Ending(len(postings), max(too_many, len(twice)), max(too_few, len(missing)), tuple(problems))


async def _left_behind(scenario: Scenario, world: World) -> list[str]:
    states = await world.flow.states()
    left = {state: count for state, count in states.items() if state in UNFINISHED | {PostingState.PARKED}}
    codes = sorted(item.code for item in (await world.flow.inbox()).values())
    problems = [f"left behind: {left}"] if left else []
    if codes != sorted(scenario.inbox):
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
