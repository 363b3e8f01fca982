"""A writer's worker: each company of a batch is written for once, and its last message says when to come back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from fieldledger.result import ErrorCode, Result
from fieldledger.runtime.deadline import Deadline
from fieldledger.runtime.sqs_batch import Done, Outcome, Retry
from fieldledger.runtime.sqs_messages import SqsMessage
from fieldledger.runtime.wake_ups import WakeUp, woken
from fieldledger.services.posting.writer import WriterReport
from tests.fakes.clock import FakeClock
from tests.fakes.lanes import Lanes

CLOCK = FakeClock()
DEADLINE = Deadline(lambda: 300_000)


class Writer:
    def __init__(self, **reports: Result[WriterReport]) -> None:
        self._reports = reports
        self.calls: list[tuple[str, tuple[str, ...]]] = []

    async def write(self, company_id: str, posting_ids: Sequence[str], deadline: Deadline) -> Result[WriterReport]:
        self.calls.append((company_id, tuple(posting_ids)))
        return self._reports.get(company_id, Result.ok(WriterReport()))


def _message(message_id: str, company_id: str, *posting_ids: str) -> SqsMessage[WakeUp]:
    body = WakeUp(company_id=company_id, posting_ids=list(posting_ids))
    return SqsMessage(message_id, "handle", body, company_id, 1, None)


async def _handled(writer: Writer, *messages: SqsMessage[WakeUp]) -> Mapping[str, Outcome]:
    return await woken(writer, Lanes(), CLOCK)(messages, DEADLINE)


async def test_the_messages_of_a_company_are_one_round() -> None:
    writer = Writer()
    outcomes = await _handled(writer, _message("1", "a", "p-1"), _message("2", "b"), _message("3", "a", "p-2"))
    assert sorted(writer.calls) == [("a", ("p-1", "p-2")), ("b", ())]
    assert outcomes == {"1": Done(), "2": Done(), "3": Done()}


async def test_only_the_last_message_comes_back() -> None:
    later = CLOCK.now() + timedelta(minutes=1)
    writer = Writer(a=Result.ok(WriterReport(again_at=later)))
    outcomes = await _handled(writer, _message("1", "a"), _message("2", "a"), _message("3", "b"))
    assert outcomes == {"1": Done(), "2": Retry(later), "3": Done()}


async def test_a_failure_of_one_company_is_not_another_s() -> None:
    writer = Writer(a=Result.fail("down", ErrorCode.STORE_UNAVAILABLE))
    outcomes = await _handled(writer, _message("1", "a"), _message("2", "b"))
    assert isinstance(outcomes["1"], Retry)
    assert isinstance(outcomes["1"].at, datetime)
    assert outcomes["2"] == Done()
