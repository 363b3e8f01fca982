"""A worker's week that goes over in several import files, or in both ways, adds up as a whole (decision 0006)."""

import contextlib
import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest

from fieldledger.domain.foundation_export import ExportState
from fieldledger.repositories.told_weeks import DocumentToldWeeks
from tests.builders import COMPANY
from tests.integration.flow.doubles import Crash
from tests.integration.flow.foundation.world import FoundationWorld
from tests.integration.flow.simulated_raken import Record, a_card

FRIDAY = date(2026, 2, 27)
MONDAY = FRIDAY - timedelta(days=4)
THIRD = 1 / 3


@pytest.fixture(autouse=True)
async def _by_file(world: FoundationWorld) -> None:
    await world.set_mappings(time_cards="file")


def _day(back: int, hours: float = THIRD) -> Record:
    """A card of Rosa's week, ``back`` days before its Friday."""
    return a_card(f"c-{back}", day=FRIDAY - timedelta(days=back), hours=[(hours, "RT")])


async def _export(world: FoundationWorld) -> None:
    world.flow.clock.advance(121)
    (await world.write()).unwrap()


async def _in_files(world: FoundationWorld) -> Decimal:
    """Hours of all files together."""
    contents = [world.files.files[each.file_key].decode("ascii") for each in await world.exports() if each.controls]
    rows = [row for content in contents for row in csv.DictReader(io.StringIO(content))]
    return sum((Decimal(row["Hours"]) for row in rows), Decimal(0))


async def test_five_files_of_one_week_add_up_after_each_of_them(world: FoundationWorld) -> None:
    """Worked by hand: 20 minutes are 0.33 h, 40 are 0.67, 60 are 1.00, 80 are 1.33, 100 are 1.67."""
    told: list[str] = []
    for back in range(5):
        await world.approve(_day(back))
        await _export(world)
        told.append(str(await _in_files(world)))
    assert told == ["0.33", "0.67", "1.00", "1.33", "1.67"]


async def test_a_week_that_begins_over_rest_and_ends_in_a_file_adds_up(world: FoundationWorld) -> None:
    """40 minutes went over REST as 0.67, so that the 20 that make an hour have to be 0.33."""
    await world.set_mappings()
    await world.approve(_day(4), _day(3))
    (await world.write()).unwrap()
    await world.set_mappings(time_cards="file")
    await world.approve(_day(2))
    await _export(world)
    over_rest = Decimal(sum((await world.books.hours()).values())) / 100
    assert (over_rest, await _in_files(world)) == (Decimal("0.67"), Decimal("0.33"))


async def test_a_week_that_begins_in_a_file_and_ends_over_rest_adds_up(world: FoundationWorld) -> None:
    await world.approve(_day(4), _day(3))
    await _export(world)
    await world.set_mappings()
    await world.approve(_day(2))
    (await world.write()).unwrap()
    assert (await _in_files(world), sum((await world.books.hours()).values())) == (Decimal("0.67"), 33)


async def test_rows_of_several_postings_count_for_the_next_file_with_all_of_them(world: FoundationWorld) -> None:
    """Two cards of one day and code are one row: 20 and 20 minutes are 0.67, and 20 more make an hour."""
    twice = [a_card(f"c-{number}", hours=[(THIRD, "RT")]) for number in ("one", "two")]
    await world.approve(*twice)
    await _export(world)
    await world.approve(_day(1))
    await _export(world)
    first, second = sorted(await world.exports(), key=lambda export: export.created_at)
    assert first.controls is not None
    assert second.controls is not None
    assert (first.controls.rows, first.controls.quantity) == (1, Decimal("0.67"))
    assert second.controls.quantity == Decimal("0.33")


async def test_another_worker_and_another_week_begin_anew(world: FoundationWorld) -> None:
    await world.approve(_day(0))
    await _export(world)
    other = a_card("c-ben", worker="ben", hours=[(THIRD, "RT")])
    await world.approve(other, _day(7))
    await _export(world)
    assert await _in_files(world) == Decimal("0.99")


async def test_a_file_that_came_to_nothing_leaves_no_residue(world: FoundationWorld) -> None:
    """Its card changed before the file was made; the next file of the week is as if there had been none."""
    await world.approve(_day(4))
    world.flow.clock.advance(minutes=5)
    await world.contractor.jobsite.seed("timeCards", _day(4, hours=2 * THIRD))
    (await world.flow.sync()).unwrap()
    await _export(world)
    assert await _in_files(world) == 0
    [week] = (await DocumentToldWeeks(world.flow.store).of(COMPANY, [("rosa", MONDAY)])).unwrap()
    assert week.rows == {}
    await world.approve(_day(3))
    await _export(world)
    assert await _in_files(world) == Decimal("0.33")


@pytest.mark.parametrize("commits", range(1, 8))
@pytest.mark.parametrize("moment", ["before_commit", "after_commit"])
async def test_a_week_adds_up_wherever_the_second_file_was_interrupted(
    world: FoundationWorld, commits: int, moment: str
) -> None:
    await world.approve(_day(4), _day(3))
    await _export(world)
    await world.approve(_day(2), _day(1))
    world.flow.clock.advance(121)
    store, left = world.flow.store, [commits]

    def dies(_writes: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            setattr(store, moment, None)
            raise Crash

    setattr(store, moment, dies)
    with contextlib.suppress(Crash):
        await world.write()
    setattr(store, moment, None)
    world.flow.clock.advance(301)
    (await world.write()).unwrap()
    assert {export.state for export in await world.exports()} == {ExportState.RECORDED}
    assert await _in_files(world) == Decimal("1.33")
