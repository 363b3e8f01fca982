"""The sweep of every minute: whatever is due wakes its own worker, and nobody else's."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from fieldledger.domain.connection import ConnectionState
from fieldledger.domain.contract_payment import ContractPayments
from fieldledger.domain.posting import Posting, Target
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.contract_payments import DocumentContractPayments
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import ErrorCode, UnwrapError
from fieldledger.runtime import aws
from fieldledger.runtime.event_loop import run
from fieldledger.settings import load
from fieldledger.wiring import sweeping
from tests.builders import COMPANY, a_connection, a_posting
from tests.support.lambda_context import FakeLambdaContext
from tests.unit.functions.conftest import Backend

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

PUSH = {"company_id": COMPANY, "resource": "procore/contract_payments", "push": True}


@dataclass
class Sweep:
    """The function as it is wired, on queues in memory."""

    backend: Backend
    sqs: "SQSClient"
    queues: dict[str, str]

    def run(self) -> int:
        """How many wake-ups it counts."""
        settings = load(sweeping.SweepSettings)
        sweeps = sweeping.posting_sweeps(settings)
        module = self.backend.function("schedules/sweep_postings", sweeps=sweeps, clock=lambda: self.backend.clock)
        return int(module.lambda_handler({}, FakeLambdaContext())["companies"])

    def woken(self, name: str) -> list[dict[str, object]]:
        """What is in a queue; it is empty afterwards."""
        found: list[dict[str, object]] = []
        while messages := self.sqs.receive_message(QueueUrl=self.queues[name], MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                self.sqs.delete_message(QueueUrl=self.queues[name], ReceiptHandle=message["ReceiptHandle"])
                found.append(json.loads(message["Body"]))
        return found

    def all_woken(self) -> dict[str, list[str]]:
        """Companies that each worker is woken for."""
        return {name: sorted(str(each["company_id"]) for each in self.woken(name)) for name in self.queues}

    def owe(self, seconds_ago: float, invoice_id: str = "procore-requisition-1", company_id: str = COMPANY) -> None:
        """Payments that were to be pushed to Procore so long ago."""
        due_at = self.backend.clock.now() - timedelta(seconds=seconds_ago)
        due = ContractPayments(company_id=company_id, invoice_id=invoice_id, due_at=due_at)
        self.backend.keep(DocumentContractPayments(self.backend.store).save(due))

    def connect(self, state: ConnectionState) -> None:
        """The company's QuickBooks."""
        self.backend.keep(DocumentConnections(self.backend.store).save(a_connection(state=state)))

    def post(self, target: Target, seconds_ago: float) -> Posting:
        """A posting that was to be written so long ago."""
        due_at = self.backend.clock.now() - timedelta(seconds=seconds_ago)
        posting = a_posting(posting=f"p-{target}", not_before=due_at).model_copy(update={"target": target})
        run(self.backend.store.transact([DocumentPostings(self.backend.store).write(posting)])).unwrap()
        return posting


@pytest.fixture
def sweep(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sweep]:
    with mock_aws():
        sqs = boto3.client("sqs")
        queues = {
            "quickbooks": sqs.create_queue(QueueName="postings.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"],
            "foundation": sqs.create_queue(QueueName="foundation.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"],
            "procore": sqs.create_queue(QueueName="slices")["QueueUrl"],
        }
        monkeypatch.setenv("QUICKBOOKS_POSTINGS_QUEUE_URL", queues["quickbooks"])
        monkeypatch.setenv("FOUNDATION_POSTINGS_QUEUE_URL", queues["foundation"])
        monkeypatch.setenv("SYNC_SLICES_QUEUE_URL", queues["procore"])
        monkeypatch.setattr(aws, "sqs", lambda: sqs)
        monkeypatch.setattr(sweeping, "document_store", lambda _: backend.store)
        monkeypatch.setattr(sweeping, "clock", lambda: backend.clock)
        yield Sweep(backend, sqs, queues)


def test_payments_that_are_due_wake_the_worker_that_pushes_them_and_no_writer(sweep: Sweep) -> None:
    sweep.owe(61)
    assert sweep.run() == 1
    assert (sweep.woken("procore"), sweep.woken("quickbooks"), sweep.woken("foundation")) == ([PUSH], [], [])


@pytest.mark.parametrize("seconds_ago", [59, 0, -600])
def test_payments_that_their_own_wake_up_may_still_reach_are_left_to_it(sweep: Sweep, seconds_ago: float) -> None:
    sweep.owe(seconds_ago)
    assert sweep.run() == 0
    assert sweep.woken("procore") == []


def test_many_invoices_of_a_company_are_one_push_and_each_company_has_its_own(sweep: Sweep) -> None:
    for number in range(5):
        sweep.owe(61 + number, f"procore-requisition-{number}")
    sweep.owe(61, company_id="company-2")
    assert sweep.run() == 2
    assert sweep.all_woken() == {"quickbooks": [], "foundation": [], "procore": [COMPANY, "company-2"]}


def test_payments_that_are_done_with_wake_nobody(sweep: Sweep) -> None:
    sweep.owe(61)
    records = DocumentContractPayments(sweep.backend.store)
    held = run(records.find(COMPANY, "procore-requisition-1")).unwrap()
    sweep.backend.keep(records.save(held.model_copy(update={"due_at": None})))
    assert sweep.run() == 0
    assert sweep.woken("procore") == []


@pytest.mark.parametrize("target", ["quickbooks", "foundation"])
def test_postings_wake_the_writer_of_their_books_and_push_nothing(sweep: Sweep, target: Target) -> None:
    sweep.post(target, 61)
    assert sweep.run() == 1
    expected: dict[str, list[str]] = {"quickbooks": [], "foundation": [], "procore": []}
    assert sweep.all_woken() == expected | {target: [COMPANY]}


def test_a_company_with_work_of_every_kind_is_woken_for_each(sweep: Sweep) -> None:
    sweep.post("quickbooks", 61)
    sweep.post("foundation", 61)
    sweep.owe(61)
    assert sweep.run() == 3
    assert sweep.all_woken() == {"quickbooks": [COMPANY], "foundation": [COMPANY], "procore": [COMPANY]}


def test_the_alarm_reads_the_age_of_the_oldest_work_payments_among_it(
    sweep: Sweep, capsys: pytest.CaptureFixture[str]
) -> None:
    sweep.post("quickbooks", 90)
    sweep.owe(600)
    sweep.run()
    assert '"OldestPendingPostingSeconds":[600.0]' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("state", "age"),
    [
        (ConnectionState.RECONNECT_REQUIRED, "0.0"),
        (ConnectionState.CONNECTED, "900.0"),
        (ConnectionState.DISCONNECTED, "900.0"),
    ],
)
def test_what_waits_for_a_person_to_sign_in_at_the_vendor_again_does_not_age(
    sweep: Sweep, capsys: pytest.CaptureFixture[str], state: ConnectionState, age: str
) -> None:
    sweep.post("quickbooks", 900)
    sweep.connect(state)
    assert sweep.run() == 1
    assert f'"OldestPendingPostingSeconds":[{age}]' in capsys.readouterr().out


def test_the_oldest_work_behind_one_that_waits_for_a_sign_in_counts(
    sweep: Sweep, capsys: pytest.CaptureFixture[str]
) -> None:
    sweep.post("quickbooks", 900)
    sweep.connect(ConnectionState.RECONNECT_REQUIRED)
    sweep.owe(300, company_id="company-2")
    sweep.run()
    assert '"OldestPendingPostingSeconds":[300.0]' in capsys.readouterr().out


def test_a_push_that_cannot_be_asked_for_fails_the_invocation(sweep: Sweep) -> None:
    sweep.owe(61)
    sweep.sqs.delete_queue(QueueUrl=sweep.queues["procore"])
    with pytest.raises(UnwrapError, match=ErrorCode.QUEUE_UNAVAILABLE):
        sweep.run()
