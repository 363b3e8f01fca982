"""One key, one request, one answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from pydantic import BaseModel

from fieldledger.http.idempotency import BUSY, Answer, Idempotency, KeyedCall
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.idempotency import KEEP, DocumentIdempotencyKeys
from fieldledger.result import ErrorCode, Result
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.support.log_lines import LogLines

pytestmark = pytest.mark.anyio


class Approve(BaseModel):
    """A request."""

    first_day: str = "2026-02-23"


class Outcome(BaseModel):
    """An answer."""

    approved: int
    remaining: int = 0


def a_call(
    *, key: str = "key-00001", company_id: str = "company-1", user_id: str = "user-1", first_day: str = "2026-02-23"
) -> KeyedCall:
    return KeyedCall(company_id, "approve_time_cards", key, user_id, Approve(first_day=first_day))


@dataclass
class Service:
    """Counts how often it really ran; ``answers`` come one after another, the last one for ever."""

    answers: list[Result[Outcome]]
    runs: int = 0

    async def __call__(self) -> Result[Outcome]:
        self.runs += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@dataclass
class Api:
    """The door under test on a store in memory."""

    store: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    clock: FakeClock = field(default_factory=FakeClock)

    async def run(self, call: KeyedCall, work: Callable[[], Awaitable[Result[Outcome]]]) -> Answer:
        door = Idempotency(DocumentIdempotencyKeys(self.store), self.clock)
        return await door.run(call, work, finished=lambda outcome: outcome.remaining == 0)


@pytest.fixture
def api() -> Api:
    return Api()


async def test_a_repeated_request_gets_the_first_answer_and_does_nothing(api: Api) -> None:
    service = Service([Result.ok(Outcome(approved=3)), Result.ok(Outcome(approved=0))])
    first, second = await api.run(a_call(), service), await api.run(a_call(), service)

    assert first.result.unwrap() == Outcome(approved=3)
    assert second.result.unwrap() == {"approved": 3, "remaining": 0}
    assert (first.replayed, second.replayed, service.runs) == (False, True, 1)


async def test_a_key_that_was_used_for_another_request_is_refused(api: Api) -> None:
    service = Service([Result.ok(Outcome(approved=3))])
    await api.run(a_call(), service)
    answer = await api.run(a_call(first_day="2026-03-02"), service)

    assert (answer.result.error_code, service.runs) == (ErrorCode.IDEMPOTENCY_KEY_REUSED, 1)


async def test_a_key_belongs_to_the_person_who_used_it(api: Api) -> None:
    service = Service([Result.ok(Outcome(approved=3))])
    await api.run(a_call(), service)

    answer = await api.run(a_call(user_id="user-2"), service)
    assert answer.result.error_code == ErrorCode.IDEMPOTENCY_KEY_REUSED


async def test_another_company_may_use_the_same_key(api: Api) -> None:
    service = Service([Result.ok(Outcome(approved=3)), Result.ok(Outcome(approved=4))])
    await api.run(a_call(), service)
    answer = await api.run(a_call(company_id="company-2"), service)

    assert (answer.result.unwrap(), answer.replayed) == (Outcome(approved=4), False)


async def test_a_second_request_while_the_first_runs_is_told_when_to_come_back(api: Api) -> None:
    inner: list[Answer] = []

    async def slow() -> Result[Outcome]:
        inner.append(await api.run(a_call(), Service([Result.ok(Outcome(approved=9))])))
        return Result.ok(Outcome(approved=3))

    outer = await api.run(a_call(), slow)

    assert inner[0].result.error_code == ErrorCode.IDEMPOTENCY_IN_PROGRESS
    assert inner[0].result.details["retry_at"] == "2026-03-02T13:01:00.000000Z"
    assert outer.result.unwrap() == Outcome(approved=3)


async def test_two_requests_that_claim_a_key_at_once_run_once(api: Api) -> None:
    service = Service([Result.ok(Outcome(approved=3))])

    async def faster(_writes: object) -> None:
        api.store.before_commit = None
        await api.run(a_call(), service)

    api.store.before_commit = faster
    answer = await api.run(a_call(), service)

    assert (answer.result.error_code, service.runs) == (ErrorCode.IDEMPOTENCY_IN_PROGRESS, 1)


async def test_a_crashed_run_frees_its_key_after_a_minute_and_not_before(api: Api) -> None:
    async def crash() -> Result[Outcome]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await api.run(a_call(), crash)
    service = Service([Result.ok(Outcome(approved=3))])
    api.clock.advance(BUSY.total_seconds() - 1)
    early = await api.run(a_call(), service)
    api.clock.advance(1)
    late = await api.run(a_call(), service)

    assert early.result.error_code == ErrorCode.IDEMPOTENCY_IN_PROGRESS
    assert (late.result.unwrap(), service.runs) == (Outcome(approved=3), 1)


@pytest.mark.parametrize(
    "code", [ErrorCode.STORE_UNAVAILABLE, ErrorCode.VERSION_CONFLICT, ErrorCode.INTERNAL, ErrorCode.RECONNECT_REQUIRED]
)
async def test_a_failure_that_may_pass_is_not_kept_and_frees_the_key_at_once(code: ErrorCode, api: Api) -> None:
    service = Service([Result.fail("not now", code), Result.ok(Outcome(approved=3))])
    first, second = await api.run(a_call(), service), await api.run(a_call(), service)

    assert (first.result.error_code, service.runs) == (code, 2)
    assert (second.result.unwrap(), second.replayed) == (Outcome(approved=3), False)


async def test_a_definite_failure_is_kept_with_its_details(api: Api) -> None:
    details = {"expected_minutes": 60, "actual_minutes": 90}
    service = Service([Result.fail("the time cards changed", ErrorCode.PERIOD_CHANGED, details)])
    await api.run(a_call(), service)
    answer = await api.run(a_call(), service)

    assert (answer.result.error_code, answer.result.error) == (ErrorCode.PERIOD_CHANGED, "the time cards changed")
    assert (answer.result.details, answer.replayed, service.runs) == (details, True, 1)


async def test_an_unfinished_success_is_not_kept_so_that_the_request_goes_on(api: Api) -> None:
    service = Service([Result.ok(Outcome(approved=1000, remaining=7)), Result.ok(Outcome(approved=7))])
    await api.run(a_call(), service)
    second, third = await api.run(a_call(), service), await api.run(a_call(), service)

    assert second.result.unwrap() == Outcome(approved=7)
    assert (third.replayed, service.runs) == (True, 2)


async def test_a_key_is_forgotten_after_a_day(api: Api) -> None:
    service = Service([Result.ok(Outcome(approved=3)), Result.ok(Outcome(approved=0))])
    await api.run(a_call(), service)
    api.clock.advance(KEEP.total_seconds())
    answer = await api.run(a_call(first_day="2026-03-02"), service)

    assert (answer.result.unwrap(), answer.replayed) == (Outcome(approved=0), False)


async def test_nothing_runs_while_keys_cannot_be_read_or_claimed(api: Api) -> None:
    service = Service([Result.ok(Outcome(approved=3))])
    api.store.fail_next(operation="get")
    unread = await api.run(a_call(), service)
    api.store.fail_next(operation="put")
    unclaimed = await api.run(a_call(), service)

    assert [unread.result.error_code, unclaimed.result.error_code] == [ErrorCode.STORE_UNAVAILABLE] * 2
    assert service.runs == 0


async def test_an_answer_that_cannot_be_kept_is_given_all_the_same(api: Api, logs: LogLines) -> None:
    async def work() -> Result[Outcome]:
        api.store.fail_next(operation="put")
        return Result.ok(Outcome(approved=3))

    answer = await api.run(a_call(), work)

    assert answer.result.unwrap() == Outcome(approved=3)
    assert logs.named("answer_not_stored")[0]["code"] == "STORE_UNAVAILABLE"


async def test_kept_answers_expire_by_themselves(api: Api) -> None:
    await api.run(a_call(), Service([Result.ok(Outcome(approved=3))]))

    [document] = api.store.documents(TableName.CONTROL)
    assert document.expires_at == api.clock.now() + KEEP
