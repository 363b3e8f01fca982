"""Whatever dies or is lost, and whatever the books say by then: Procore ends up with the books' costs, each once."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

import httpx
import pytest

from fieldledger.clients.procore.models.direct_costs import DirectCostWrite
from fieldledger.repositories.documents import Write
from fieldledger.result import ErrorCode
from fieldledger.services.actuals.pushing import LEASE_SECONDS, JobPushed
from tests.builders import COMPANY
from tests.integration.actuals.world import CONCRETE, FORMS, World
from tests.integration.flow.doubles import Crash
from tests.integration.flow.wire import raising

HOURS: Final = "Labor of 2026-09 in QuickBooks"
END: Final = [
    ("Bill INV-1 in QuickBooks", "03-310", "S", "90.00"),
    ("Bill INV-3 in QuickBooks", "03-300", "S", "30.00"),
    (HOURS, "03-300", "L", "120.00"),
]
PATCH: Final = "PATCH .*direct_costs"
COMMITS: Final = 10
"""Writes of our own store while three costs are written for the first time."""


async def at_first(world: World) -> None:
    """Two bills and a month of hours."""
    await world.bill("1", ("400.00", CONCRETE))
    await world.bill("2", ("20.00", CONCRETE), ("5.00", FORMS))
    await world.hours("1", 60)


async def later(world: World) -> None:
    """One bill is corrected to another code, one is deleted, one is new; two hours more were worked."""
    await world.bill("1", ("90.00", FORMS))
    await world.no_bill("2")
    await world.bill("3", ("30.00", CONCRETE))
    await world.hours("2", 120)


async def until_done(world: World) -> None:
    """Whoever died holds the job until the lease is over; then somebody else comes, as often as it takes."""
    world.portal.clock.advance(seconds=LEASE_SECONDS + 1)
    for turn in range(4):
        done = await world.push(owner=f"container-{turn + 2}")
        if done.success and done.unwrap().complete and not done.unwrap().written:
            return
        world.portal.clock.advance(minutes=5)
    raise AssertionError("the job never comes to rest")


async def assert_all_there_once(world: World) -> None:
    assert await world.lines() == END
    origins = Counter(row["origin_id"] for row in await world.ours())
    lines = await world.portal.kept("direct_cost_line_items")
    origins.update(row["origin_id"] for row in lines if row.get("origin_id") and row["deleted_at"] is None)
    assert set(origins.values()) == {1}
    assert await world.pushed() == len(await world.ours())


def dying(after: int) -> Callable[[Sequence[Write]], None]:
    """Dies at the commit after so many."""
    left = [after]

    def hook(_writes: Sequence[Write]) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Crash

    return hook


@pytest.mark.parametrize("commit", range(COMMITS))
@pytest.mark.parametrize("moment", ["before_commit", "after_commit"])
async def test_a_worker_that_dies_at_any_write_of_its_own(world: World, moment: str, commit: int) -> None:
    await at_first(world)
    setattr(world.portal.store, moment, dying(commit))
    with pytest.raises(Crash):
        await world.push()
    setattr(world.portal.store, moment, None)
    await later(world)
    await until_done(world)
    await assert_all_there_once(world)


async def test_these_are_all_the_writes_there_are(world: World) -> None:
    """Otherwise the test above would leave some out."""
    await at_first(world)
    world.portal.store.before_commit = dying(COMMITS)
    assert (await world.push()).unwrap() == JobPushed(written=3)


type Loss = Callable[[World, str, int], None]


def dies_before(world: World, pattern: str, skip: int) -> None:
    world.portal.wire.on_request(pattern, raising(Crash()), skip=skip)


def dies_after(world: World, pattern: str, skip: int) -> None:
    world.portal.wire.on_answer(pattern, raising(Crash()), skip=skip)


def loses_every_answer(world: World, pattern: str, skip: int) -> None:
    """More often than a call is repeated."""
    for extra in range(6):
        world.portal.wire.on_answer(pattern, raising(httpx.ReadTimeout("lost")), skip=skip if extra == 0 else 0)


def never_arrives(world: World, pattern: str, skip: int) -> None:
    for extra in range(6):
        world.portal.wire.on_request(pattern, raising(httpx.ConnectError("lost")), skip=skip if extra == 0 else 0)


@pytest.mark.parametrize("loss", [dies_before, dies_after, loses_every_answer, never_arrives])
@pytest.mark.parametrize("request_number", [0, 1])
@pytest.mark.parametrize("second", [False, True])
async def test_a_request_or_its_answer_is_lost(world: World, loss: Loss, request_number: int, second: bool) -> None:
    """Of the headers (0) or of the lines (1), when costs are new or when they follow the books."""
    await at_first(world)
    if second:
        await world.push()
        await later(world)
    loss(world, PATCH, request_number)
    with suppress(Crash):
        assert (await world.push()).failed
    world.portal.wire.forget()
    if not second:
        await later(world)
    await until_done(world)
    await assert_all_there_once(world)


async def test_an_answer_that_breaks_off_is_asked_for_again(world: World) -> None:
    await at_first(world)
    await world.portal.fault("wrong_json", path="/line_items/sync")
    assert (await world.push()).failed
    await later(world)
    await until_done(world)
    await assert_all_there_once(world)


async def test_a_late_request_that_undoes_a_later_one_is_undone_by_the_next_night(world: World) -> None:
    late: list[httpx.Request] = []

    async def keep(request: httpx.Request) -> None:
        late.append(request)
        raise Crash

    await at_first(world)
    await world.push()
    await world.bill("1", ("95.00", CONCRETE))
    world.portal.wire.on_request("PATCH .*line_items/sync", keep)
    with pytest.raises(Crash):
        await world.push()
    await later(world)
    await until_done(world)
    answer = await world.portal.http.request(
        "PATCH", str(late[0].url), content=late[0].content, headers=dict(late[0].headers)
    )
    assert (answer.status_code, await world.lines() == END) == (200, False)

    world.portal.clock.advance(minutes=30)
    await world.read_procore()
    assert (await world.night()).written == 1
    await assert_all_there_once(world)


async def test_two_at_once_do_not_meet_at_procore(world: World) -> None:
    """The second one finds the first one's lease; nobody gets a 409."""
    await at_first(world)
    others: list[JobPushed] = []

    async def meanwhile(_request: httpx.Request) -> None:
        others.append((await world.push(owner="container-2")).unwrap())

    world.portal.wire.on_request(PATCH, meanwhile)
    assert (await world.push()).unwrap() == JobPushed(written=3)
    assert others == [JobPushed(busy=True)]


async def test_a_project_that_is_busy_with_a_request_of_others_is_asked_again(world: World) -> None:
    await at_first(world)
    theirs = DirectCostWrite(origin_id="theirs", direct_cost_type="expense")
    world.portal.hold.on = True
    first = asyncio.create_task(world.portal.api.direct_costs.sync(COMPANY, world.portal.project, [theirs]))
    await world.portal.hold.begun.wait()
    assert (await world.push()).error_code == ErrorCode.VENDOR_UNAVAILABLE
    world.portal.hold.end.set()
    await first
    await later(world)
    await until_done(world)
    await assert_all_there_once(world)


async def test_a_budget_that_is_used_up_names_the_time_to_come_back(world: World) -> None:
    await at_first(world)
    await world.portal.fault("throttle", path="/line_items/sync", code="hour")
    failed = await world.push()
    assert failed.error_code in {ErrorCode.VENDOR_THROTTLED, ErrorCode.BUDGET_EXHAUSTED}
    assert failed.retry_at is not None
    world.portal.clock.set(failed.retry_at)
    await later(world)
    await until_done(world)
    await assert_all_there_once(world)


async def test_a_store_that_does_not_answer_ends_the_push_and_loses_nothing(world: World) -> None:
    await at_first(world)
    world.portal.store.fail_next(1, operation="put")
    assert (await world.push()).error_code == ErrorCode.STORE_UNAVAILABLE
    await later(world)
    await until_done(world)
    await assert_all_there_once(world)


async def test_records_that_procore_locks_for_everybody_are_told(world: World) -> None:
    """Whether our own app may change what its origin id locks is not documented."""
    await at_first(world)
    await world.push()
    await world.portal.settings(lock_synced_records=True)
    await later(world)
    done = (await world.push()).unwrap()
    assert (done.refused > 0, ErrorCode.ACTUAL_REFUSED in await world.told()) == (True, True)
    await world.portal.settings(lock_synced_records=False)
    await until_done(world)
    await assert_all_there_once(world)
    assert ErrorCode.ACTUAL_REFUSED not in await world.told()
