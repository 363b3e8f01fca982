"""The shared rate budget of one vendor account."""

import asyncio
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random

import pytest

from fieldledger.clients.rate_budget import MAX_WAIT_SECONDS, RateBudget
from fieldledger.domain.budget_key import BudgetKey
from fieldledger.domain.rate_budget import VendorReading
from fieldledger.domain.rate_windows import Limit, Period, Priority, Quota, Window
from fieldledger.repositories.budgets import DocumentBudgets
from fieldledger.result import ErrorCode
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore

KEY = BudgetKey("company-1", "quickbooks:1")
MINUTE = Window("minute", 40, 60)
SLOW = Window("slow", 2, 60)
ONE = {"minute": 1}


class NoJitter(Random):
    """Everybody comes back at the very moment they were told."""

    def random(self) -> float:
        return 0.0


@pytest.fixture
def store() -> InMemoryDocumentStore:
    return InMemoryDocumentStore()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def _container(store: InMemoryDocumentStore, clock: FakeClock, *windows: Window) -> RateBudget:
    return RateBudget(DocumentBudgets(store), windows or (MINUTE,), clock, NoJitter(), Priority.INTERACTIVE)


async def test_the_burst_passes_at_once_and_the_next_call_waits_its_turn(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    budget = _container(store, clock)
    for _ in range(MINUTE.burst):
        (await budget.take(KEY, ONE)).unwrap()
    assert clock.slept == []
    (await budget.take(KEY, ONE)).unwrap()
    assert sum(clock.slept) == pytest.approx(MINUTE.spacing / 1e6, abs=0.001)


async def test_a_wait_over_two_seconds_is_given_back_with_the_time(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    budget = _container(store, clock, SLOW)
    (await budget.take(KEY, {"slow": 1})).unwrap()
    refused = await budget.take(KEY, {"slow": 1})
    assert (refused.error_code, refused.details["outcome"]) == (ErrorCode.BUDGET_EXHAUSTED, "not_sent")
    assert refused.retry_at == clock.now() + timedelta(microseconds=SLOW.spacing, seconds=-MAX_WAIT_SECONDS)
    assert clock.slept == []


async def test_containers_share_one_budget(store: InMemoryDocumentStore, clock: FakeClock) -> None:
    containers = [_container(store, clock) for _ in range(4)]
    taken = await asyncio.gather(*(budget.take(KEY, ONE) for budget in containers * 5))
    granted = sum(1 for each in taken if each.success)
    passed = clock.now() - FakeClock().now()
    assert granted <= MINUTE.burst + passed.total_seconds() / (60 / 35) + 1
    assert all(each.success or each.error_code == ErrorCode.BUDGET_EXHAUSTED for each in taken)


async def test_no_call_waits_longer_than_it_may_however_many_compete(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    for _ in range(20):
        before = len(clock.slept)
        await _container(store, clock).take(KEY, ONE)
        assert sum(clock.slept[before:]) <= MAX_WAIT_SECONDS


async def test_a_container_that_is_behind_reads_again_before_it_takes(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    first, second = _container(store, clock), _container(store, clock)
    (await first.take(KEY, ONE)).unwrap()
    (await second.take(KEY, ONE)).unwrap()
    (await first.take(KEY, ONE)).unwrap()
    state = (await DocumentBudgets(store).find("company-1", "quickbooks:1")).unwrap()
    assert state is not None
    assert state.version == 3


async def test_endless_contention_ends_as_an_exhausted_budget(store: InMemoryDocumentStore, clock: FakeClock) -> None:
    store.fail_next(100, ErrorCode.VERSION_CONFLICT, operation="put")
    refused = await _container(store, clock).take(KEY, ONE)
    assert (refused.error_code, refused.details["reason"]) == (ErrorCode.BUDGET_EXHAUSTED, "contention")


async def test_a_store_that_is_down_grants_nothing(store: InMemoryDocumentStore, clock: FakeClock) -> None:
    store.fail_next()
    assert (await _container(store, clock).take(KEY, ONE)).error_code == ErrorCode.STORE_UNAVAILABLE


async def test_a_closed_account_is_closed_for_every_container(store: InMemoryDocumentStore, clock: FakeClock) -> None:
    warm = _container(store, clock)
    (await warm.take(KEY, ONE)).unwrap()
    until = clock.now() + timedelta(seconds=60)
    (await _container(store, clock).close(KEY, until)).unwrap()
    assert (await warm.take(KEY, ONE)).retry_at == until
    clock.advance(60)
    assert (await warm.take(KEY, ONE)).success


async def test_an_earlier_end_never_opens_a_closed_account(store: InMemoryDocumentStore, clock: FakeClock) -> None:
    budget, now = _container(store, clock), clock.now()
    for seconds in (60, 10):
        (await budget.close(KEY, now + timedelta(seconds=seconds))).unwrap()
    assert (await budget.take(KEY, ONE)).retry_at == now + timedelta(seconds=60)


async def test_accounts_do_not_share_a_budget(store: InMemoryDocumentStore, clock: FakeClock) -> None:
    budget = _container(store, clock, SLOW)
    (await budget.take(KEY, {"slow": 1})).unwrap()
    assert (await budget.take(BudgetKey("company-1", "quickbooks:2"), {"slow": 1})).success


FAST = Window("minute", 600, 60, Fraction(1, 100))


def _bulk(store: InMemoryDocumentStore, clock: FakeClock, *limits: Limit, seed: int = 1) -> RateBudget:
    return RateBudget(DocumentBudgets(store), limits or (FAST,), clock, Random(seed), Priority.SYNC)


async def test_a_busy_container_leases_blocks_so_that_few_calls_cost_a_write(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    budget = _bulk(store, clock)
    for _ in range(200):
        (await budget.take(KEY, ONE)).unwrap()
    assert store.calls.count("put") <= 20


async def test_a_lone_call_leases_nothing_it_does_not_need(store: InMemoryDocumentStore, clock: FakeClock) -> None:
    budget = _bulk(store, clock)
    for _ in range(5):
        (await budget.take(KEY, ONE)).unwrap()
        clock.advance(minutes=1)
    readout = (await budget.read_out(KEY)).unwrap()
    assert store.calls.count("put") == 5
    assert readout.limits[0].used <= 1


async def test_a_container_that_lets_its_slots_go_by_leases_fewer(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    budget = _bulk(store, clock)
    for _ in range(30):
        (await budget.take(KEY, ONE)).unwrap()
    for _ in range(10):
        clock.advance(3)
        (await budget.take(KEY, ONE)).unwrap()
    before = store.calls.count("put")
    clock.advance(3)
    (await budget.take(KEY, ONE)).unwrap()
    assert store.calls.count("put") == before + 1


async def test_slots_that_went_by_are_not_counted_as_metered_reads(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    reads = Quota("reads", 1_000, Period.MONTH)
    budget = _bulk(store, clock, FAST, reads)
    both = {"minute": 1, "reads": 1}
    for _ in range(40):
        (await budget.take(KEY, both)).unwrap()
    clock.advance(minutes=5)
    (await budget.take(KEY, both)).unwrap()
    used = {limit.name: limit.used for limit in (await budget.read_out(KEY)).unwrap().limits}
    assert used["reads"] == 41


async def test_bulk_work_leaves_a_part_of_a_quota_to_people(store: InMemoryDocumentStore, clock: FakeClock) -> None:
    reads = Quota("reads", 40, Period.MONTH)
    bulk = _bulk(store, clock, reads)
    while (taken := await bulk.take(KEY, {"reads": 1})).success:
        pass
    assert taken.retry_at is not None
    assert taken.retry_at >= datetime(2026, 4, 1, tzinfo=UTC)
    person = RateBudget(DocumentBudgets(store), (reads,), clock, NoJitter(), Priority.INTERACTIVE)
    assert [(await person.take(KEY, {"reads": 1})).success for _ in range(3)] == [True, True, False]


async def test_a_person_gets_through_while_bulk_work_takes_all_it_can(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    bulk = [_bulk(store, clock, seed=seed) for seed in range(4)]
    for _ in range(40):
        await asyncio.gather(*(budget.take(KEY, ONE) for budget in bulk))
    person = RateBudget(DocumentBudgets(store), (FAST,), clock, NoJitter(), Priority.INTERACTIVE)
    before = len(clock.slept)
    assert (await person.take(KEY, ONE)).success
    assert sum(clock.slept[before:]) <= MAX_WAIT_SECONDS


async def test_what_the_vendors_headers_say_wins(store: InMemoryDocumentStore, clock: FakeClock) -> None:
    budget = _container(store, clock)
    resets_at = clock.now() + timedelta(seconds=50)
    (await budget.heed(KEY, VendorReading("minute", 40, 0, resets_at))).unwrap()
    assert (await _container(store, clock).take(KEY, ONE)).retry_at == resets_at


async def test_headers_that_tell_nothing_new_cost_no_write(store: InMemoryDocumentStore, clock: FakeClock) -> None:
    budget = _container(store, clock)
    (await budget.take(KEY, ONE)).unwrap()
    writes = store.calls.count("put")
    (await budget.heed(KEY, VendorReading("minute", 40, 39, clock.now() + timedelta(seconds=50)))).unwrap()
    assert store.calls.count("put") == writes


async def test_a_small_remainder_is_left_to_people(store: InMemoryDocumentStore, clock: FakeClock) -> None:
    resets_at = clock.now() + timedelta(seconds=50)
    (await _container(store, clock).heed(KEY, VendorReading("minute", 40, 2, resets_at))).unwrap()
    assert (await _bulk(store, clock, MINUTE).take(KEY, ONE)).failed
    assert (await _container(store, clock).take(KEY, ONE)).success


async def test_a_limit_that_the_vendor_raised_is_used(store: InMemoryDocumentStore, clock: FakeClock) -> None:
    budget = _container(store, clock)
    reading = VendorReading("minute", 400, 399, clock.now() + timedelta(seconds=50))
    (await budget.heed(KEY, reading)).unwrap()
    for _ in range(MINUTE.burst + 1):
        (await budget.take(KEY, ONE)).unwrap()
    assert clock.slept == []
    assert (await budget.read_out(KEY)).unwrap().limits[0].limit == 400


async def test_the_read_out_says_what_is_used_left_and_when_it_resets(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    budget = _container(store, clock)
    for _ in range(3):
        (await budget.take(KEY, ONE)).unwrap()
        clock.advance(2)
    until = clock.now() + timedelta(minutes=9)
    (await _container(store, clock).close(KEY, until)).unwrap()
    readout = (await _container(store, clock).read_out(KEY)).unwrap()
    [minute] = readout.limits
    assert (minute.name, minute.limit, minute.used, minute.left) == ("minute", 40, 3, 37)
    assert minute.resets_at == FakeClock().now() + timedelta(minutes=1)
    assert readout.closed_until == until


async def test_the_read_out_of_an_untouched_account_is_empty(store: InMemoryDocumentStore, clock: FakeClock) -> None:
    readout = (await _container(store, clock).read_out(KEY)).unwrap()
    assert [(limit.used, limit.left) for limit in readout.limits] == [(0, 40)]
    assert readout.closed_until is None
