"""Calls of AWS without botocore's client: what arrives, what is repeated, what is raised."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from fieldledger.runtime import direct_aws
from fieldledger.runtime.aws_signing import Credentials
from fieldledger.runtime.direct_aws import SECRETS_MANAGER, SQS, DirectAws, DirectSecrets, DirectSqs
from tests.fakes.clock import FakeClock
from tests.support.moto_connection import moto_behind_direct_aws

HANG_UP = (0, b"")


@dataclass
class Aws:
    """Answers what it is told to, in turn, then ``{}``; ``connections`` names the ports that requests came from."""

    address: str = ""
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    connections: list[int] = field(default_factory=list)


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    with an_aws() as told:
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        monkeypatch.setenv("AWS_ENDPOINT_URL", told.address)
        yield told


@contextmanager
def an_aws() -> Iterator[Aws]:
    told = Aws()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            told.headers.append({name.lower(): value for name, value in self.headers.items()})
            told.bodies.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            told.connections.append(self.client_address[1])
            status, body = told.answers.pop(0) if told.answers else (200, b"{}")
            if (status, body) == HANG_UP:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    told.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Caller:
    """A service to call, and how long it paused between tries."""

    service: DirectAws
    pauses: list[float]


@pytest.fixture
def caller(aws: Aws) -> Iterator[Caller]:
    pauses: list[float] = []
    credentials = Credentials("AKID", "secret", "token")
    with closing(DirectAws(SQS, FakeClock(), Random(7), pauses.append, lambda: credentials)) as service:
        yield Caller(service, pauses)


def refused(code: str, status: int = 400) -> tuple[int, bytes]:
    return status, json.dumps({"__type": f"com.amazonaws.sqs#{code}", "message": "no"}).encode()


def test_a_call_says_its_operation_and_is_signed_for_its_service(aws: Aws, caller: Caller) -> None:
    aws.answers = [(200, b'{"Successful": []}')]
    answer = caller.service.call("SendMessageBatch", {"QueueUrl": "https://queue"})

    [headers] = aws.headers
    assert answer == {"Successful": []}
    assert aws.bodies == [{"QueueUrl": "https://queue"}]
    assert (headers["x-amz-target"], headers["content-type"]) == (
        "AmazonSQS.SendMessageBatch",
        "application/x-amz-json-1.0",
    )
    assert headers["x-amz-security-token"] == "token"
    assert "/us-east-1/sqs/aws4_request" in headers["authorization"]


@pytest.mark.parametrize("busy", [(503, b"<html>"), (500, b"{}"), refused("ThrottlingException"), HANG_UP])
def test_what_may_succeed_later_is_tried_three_times_with_pauses_between(
    aws: Aws, caller: Caller, busy: tuple[int, bytes]
) -> None:
    aws.answers = [busy, busy, (200, b'{"done": true}')]

    assert caller.service.call("SendMessageBatch", {}) == {"done": True}
    assert len(aws.bodies) == 3
    assert [0 < pause <= limit for pause, limit in zip(caller.pauses, (1, 2), strict=True)] == [True, True]


def test_an_aws_that_stays_busy_raises_what_botocore_raises(aws: Aws, caller: Caller) -> None:
    aws.answers = [(503, b"<html>")] * 4

    with pytest.raises(ClientError) as raised:
        caller.service.call("SendMessageBatch", {})
    assert (raised.value.response["Error"]["Code"], len(aws.bodies)) == ("503", 3)


def test_a_refusal_is_raised_with_its_code_and_not_repeated(aws: Aws, caller: Caller) -> None:
    aws.answers = [refused("QueueDoesNotExist")]

    with pytest.raises(ClientError, match=r"QueueDoesNotExist.*SendMessageBatch.*no") as raised:
        caller.service.call("SendMessageBatch", {})
    assert (raised.value.operation_name, len(aws.bodies)) == ("SendMessageBatch", 1)


def test_an_aws_that_cannot_be_reached_raises_what_botocore_raises(
    monkeypatch: pytest.MonkeyPatch, aws: Aws, caller: Caller
) -> None:
    aws.answers = [HANG_UP] * 3

    with pytest.raises(EndpointConnectionError, match="Could not connect"):
        caller.service.call("SendMessageBatch", {})


def test_one_connection_serves_all_calls(aws: Aws, caller: Caller) -> None:
    for _ in range(3):
        caller.service.call("SendMessageBatch", {})

    assert len(set(aws.connections)) == 1


def test_a_connection_that_was_closed_meanwhile_costs_no_try_and_no_pause(aws: Aws, caller: Caller) -> None:
    aws.answers = [(200, b"{}"), HANG_UP]
    for _ in range(2):
        caller.service.call("SendMessageBatch", {})

    assert (len(set(aws.connections)), caller.pauses) == (2, [])


def test_a_connection_that_was_not_used_for_long_is_not_used_again(
    monkeypatch: pytest.MonkeyPatch, aws: Aws, caller: Caller
) -> None:
    monkeypatch.setattr(direct_aws, "_KEPT_SECONDS", 0.0)
    for _ in range(2):
        caller.service.call("SendMessageBatch", {})

    assert len(set(aws.connections)) == 2


@pytest.mark.parametrize(
    ("environment", "host"),
    [
        ({"AWS_DEFAULT_REGION": "eu-west-1"}, "secretsmanager.eu-west-1.amazonaws.com"),
        ({"AWS_DEFAULT_REGION": "cn-north-1"}, "secretsmanager.cn-north-1.amazonaws.com.cn"),
        ({"AWS_ENDPOINT_URL": "https://all.example"}, "all.example"),
        (
            {"AWS_ENDPOINT_URL": "https://all.example", "AWS_ENDPOINT_URL_SECRETS_MANAGER": "https://own.example"},
            "own.example",
        ),
    ],
)
def test_the_endpoint_is_the_one_that_botocore_takes(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], host: str
) -> None:
    for name, value in {"AWS_DEFAULT_REGION": "us-east-1", **environment}.items():
        monkeypatch.setenv(name, value)
    region = environment.get("AWS_DEFAULT_REGION", "us-east-1")

    theirs = boto3.client("secretsmanager", region_name=region).meta.endpoint_url
    assert DirectAws(SECRETS_MANAGER)._endpoint.geturl() == theirs == f"https://{host}"


def test_credentials_are_the_roles_in_lambdas_environment(monkeypatch: pytest.MonkeyPatch, aws: Aws) -> None:
    for name, value in {"ACCESS_KEY_ID": "AKROLE", "SECRET_ACCESS_KEY": "s", "SESSION_TOKEN": "of-the-role"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    with closing(DirectAws(SQS)) as service:
        service.call("SendMessageBatch", {})

    [headers] = aws.headers
    assert "Credential=AKROLE/" in headers["authorization"]
    assert headers["x-amz-security-token"] == "of-the-role"


def test_without_credentials_in_the_environment_botocore_finds_them(
    monkeypatch: pytest.MonkeyPatch, aws: Aws, tmp_path: Any
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    profile = tmp_path / "credentials"
    profile.write_text("[default]\naws_access_key_id = AKFOUND\naws_secret_access_key = s\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(profile))
    direct_aws._chain.cache_clear()
    with closing(DirectAws(SQS)) as service:
        service.call("SendMessageBatch", {})
    direct_aws._chain.cache_clear()

    assert "Credential=AKFOUND/" in aws.headers[0]["authorization"]


def test_messages_and_secrets_go_to_and_fro_as_with_botocores_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws(), moto_behind_direct_aws():
        sqs, secrets = boto3.client("sqs"), boto3.client("secretsmanager")
        url = sqs.create_queue(QueueName="events")["QueueUrl"]
        secrets.create_secret(Name="keys", SecretString="hidden")
        attributes = {"correlation_id": {"DataType": "String", "StringValue": "request-1"}}
        entries: Sequence[Any] = [{"Id": "0", "MessageBody": "body é", "MessageAttributes": attributes}]
        sent = DirectSqs(DirectAws(SQS)).send_message_batch(QueueUrl=url, Entries=entries)
        read = DirectSecrets(DirectAws(SECRETS_MANAGER)).get_secret_value(SecretId="keys")
        [message] = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"]

        assert [each["Id"] for each in sent["Successful"]] == ["0"]
        assert (message["Body"], message["MessageAttributes"]["correlation_id"]["StringValue"]) == (
            "body é",
            "request-1",
        )
        assert read["SecretString"] == "hidden"
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            DirectSecrets(DirectAws(SECRETS_MANAGER)).get_secret_value(SecretId="absent")
