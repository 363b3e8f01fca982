"""The worker of slices: what it pushes to Procore, what it reads from vendors, and which messages it deletes."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

import boto3
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext
from moto import mock_aws

from fieldledger.clients.sync_queue import SqsPushQueue
from fieldledger.domain.contract_payment import ContractPayments
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncState
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.contract_payments import DocumentContractPayments
from fieldledger.result import ErrorCode, Result
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.sqs_batch import BatchAnswer
from fieldledger.runtime.sqs_messages import SqsEvent, SqsRecord
from fieldledger.services.deadline import Deadline
from fieldledger.services.payments.procore_side import PaymentsAtProcore
from fieldledger.wiring.contract_payments import payment_push_over
from tests.builders import COMPANY, a_company
from tests.support.lambda_context import FakeLambdaContext
from tests.unit.functions.conftest import Backend

PUSH = {"company_id": COMPANY, "resource": SyncResource.PROCORE_CONTRACT_PAYMENTS.value, "push": True}
RUN = {"company_id": COMPANY, "resource": SyncResource.RAKEN_TIME_CARDS.value, "run_id": "run-1"}


@dataclass
class Parts:
    """What the function works with, noted in the order that it is asked."""

    pushed: Result[int] = field(default_factory=lambda: Result.ok(1))
    asked: list[tuple[str, str]] = field(default_factory=list)
    postponed: list[str] = field(default_factory=list)
    deadlines: list[bool] = field(default_factory=list)

    async def push(self, company_id: str, deadline: Deadline) -> Result[int]:
        """Pushing payments to Procore; notes whether there is time for a step."""
        self.asked.append(("push", company_id))
        self.deadlines.append(deadline.allows(70))
        return self.pushed

    async def carry_on(
        self, company_id: str, resource: SyncResource, run_id: str, deadline: Deadline
    ) -> Result[SyncState | None]:
        """The engine of syncs."""
        self.asked.append((resource, run_id))
        return Result.ok(None)

    async def postpone(self, receipt_handle: str, seconds: int) -> Result[None]:
        """The queue."""
        self.postponed.append(receipt_handle)
        return Result.ok(None)


@pytest.fixture
def parts() -> Parts:
    return Parts()


def _record(place: int, body: str) -> SqsRecord:
    return SqsRecord(
        messageId=f"m-{place}",
        receiptHandle=f"r-{place}",
        body=body,
        attributes={"ApproximateReceiveCount": "1"},
        messageAttributes={},
        eventSourceARN="arn:aws:sqs:us-east-1:123456789012:sync-slices",
    )


def _handled(
    backend: Backend, parts: Parts, *bodies: object, remaining_millis: int = 300_000, **others: object
) -> list[str]:
    """Ids of the messages that SQS has to keep."""
    mine: dict[str, object] = {
        "syncs": SimpleNamespace(engine=parts),
        "pushes": lambda: parts,
        "postponer": parts,
        "clock": lambda: backend.clock,
    }
    module = backend.function("workers/sync_slices", **(mine | others))
    handler = cast("Callable[[SqsEvent, LambdaContext], BatchAnswer]", module.lambda_handler)
    texts = [body if isinstance(body, str) else json.dumps(body) for body in bodies]
    records = [_record(place, text) for place, text in enumerate(texts)]
    answer = handler(SqsEvent(Records=records), FakeLambdaContext(remaining_millis=remaining_millis))
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_a_push_pushes_the_payments_of_its_company_and_reads_nothing(backend: Backend, parts: Parts) -> None:
    assert _handled(backend, parts, PUSH) == []
    assert (parts.asked, parts.deadlines) == ([("push", COMPANY)], [True])


def test_a_slice_is_carried_on_and_pushes_nothing(backend: Backend, parts: Parts) -> None:
    assert _handled(backend, parts, RUN, RUN | {"push": False}) == []
    assert parts.asked == [(SyncResource.RAKEN_TIME_CARDS, "run-1")] * 2


def test_pushes_and_slices_of_one_batch_are_done_in_their_order(backend: Backend, parts: Parts) -> None:
    other = PUSH | {"company_id": "company-2"}
    assert _handled(backend, parts, PUSH, RUN, other) == []
    assert parts.asked == [("push", COMPANY), (SyncResource.RAKEN_TIME_CARDS, "run-1"), ("push", "company-2")]


def test_a_push_that_fails_is_counted_and_left_to_the_sweep(
    backend: Backend, parts: Parts, capsys: pytest.CaptureFixture[str]
) -> None:
    parts.pushed = Result.fail("the store did not answer", ErrorCode.STORE_UNAVAILABLE)
    assert _handled(backend, parts, PUSH, RUN) == []
    assert parts.postponed == []
    assert parts.asked[-1] == (SyncResource.RAKEN_TIME_CARDS, "run-1")
    assert '"PaymentPushFailed":[1.0]' in capsys.readouterr().out


def test_a_push_that_succeeds_counts_no_failure(
    backend: Backend, parts: Parts, capsys: pytest.CaptureFixture[str]
) -> None:
    _handled(backend, parts, PUSH)
    assert "PaymentPushFailed" not in capsys.readouterr().out


def test_a_push_that_there_is_no_time_for_comes_back(backend: Backend, parts: Parts) -> None:
    assert _handled(backend, parts, PUSH, remaining_millis=79_000) == ["m-0"]
    assert parts.asked == []


@pytest.mark.parametrize(
    "body",
    ["{", PUSH | {"resource": "procore/nothing"}, PUSH | {"push": "perhaps"}, {"push": True}],
    ids=["no JSON", "no resource", "no truth", "no company"],
)
def test_a_message_that_is_none_stays_for_the_dead_letters_and_the_others_are_heeded(
    backend: Backend, parts: Parts, body: object
) -> None:
    assert _handled(backend, parts, body, PUSH) == ["m-0"]
    assert parts.asked == [("push", COMPANY)]


def test_what_the_sweep_sends_is_a_push(backend: Backend, parts: Parts) -> None:
    with mock_aws():
        sqs = boto3.client("sqs")
        url = sqs.create_queue(QueueName="sync-slices")["QueueUrl"]
        assert run(SqsPushQueue(lambda: sqs, url).wake("company-7", ["p-1", "p-2"], "now")).unwrap() == 1
        [message] = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert _handled(backend, parts, message["Body"]) == []
    assert parts.asked == [("push", "company-7")]


def test_what_is_due_is_done_with_once_its_message_came(backend: Backend, parts: Parts) -> None:
    """Of an invoice that is gone nothing can be pushed, so that Procore is not asked."""
    records = DocumentContractPayments(backend.store)
    backend.keep(DocumentCompanies(backend.store).save(a_company()))
    due = ContractPayments(company_id=COMPANY, invoice_id="procore-requisition-1", due_at=backend.clock.now(), asked=1)
    backend.keep(records.save(due))
    nowhere = cast("PaymentsAtProcore", object())  # whoever asks it fails the test
    push = payment_push_over(backend.store, nowhere, backend.clock)
    assert _handled(backend, parts, PUSH, pushes=lambda: push) == []
    assert run(records.find(COMPANY, due.invoice_id)).unwrap().due_at is None
    assert run(records.due(COMPANY, backend.clock.now())).unwrap() == []
