"""The circuit of a vendor account: open after failures in a row, probed by one call, closed when it works again."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from aws_lambda_powertools.utilities.circuit_breaker import base as machine
from aws_lambda_powertools.utilities.circuit_breaker.persistence import base as persistence

from fieldledger.clients.circuit_breaker import (
    FAILURES_TO_OPEN,
    OPEN_SECONDS,
    Attempt,
    PowertoolsCircuitBreaker,
    vendor_is_down,
)
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.domain.budget_key import BudgetKey
from fieldledger.result import ErrorCode, Result
from tests.fakes.circuits import InMemoryCircuits

WORKS: Result[VendorAnswer] = Result.ok(VendorAnswer(200, {}, b"{}"))
BREAKS: Result[VendorAnswer] = Result.ok(VendorAnswer(503, {}, b""))


class Time:
    """What Powertools takes for the system's clock."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """Stands still until moved."""
        return self.moment

    def pass_seconds(self, seconds: float) -> None:
        """Move on."""
        self.moment += timedelta(seconds=seconds)


class _Calendar:
    def __init__(self, time: Time) -> None:
        self.datetime = time


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    moved = Time()
    for module in (machine, persistence):
        monkeypatch.setattr(module, "dt", _Calendar(moved))
    return moved


@pytest.fixture
def key() -> BudgetKey:
    """An account of its own: failures are counted per container, and a test run is one."""
    return BudgetKey("company-1", f"quickbooks:{uuid.uuid4()}")


class Container:
    """A breaker and the calls that it let through."""

    def __init__(self, circuits: InMemoryCircuits) -> None:
        self._breaker = PowertoolsCircuitBreaker(lambda _company_id: circuits)
        self.tried = 0

    async def call(self, key: BudgetKey, answer: Result[VendorAnswer]) -> Result[VendorAnswer]:
        return await self._breaker.call(key, self._attempt(answer))

    def _attempt(self, answer: Result[VendorAnswer]) -> Attempt:
        async def attempt() -> Result[VendorAnswer]:
            self.tried += 1
            return answer

        return attempt


async def _opened(container: Container, key: BudgetKey) -> None:
    for _ in range(FAILURES_TO_OPEN):
        assert (await container.call(key, BREAKS)) == BREAKS


@pytest.mark.usefixtures("time")
async def test_an_answer_passes_through_untouched(key: BudgetKey) -> None:
    assert await Container(InMemoryCircuits()).call(key, WORKS) is WORKS


async def test_after_failures_in_a_row_nothing_is_tried_by_anybody(time: Time, key: BudgetKey) -> None:
    circuits = InMemoryCircuits()
    await _opened(Container(circuits), key)
    other = Container(circuits)
    refused = await other.call(key, WORKS)
    assert (refused.error_code, refused.details["outcome"]) == (ErrorCode.VENDOR_CIRCUIT_OPEN, "not_sent")
    assert refused.retry_at == time.now() + timedelta(seconds=OPEN_SECONDS)
    assert other.tried == 0


async def test_one_good_probe_closes_the_circuit_again(time: Time, key: BudgetKey) -> None:
    container = Container(InMemoryCircuits())
    await _opened(container, key)
    time.pass_seconds(OPEN_SECONDS)
    assert await container.call(key, WORKS) is WORKS
    assert await container.call(key, WORKS) is WORKS


async def test_a_bad_probe_opens_it_for_another_while(time: Time, key: BudgetKey) -> None:
    container = Container(InMemoryCircuits())
    await _opened(container, key)
    time.pass_seconds(OPEN_SECONDS)
    assert await container.call(key, BREAKS) == BREAKS
    assert (await container.call(key, WORKS)).error_code == ErrorCode.VENDOR_CIRCUIT_OPEN


@pytest.mark.usefixtures("time")
async def test_failures_with_a_success_between_them_open_nothing(key: BudgetKey) -> None:
    container = Container(InMemoryCircuits())
    for _ in range(3):
        for _ in range(FAILURES_TO_OPEN - 1):
            await container.call(key, BREAKS)
        assert await container.call(key, WORKS) is WORKS


@pytest.mark.usefixtures("time")
async def test_accounts_have_circuits_of_their_own(key: BudgetKey) -> None:
    circuits = InMemoryCircuits()
    container = Container(circuits)
    await _opened(container, key)
    assert await container.call(BudgetKey("company-1", f"{key.account}-other"), WORKS) is WORKS


@pytest.mark.usefixtures("time")
async def test_the_store_is_read_seldom_and_written_only_when_the_circuit_changes(key: BudgetKey) -> None:
    circuits = InMemoryCircuits()
    container = Container(circuits)
    for _ in range(50):
        await container.call(key, WORKS)
    assert circuits.reads == 1
    assert circuits.records == {}


@pytest.mark.parametrize(
    ("answered", "down"),
    [
        (Result.ok(VendorAnswer(500, {}, b"")), True),
        (Result.ok(VendorAnswer(429, {}, b"")), False),
        (Result.ok(VendorAnswer(401, {}, b"")), False),
        (Result.fail("silent", ErrorCode.VENDOR_TIMEOUT, {"cause": "ReadTimeout"}), True),
        (Result.fail("budget", ErrorCode.BUDGET_EXHAUSTED), False),
        (Result.fail("too late", ErrorCode.VENDOR_UNAVAILABLE), False),
    ],
)
def test_only_a_vendor_that_fails_or_is_silent_is_down(answered: Result[VendorAnswer], down: bool) -> None:
    assert vendor_is_down(answered) is down
