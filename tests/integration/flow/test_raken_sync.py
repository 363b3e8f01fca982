"""The Raken sync against the simulated Raken: what it stores, what it skips, how it goes on after a stop."""

import asyncio
import json
from datetime import date, timedelta

import httpx
import pytest

from fieldledger.clients.raken import client as raken_client
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode
from tests.builders import COMPANY, WORK_DATE
from tests.integration.flow.doubles import Crash, StepsDeadline
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_raken import a_card, a_job, entries
from tests.integration.flow.wire import raising

PAGE = 5


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of five records, so that a handful of cards fills several."""
    monkeypatch.setattr(raken_client, "PAGE_SIZE", PAGE)


async def _cards(world: World) -> dict[str, TimeCard]:
    page = await DocumentTimeCards(world.flow.store).by_date(COMPANY, date(2025, 1, 1), date(2027, 1, 1), 10_000, None)
    return {card.time_card_id: card for card in page.unwrap().items}


def _balanced(counts: SyncCounts) -> bool:
    outcomes = counts.created + counts.updated + counts.unchanged + counts.deleted + counts.failed
    return counts.seen == outcomes


async def test_a_first_sync_brings_jobs_workers_and_cards(world: World) -> None:
    await world.jobsite.seed("timeCards", a_card("c-1"), a_card("c-2", approved=False))
    counts = (await world.flow.sync()).unwrap()
    assert (counts.seen, counts.created, _balanced(counts)) == (7, 7, True)
    cards = await _cards(world)
    assert (cards["c-1"].status, cards["c-2"].status) == (TimeCardStatus.READY, TimeCardStatus.UNAPPROVED)
    assert cards["c-1"].work_date == WORK_DATE


async def test_a_sync_over_unchanged_data_writes_nothing_but_its_checkpoints(world: World) -> None:
    await world.jobsite.seed("timeCards", a_card("c-1"), a_card("c-2"))
    (await world.flow.sync()).unwrap()
    before = world.flow.store.documents(TableName.RECORDS)
    world.flow.clock.advance(minutes=5)
    counts = (await world.flow.sync()).unwrap()
    assert world.flow.store.documents(TableName.RECORDS) == before
    assert (counts.seen, counts.unchanged, _balanced(counts)) == (7, 7, True)


async def test_a_changed_card_is_updated(world: World) -> None:
    await world.jobsite.seed("timeCards", a_card("c-1"), a_card("c-2"))
    (await world.flow.sync()).unwrap()
    world.flow.clock.advance(minutes=15)
    await world.jobsite.change("timeCards", "c-1", timeEntries=entries([(6.5, "RT")]))
    counts = (await world.flow.sync()).unwrap()
    assert (counts.updated, counts.created) == (1, 0)
    assert str((await _cards(world))["c-1"].total_hours) == "6.5"


async def test_a_deleted_card_is_kept_as_deleted_and_comes_back_when_it_reappears(world: World) -> None:
    await world.jobsite.seed("timeCards", a_card("c-1"))
    (await world.flow.sync()).unwrap()
    world.flow.clock.advance(minutes=15)
    await world.jobsite.delete_card("c-1")
    assert (await world.flow.sync()).unwrap().deleted == 1
    assert (await _cards(world))["c-1"].status is TimeCardStatus.DELETED
    assert (await world.flow.approve()).time_cards == 0
    world.flow.clock.advance(minutes=5)
    await world.jobsite.reappear("c-1")
    (await world.flow.sync()).unwrap()
    assert (await _cards(world))["c-1"].status is TimeCardStatus.READY


async def test_a_card_that_was_unlocked_in_raken_is_no_longer_ready(world: World) -> None:
    await world.jobsite.seed("timeCards", a_card("c-1"))
    (await world.flow.sync()).unwrap()
    world.flow.clock.advance(minutes=15)
    await world.jobsite.unapprove("c-1")
    (await world.flow.sync()).unwrap()
    outcome = await world.flow.approve()
    assert [skipped.code for skipped in outcome.skipped] == ["NOT_APPROVED_AT_SOURCE"]


async def test_a_malformed_card_is_counted_and_shown_and_the_others_are_stored(world: World) -> None:
    await world.jobsite.seed("timeCards", a_card("c-1"), a_card("c-2"), a_card("c-3"))
    damage = {"set": {"timeEntries": [{"hours": 30, "payType": {"code": "RT"}}]}}
    await world.jobsite.fault("malformed_item", "/api/timeCards", item=1, body=json.dumps(damage), count=50)
    counts = (await world.flow.sync()).unwrap()
    assert (counts.failed, _balanced(counts)) == (1, True)
    assert set(await _cards(world)) == {"c-1", "c-3"}
    [item] = (await world.flow.inbox()).values()
    assert (item.code, item.subject) == ("RECORD_MALFORMED", "raken_time_card:c-2")
    assert item.details["fields"] == "timeEntries.0.hours"


async def test_a_card_whose_hours_do_not_add_up_is_not_guessed_at(world: World) -> None:
    await world.jobsite.seed("timeCards", a_card("c-1") | {"totalHours": 9}, a_card("c-2"))
    assert (await world.flow.sync()).unwrap().failed == 1
    assert set(await _cards(world)) == {"c-2"}


async def test_months_are_read_in_windows_that_raken_allows(world: World) -> None:
    (await world.flow.sync()).unwrap()
    world.flow.clock.advance(days=100)
    await world.jobsite.seed("timeCards", a_card("c-1"))
    world.flow.clock.advance(days=35)
    await world.jobsite.seed("timeCards", a_card("c-2"))
    before = world.flow.wire.count("/timeCards$")
    counts = (await world.flow.sync()).unwrap()
    assert counts.created == 2
    windows, weeks = 2 * 5, 9
    assert world.flow.wire.count("/timeCards$") - before == windows + weeks


async def test_a_card_on_the_edge_of_two_runs_is_never_missed(world: World) -> None:
    for minute in range(40):
        await world.jobsite.seed("timeCards", a_card(f"c-{minute}", day=WORK_DATE - timedelta(days=minute % 9)))
        world.flow.clock.advance(59.9)
        if minute % 3 == 0:
            (await world.flow.sync()).unwrap()
    (await world.flow.sync()).unwrap()
    assert len(await _cards(world)) == 40


@pytest.mark.usefixtures("small_pages")
async def test_a_sync_that_ran_out_of_time_between_pages_goes_on_there(world: World) -> None:
    cards = [a_card(f"c-{n:02}", day=WORK_DATE - timedelta(days=n)) for n in range(17)]
    await world.jobsite.seed("timeCards", *cards)
    world.flow.clock.advance(minutes=1)
    calls = 0
    for _ in range(10):
        counts = (await world.flow.sync(deadline=StepsDeadline(2))).unwrap()
        calls += counts.calls
        world.flow.clock.advance(minutes=15)
    assert len(await _cards(world)) == 17


@pytest.mark.usefixtures("small_pages")
async def test_cards_of_long_ago_are_not_skipped_when_a_first_sync_goes_on_later(world: World) -> None:
    """The look-back of a first sync must not move while its pages are read."""
    now = world.flow.clock.now()
    edge = now - timedelta(days=62)
    for n in range(12):
        changed = (edge + timedelta(minutes=1 + n)).strftime("%Y-%m-%dT%H:%M:%SZ")
        await world.jobsite.seed("timeCards", a_card(f"c-{n:02}", day=edge.date()) | {"updatedAt": changed})
    (await world.flow.sync(deadline=StepsDeadline(1))).unwrap()
    world.flow.clock.advance(minutes=6)
    for _ in range(4):
        (await world.flow.sync()).unwrap()
        world.flow.clock.advance(minutes=15)
    assert len(await _cards(world)) == 12


@pytest.mark.usefixtures("small_pages")
async def test_a_card_that_changes_while_pages_are_read_does_not_hide_another_one(world: World) -> None:
    """A changed card leaves the window that is being read, and everything behind it moves up."""
    for n in range(12):
        await world.jobsite.seed("timeCards", a_card(f"c-{n:02}"))
        world.flow.clock.advance(1)
    world.flow.clock.advance(hours=2)

    async def somebody_edits(_request: httpx.Request) -> None:
        world.flow.clock.advance(1)
        await world.jobsite.change("timeCards", "c-00", timeEntries=entries([(5, "RT")]))

    # two windows of two feeds each lie before the one that holds the cards
    world.flow.wire.on_request("GET raken.test/api/timeCards", somebody_edits, skip=5)
    (await world.flow.sync()).unwrap()
    world.flow.clock.advance(minutes=15)
    (await world.flow.sync()).unwrap()
    assert len(await _cards(world)) == 12
    assert str((await _cards(world))["c-00"].total_hours) == "5"


@pytest.mark.usefixtures("small_pages")
async def test_a_sync_that_was_killed_between_pages_is_taken_over_when_its_lease_ends(world: World) -> None:
    await world.jobsite.seed("timeCards", *(a_card(f"c-{n:02}") for n in range(12)))
    world.flow.clock.advance(1)
    world.flow.wire.on_request("/timeCards$", raising(Crash()), skip=6)
    with pytest.raises(Crash):
        await world.flow.sync()
    assert (await world.flow.sync()).unwrap().created == 0
    world.flow.clock.advance(minutes=6)
    (await world.flow.sync()).unwrap()
    assert len(await _cards(world)) == 12


async def test_two_runs_at_once_are_one(world: World) -> None:
    await world.jobsite.seed("timeCards", a_card("c-1"))
    first, second = await asyncio.gather(world.flow.sync(), world.flow.sync())
    left = (await world.flow.sync()).unwrap()
    assert first.unwrap().created + second.unwrap().created + left.created == 6
    assert (await world.flow.sync()).unwrap().unchanged == 6


async def test_a_throttle_stops_the_run_until_the_time_it_names(world: World) -> None:
    await world.jobsite.settings(retry_after_seconds=20)
    await world.jobsite.seed("timeCards", a_card("c-1"))
    await world.jobsite.fault("throttle", "/api/timeCards")
    stopped = await world.flow.sync()
    assert stopped.error_code == ErrorCode.VENDOR_THROTTLED
    assert stopped.retry_at == world.flow.clock.now() + timedelta(seconds=20)
    calls = world.flow.wire.count("raken.test/api")
    assert (await world.flow.sync()).error_code == ErrorCode.BUDGET_EXHAUSTED
    assert world.flow.wire.count("raken.test/api") == calls
    world.flow.clock.advance(20)
    (await world.flow.sync()).unwrap()
    assert set(await _cards(world)) == {"c-1"}


async def test_a_used_up_quota_stops_everything_until_the_next_day(world: World) -> None:
    await world.jobsite.seed("timeCards", a_card("c-1"))
    await world.jobsite.fault("quota_exhausted", "/api/timeCards")
    stopped = await world.flow.sync()
    assert stopped.error_code == ErrorCode.VENDOR_QUOTA_EXHAUSTED
    assert stopped.retry_at == world.flow.clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(1)
    calls = world.flow.wire.count("raken.test/api")
    world.flow.clock.advance(hours=9)
    assert (await world.flow.sync()).error_code == ErrorCode.BUDGET_EXHAUSTED
    assert world.flow.wire.count("raken.test/api") == calls
    world.flow.clock.advance(hours=3)
    (await world.flow.sync()).unwrap()
    assert set(await _cards(world)) == {"c-1"}


async def test_our_own_budget_keeps_a_large_first_sync_within_rakens_rate(world: World) -> None:
    await world.jobsite.seed("projects", *(a_job(f"job-{n}", f"Job {n}", str(5000 + n)) for n in range(2500)))
    await world.jobsite.seed("timeCards", *(a_card(f"c-{n:05}") for n in range(2500)))
    world.flow.clock.advance(1)
    (await world.flow.sync()).unwrap()
    assert len(await _cards(world)) == 2500
    stats = (await world.jobsite.http.get("/_admin/stats")).json()
    assert {key: n for key, n in stats["companies"]["c-bluestem"]["calls"].items() if key != "admitted" and n} == {}


async def test_passing_trouble_is_repeated_and_costs_nothing(world: World) -> None:
    await world.jobsite.seed("timeCards", a_card("c-1"))
    await world.jobsite.fault("status", "/api/timeCards", status=502, count=2)
    (await world.flow.sync()).unwrap()
    assert set(await _cards(world)) == {"c-1"}


async def test_an_expired_token_is_refreshed_once_during_a_sync(world: World) -> None:
    await world.jobsite.admin("POST", "tokens/expire")
    (await world.flow.sync()).unwrap()
    stats = (await world.jobsite.http.get("/_admin/stats")).json()
    assert (stats["token_refreshes"], stats["token_refusals"]) == (1, 0)
