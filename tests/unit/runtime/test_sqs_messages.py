"""Putting messages off on SQS itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from fieldledger.result import ErrorCode
from fieldledger.runtime import aws
from fieldledger.runtime.sqs_messages import SqsPostponer

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

pytestmark = pytest.mark.anyio


@pytest.fixture
def sqs() -> "Iterator[SQSClient]":
    with mock_aws():
        yield boto3.client("sqs")


async def test_a_message_that_is_put_off_for_no_time_can_be_received_again(sqs: "SQSClient") -> None:
    url = sqs.create_queue(QueueName="events", Attributes={"VisibilityTimeout": "600"})["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="{}")
    [message] = sqs.receive_message(QueueUrl=url)["Messages"]
    hidden = sqs.receive_message(QueueUrl=url).get("Messages", [])

    put_off = await SqsPostponer(lambda: sqs, url).postpone(message["ReceiptHandle"], 0)

    assert (put_off.success, hidden) == (True, [])
    assert len(sqs.receive_message(QueueUrl=url)["Messages"]) == 1


async def test_a_queue_that_does_not_answer_is_a_result_and_no_exception(sqs: "SQSClient") -> None:
    put_off = await SqsPostponer(lambda: sqs, "https://sqs.us-east-1.amazonaws.com/1/absent").postpone("r", 60)

    assert put_off.error_code == ErrorCode.QUEUE_UNAVAILABLE


def test_clients_are_made_once_per_container() -> None:
    clients = (aws.sqs, aws.kms, aws.secrets_manager)

    assert [client() is client() for client in clients] == [True, True, True]
    assert [client().meta.service_model.service_name for client in clients] == ["sqs", "kms", "secretsmanager"]
