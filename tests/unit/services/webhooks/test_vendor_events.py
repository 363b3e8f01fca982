"""Events become reads: each record once, whatever the number and order of its events, and none is missed."""

import random
from datetime import timedelta

import pytest

from fieldledger.domain.connection import VendorName
from fieldledger.domain.hook_state import HookState
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncMode
from fieldledger.repositories.hook_states import DocumentHookStates
from fieldledger.result import ErrorCode, Result
from fieldledger.services.webhooks.vendor_events import COME_BACK, RUN_APART
from tests.builders import COMPANY
from tests.builders.webhooks import PROJECT, a_vendor_event
from tests.fakes.clock import MONDAY_MORNING
from tests.integration.flow.doubles import StepsDeadline
from tests.unit.services.webhooks.desk import Desk

pytestmark = pytest.mark.anyio

COSTS = SyncResource.PROCORE_DIRECT_COSTS
SECOND = timedelta(seconds=1)


@pytest.fixture
async def desk() -> Desk:
    office = Desk()
    office.clock.advance(60)
    await office.open()
    return office


async def test_many_events_of_one_record_are_one_read(desk: Desk) -> None:
    handled = await desk.handle(
        *(a_vendor_event(event_id=str(n), occurred_at=MONDAY_MORNING + n * SECOND) for n in range(5)),
        a_vendor_event(event_id="line", entity="direct cost line items", related=(("direct costs", "1234"),)),
        a_vendor_event(event_id="other", entity_id="99"),
    )

    assert desk.resync.reads == [(COSTS, "1234", PROJECT), (COSTS, "99", PROJECT)]
    assert (handled.tally.events, handled.tally.fresh, handled.tally.reads, handled.open) == (7, 7, 2, {})


async def test_a_repeated_event_and_a_late_one_cost_nothing(desk: Desk) -> None:
    event = a_vendor_event(occurred_at=MONDAY_MORNING + SECOND)
    await desk.handle_all([[event], [event], [a_vendor_event(event_id="late")]])

    assert len(desk.resync.reads) == 1


async def test_a_newer_event_is_read_again(desk: Desk) -> None:
    await desk.handle_all([[a_vendor_event()], [a_vendor_event(event_id="2", occurred_at=MONDAY_MORNING + SECOND)]])

    assert len(desk.resync.reads) == 2


async def test_an_event_from_a_wrong_future_does_not_hide_those_that_follow(desk: Desk) -> None:
    wrong = a_vendor_event(occurred_at=MONDAY_MORNING + timedelta(days=400))
    await desk.handle_all([[wrong], [a_vendor_event(event_id="2", occurred_at=desk.clock.now() + SECOND)]])

    assert len(desk.resync.reads) == 2


async def test_a_container_whose_clock_is_behind_does_not_take_a_mark_back(desk: Desk) -> None:
    await desk.handle(a_vendor_event(occurred_at=desk.clock.now() + SECOND))
    desk.clock.advance(-30)
    await desk.handle(a_vendor_event(event_id="2", occurred_at=MONDAY_MORNING + 90 * SECOND))
    await desk.handle(a_vendor_event(event_id="3", occurred_at=MONDAY_MORNING + 45 * SECOND))

    assert len(desk.resync.reads) == 2


async def test_events_that_a_run_has_already_brought_cost_nothing(desk: Desk) -> None:
    await desk.keep(a_mirrored())
    handled = await desk.handle(a_vendor_event(occurred_at=MONDAY_MORNING - SECOND))

    assert (desk.resync.reads, handled.tally.covered) == ([], 1)


@pytest.mark.parametrize(
    "change",
    [
        {"occurred_at": MONDAY_MORNING + SECOND},
        {"operation": "deleted"},
        {"entity": "direct cost line items", "entity_id": "5", "related": (("direct costs", "1234"),)},
    ],
)
async def test_a_later_change_a_deletion_and_a_line_item_are_read_all_the_same(
    change: dict[str, object], desk: Desk
) -> None:
    await desk.keep(a_mirrored())
    await desk.handle(a_vendor_event(**{"occurred_at": MONDAY_MORNING - SECOND, **change}))  # type: ignore[arg-type]

    assert desk.resync.reads == [(COSTS, "1234", PROJECT)]


async def test_our_own_echoes_are_dropped_by_app_and_by_service_user(desk: Desk) -> None:
    state = HookState(company_id=COMPANY, user_id="5001", application_id="app-1")
    (await DocumentHookStates(desk.store).save(state)).unwrap()
    handled = await desk.handle(
        a_vendor_event(event_id="app", application_id="app-1"),
        a_vendor_event(event_id="user", author_id="5001"),
        a_vendor_event(event_id="person", entity_id="7"),
    )

    assert (desk.resync.reads, handled.tally.echoes) == ([(COSTS, "7", PROJECT)], 2)


async def test_without_a_service_user_a_persons_changes_are_no_echo(desk: Desk) -> None:
    (await DocumentHookStates(desk.store).save(HookState(company_id=COMPANY, application_id="app-1"))).unwrap()
    await desk.handle(a_vendor_event(author_id=None), a_vendor_event(event_id="2", entity_id="7"))

    assert len(desk.resync.reads) == 2


async def test_events_of_an_account_that_nobody_holds_are_dropped_and_counted(desk: Desk) -> None:
    handled = await desk.handle(a_vendor_event(account_id="42"))

    assert (handled.tally.unheld, handled.open, desk.resync.reads) == (1, {}, [])


async def test_unknown_resources_are_counted(desk: Desk) -> None:
    handled = await desk.handle(a_vendor_event(entity="rfis"))

    assert (handled.tally.unknown, handled.open) == (1, {})


async def test_what_names_no_list_asks_for_one_run_however_many_events_there_are(desk: Desk) -> None:
    logs = [a_vendor_event(event_id=str(n), entity="daily logs", entity_id=str(n)) for n in range(20)]
    await desk.handle_all([logs, logs])

    assert desk.syncs.requested == [(COMPANY, SyncResource.PROCORE_DAILY_LOGS, SyncMode.INCREMENTAL, "webhook")]


async def test_runs_of_one_resource_are_kept_apart_and_hold_back_nothing_else(desk: Desk) -> None:
    await desk.handle(a_vendor_event(entity="daily logs"))
    later = a_vendor_event(event_id="2", entity="daily logs", occurred_at=MONDAY_MORNING + SECOND)
    handled = await desk.handle(later, a_vendor_event(event_id="3"))

    assert {event: (back.at - desk.clock.now(), back.waits) for event, back in handled.open.items()} == {
        "2": (RUN_APART, True)
    }
    assert len(desk.resync.reads) == 1
    desk.clock.advance(RUN_APART.total_seconds())
    await desk.handle_all([[later]])
    assert desk.syncs.resources == [SyncResource.PROCORE_DAILY_LOGS] * 2


async def test_a_relays_record_is_read_without_a_look_at_procores_hooks(desk: Desk) -> None:
    await desk.open(VendorName.FOUNDATION, "BLUESTEM")
    desk.store.calls.clear()
    await desk.handle(a_vendor_event(vendor=VendorName.FOUNDATION, account_id="BLUESTEM", entity="jobs", scope_id=None))

    assert desk.resync.reads == [(SyncResource.FOUNDATION_JOBS, "1234", None)]


async def test_a_scope_that_the_event_does_not_name_makes_a_run(desk: Desk) -> None:
    desk.resync.answers["1234"] = [Result.fail("a project is needed", ErrorCode.VALIDATION_FAILED)]
    handled = await desk.handle(a_vendor_event(scope_id=None))

    assert (desk.syncs.resources, handled.open) == ([COSTS], {})


async def test_out_of_budget_all_that_is_left_of_the_account_waits_for_the_same_moment(desk: Desk) -> None:
    until = desk.clock.now() + timedelta(minutes=9)
    desk.resync.answers["2"] = [out_of_budget(until.isoformat())]
    handled = await desk.handle(*(a_vendor_event(event_id=n, entity_id=n) for n in "123"))

    assert [record for _, record, _ in desk.resync.reads] == ["1", "2"]
    assert {event: (back.at, back.waits) for event, back in handled.open.items()} == {
        "2": (until, True),
        "3": (until, True),
    }


async def test_what_waited_is_read_later_and_what_was_read_is_not_read_again(desk: Desk) -> None:
    events = [a_vendor_event(event_id=n, entity_id=n) for n in "123"]
    desk.resync.answers["2"] = [out_of_budget((desk.clock.now() + SECOND).isoformat())]
    await desk.handle(*events)
    await desk.handle_all([events])

    assert sorted(record for _, record, _ in desk.resync.reads) == ["1", "2", "2", "3"]


@pytest.mark.parametrize("code", [ErrorCode.VENDOR_UNAVAILABLE, ErrorCode.STORE_UNAVAILABLE])
async def test_a_vendor_or_store_that_is_down_is_waited_for(code: ErrorCode, desk: Desk) -> None:
    desk.resync.answers["1234"] = [Result.fail("down", code)]
    handled = await desk.handle(a_vendor_event())

    assert handled.open["event-1"].waits
    assert handled.open["event-1"].at == desk.clock.now() + COME_BACK


async def test_a_failure_that_nobody_expected_comes_back_but_not_for_ever(desk: Desk) -> None:
    desk.resync.answers["1234"] = [Result.fail("broken", ErrorCode.VENDOR_ANSWER_UNREADABLE)]
    handled = await desk.handle(a_vendor_event(), a_vendor_event(event_id="2", entity_id="2"))

    assert not handled.open["event-1"].waits
    assert set(handled.open) == {"event-1"}, "the other record was read"


@pytest.mark.parametrize("code", [ErrorCode.VENDOR_SETUP_INCOMPLETE, ErrorCode.RECONNECT_REQUIRED, ErrorCode.NOT_FOUND])
async def test_what_no_repetition_mends_is_dropped_and_counted(code: ErrorCode, desk: Desk) -> None:
    desk.resync.answers["1234"] = [Result.fail("no", code)]
    handled = await desk.handle(a_vendor_event())

    assert (handled.tally.given_up, handled.open) == (1, {})


async def test_without_time_left_the_rest_comes_back_at_once(desk: Desk) -> None:
    events = [a_vendor_event(event_id=n, entity_id=n) for n in "123"]
    handled = await desk.handler.handle(VendorName.PROCORE, events[0].account_id, events, StepsDeadline(1))

    assert (len(desk.resync.reads), sorted(handled.open)) == (1, ["2", "3"])


@pytest.mark.parametrize("operation", ["get", "get_many", "put"])
async def test_a_store_that_fails_anywhere_loses_no_event(operation: str, desk: Desk) -> None:
    desk.store.fail_next(operation=operation)
    event = a_vendor_event()
    handled = await desk.handle(event)

    assert set(handled.open) == {"event-1"}
    await desk.handle_all([[event]])
    assert desk.resync.reads[-1] == (COSTS, "1234", PROJECT)


async def test_in_any_order_and_any_batches_every_record_is_read_after_its_last_change(desk: Desk) -> None:
    """The read that counts is one that was made when the newest event of the record was known."""
    rng = random.Random(7)
    last: dict[str, int] = {}
    events = []
    for place in range(300):
        record = str(rng.randrange(20))
        last[record] = place
        events.append(
            a_vendor_event(event_id=str(place), entity_id=record, occurred_at=MONDAY_MORNING + place * SECOND / 10)
        )
    told = events + rng.sample(events, 100)
    rng.shuffle(told)
    read_after: dict[str, bool] = {}
    while told:
        cut = rng.randrange(1, 30)
        batch, told = told[:cut], told[cut:]
        before = len(desk.resync.reads)
        assert (await desk.handle(*batch)).open == {}
        read = {record for _, record, _ in desk.resync.reads[before:]}
        for event in batch:
            if event.event_id == str(last[event.entity_id]):
                read_after[event.entity_id] = event.entity_id in read or read_after.get(event.entity_id, False)

    assert all(read_after.values())
    assert len(desk.resync.reads) < 200


def a_mirrored() -> MirrorRecord:
    """A direct cost as a run brought it, changed last on Monday morning."""
    return MirrorRecord(
        company_id=COMPANY,
        resource=COSTS,
        record_id="1234",
        scope_id=PROJECT,
        facts={},
        content_hash="h",
        source_updated_at=MONDAY_MORNING,
        written_at=MONDAY_MORNING,
    )


def out_of_budget(retry_at: str) -> Result[object]:
    return Result.fail("later", ErrorCode.BUDGET_EXHAUSTED, {"retry_at": retry_at})
