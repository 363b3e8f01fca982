"""Dead letters are shown where they lie, and sent back slowly, once."""

from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber

from local.errors import LocalStackError
from local.operations.dead_letters import OUTPUTS, SENT_BACK, DeadLetters
from tests.unit.local.operations.conftest import Stack
from tests.unit.template.sam_template import of_type, section, template

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

URL = "https://sqs.us-east-1.amazonaws.com/123456789012/fieldledger-dev-vendor-events-dead"
ARN = "arn:aws:sqs:us-east-1:123456789012:fieldledger-dev-vendor-events-dead"


class Moves:
    """SQS as it answers about one queue; nothing else may be called. moto cannot move messages."""

    def __init__(self, waiting: int, running: bool = False) -> None:
        self.client: SQSClient = boto3.client("sqs", region_name="us-east-1")
        self.stub = Stubber(self.client)
        asked = {"QueueUrl": URL, "AttributeNames": ["QueueArn", "ApproximateNumberOfMessages"]}
        attributes = {"QueueArn": ARN, "ApproximateNumberOfMessages": str(waiting)}
        self.stub.add_response("get_queue_attributes", {"Attributes": attributes}, asked)
        tasks = {"Results": [{"Status": "RUNNING" if running else "COMPLETED"}]}
        self.stub.add_response("list_message_move_tasks", tasks, {"SourceArn": ARN, "MaxResults": 1})

    def send_back(self) -> int:
        with self.stub:
            return DeadLetters(self.client, {"vendor-events": URL}).send_back("vendor-events")


def test_every_queue_is_shown_with_its_first_messages_which_stay(stack: Stack) -> None:
    for number in range(2):
        stack.sqs.send_message(QueueUrl=stack.queues["vendor-events"], MessageBody=f"event {number}")
    for _ in range(2):
        told = stack.operator("dead-letters")
        assert "     2  vendor-events" in told
        assert "event 0" in told
        assert "     0  sync-slices" in told


def test_messages_go_back_slowly() -> None:
    moves = Moves(waiting=3)
    moves.stub.add_response(
        "start_message_move_task", {"TaskHandle": "t"}, {"SourceArn": ARN, "MaxNumberOfMessagesPerSecond": 10}
    )
    assert moves.send_back() == 3
    moves.stub.assert_no_pending_responses()


def test_an_empty_queue_begins_nothing() -> None:
    assert Moves(waiting=0).send_back() == 0


def test_a_queue_that_is_being_emptied_is_not_emptied_twice() -> None:
    with pytest.raises(LocalStackError, match="already"):
        Moves(waiting=3, running=True).send_back()


def test_what_failed_of_a_schedule_cannot_be_sent_back(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        stack.operator("redrive", "schedules")
    assert "invalid choice" in capsys.readouterr().err


def test_every_queue_of_dead_letters_of_the_template_is_known_and_those_with_a_source_can_go_back() -> None:
    outputs = section(template(), "Outputs")
    queues = {str(section(outputs, output, "Value")["Ref"]) for output in OUTPUTS.values()}
    assert queues == {name for name in of_type("AWS::SQS::Queue") if "DeadLetter" in name}
    sources = [queue for queue in of_type("AWS::SQS::Queue").values() if "RedrivePolicy" in queue]
    assert len(SENT_BACK) == len(sources)
