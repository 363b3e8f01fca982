"""The shared rate budget of one vendor account."""

import asyncio
from datetime import timedelta
from random import Random

import pytest

from fieldledger.clients.rate_budget import MAX_WAIT_SECONDS, BudgetKey, RateBudget
from fieldledger.domain.rate_windows import Priority, Window
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
