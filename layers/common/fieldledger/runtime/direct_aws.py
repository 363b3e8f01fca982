"""Calls of SQS and Secrets Manager as one signed POST each, without a client of botocore.

Both speak AWS's JSON protocol. botocore's client was two fifths of a webhook's cold start, most of it models and
endpoints that two operations do not need (docs/decisions/0029). What is the same as with botocore: where the endpoint
and the credentials come from on Lambda, time limits, repeats, and the exceptions that it raises.
"""

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from random import Random, SystemRandom
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import SplitResult, urlsplit

from fieldledger.domain.clock import Clock, SystemClock
from fieldledger.runtime.aws_signing import Credentials, Scope, signed

if TYPE_CHECKING:
    from botocore.credentials import Credentials as KeptCredentials
    from mypy_boto3_secretsmanager.type_defs import GetSecretValueResponseTypeDef
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef, SendMessageBatchResultTypeDef

TRIES: Final = 3
CONNECT_SECONDS: Final = 2.0
READ_SECONDS: Final = 10.0
# A connection that slept through a freeze of the container may be dead without knowing it.
_KEPT_SECONDS: Final = 20.0
_LONGEST_PAUSE_SECONDS: Final = 20.0
_BUSY: Final = frozenset(
    {
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
_THROTTLED: Final = frozenset(
    {
        "RequestThrottled",
        "RequestThrottledException",
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "TooManyRequestsException",
        "RequestLimitExceeded",
        "SlowDown",
    }
)


@dataclass(frozen=True, slots=True)
class Service:
    """``name`` is the one of hosts and signatures, ``target`` and ``version`` are the protocol's.

    ``variable`` is the end of the environment variable that names another endpoint.
    """

    name: str
    target: str
    version: str
    variable: str


SQS: Final = Service("sqs", "AmazonSQS", "1.0", "SQS")
SECRETS_MANAGER: Final = Service("secretsmanager", "secretsmanager", "1.1", "SECRETS_MANAGER")


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes

    @property
    def document(self) -> dict[str, object]:
        """Empty where the body is not the protocol's, as a load balancer's pages are not."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def error(self) -> str:
        """The code of an error; the status where there is none."""
        return str(self.document.get("__type", self.status)).rpartition("#")[2]

    @property
    def worth_repeating(self) -> bool:
        """Whether AWS may answer the next time."""
        return self.status in _BUSY or self.error in _THROTTLED


@dataclass(slots=True)
class _Kept:
    connection: HTTPConnection
    used_at: float


class DirectAws:
    """One service. Safe to call from several threads: each call has a connection to itself."""

    def __init__(
        self,
        service: Service,
        clock: Clock | None = None,
        random: Random | None = None,
        sleep: Callable[[float], None] = time.sleep,
        credentials: Callable[[], Credentials] | None = None,
    ) -> None:
        self._service = service
        self._region = os.environ["AWS_DEFAULT_REGION"]
        self._endpoint = _endpoint(service, self._region)
        self._clock = clock or SystemClock()
        self._random = random or SystemRandom()
        self._sleep = sleep
        self._credentials = credentials or _credentials
        self._kept: list[_Kept] = []

    def call(self, operation: str, request: Mapping[str, object]) -> dict[str, object]:
        """The answer of ``operation``; blocks. Raises ``ClientError`` or ``EndpointConnectionError`` of botocore.

        Tried three times in all where AWS cannot be reached, is busy or throttles: whatever is sent may arrive twice.
        """
        body = json.dumps(request, separators=(",", ":")).encode()
        answer = self._tried(operation, body)
        for turn in range(TRIES - 1):
            if answer is not None and not answer.worth_repeating:
                break
            self._sleep(min(self._random.random() * 2**turn, _LONGEST_PAUSE_SECONDS))
            answer = self._tried(operation, body)
        if answer is None:
            from botocore.exceptions import EndpointConnectionError  # noqa: PLC0415 - imported at the first failure

            raise EndpointConnectionError(endpoint_url=self._endpoint.geturl())
        if answer.status != HTTPStatus.OK:
            raise _refused(answer, operation)
        return answer.document

    def close(self) -> None:
        """Close what is kept open; a later call opens anew."""
        while self._kept:
            self._kept.pop().connection.close()

    def _tried(self, operation: str, body: bytes) -> _Answer | None:
        """One try; None where there was no answer. A connection that died since its last use is no try."""
        while (kept := self._reusable()) is not None:
            answer = self._exchanged(kept.connection, operation, body)
            if answer is not None:
                return answer
        return self._exchanged(self._new_connection(), operation, body)

    def _exchanged(self, connection: HTTPConnection, operation: str, body: bytes) -> _Answer | None:
        path = self._endpoint.path or "/"
        headers = self._headers(operation, path, body)
        try:
            if connection.sock is None:
                connection.connect()
                connection.sock.settimeout(READ_SECONDS)  # type: ignore[attr-defined]  # connected by now
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            answer = _Answer(response.status, response.read())
        except (OSError, HTTPException):
            connection.close()
            return None
        self._kept.append(_Kept(connection, time.monotonic()))
        return answer

    def _headers(self, operation: str, path: str, body: bytes) -> dict[str, str]:
        headers = {
            "content-type": f"application/x-amz-json-{self._service.version}",
            "host": self._endpoint.netloc,
            "x-amz-target": f"{self._service.target}.{operation}",
        }
        scope = Scope(self._region, self._service.name)
        return signed(headers, path, body, self._credentials(), scope, self._clock.now())

    def _reusable(self) -> _Kept | None:
        while self._kept:
            kept = self._kept.pop()
            if time.monotonic() - kept.used_at < _KEPT_SECONDS:
                return kept
            kept.connection.close()
        return None

    def _new_connection(self) -> HTTPConnection:
        kind = HTTPSConnection if self._endpoint.scheme == "https" else HTTPConnection
        return kind(self._endpoint.hostname or "", self._endpoint.port, timeout=CONNECT_SECONDS)


class DirectSqs:
    """What sending takes of botocore's client of SQS, under its names."""

    def __init__(self, aws: DirectAws) -> None:
        self._aws = aws

    def send_message_batch(
        self,
        *,
        QueueUrl: str,  # noqa: N803 - botocore's names
        Entries: "Sequence[SendMessageBatchRequestEntryTypeDef]",  # noqa: N803
    ) -> "SendMessageBatchResultTypeDef":
        """Ten messages at most; those that SQS did not take are listed under ``Failed``."""
        answer = self._aws.call("SendMessageBatch", {"QueueUrl": QueueUrl, "Entries": Entries})
        return cast("SendMessageBatchResultTypeDef", answer)


class DirectSecrets:
    """What reading takes of botocore's client of Secrets Manager, under its names."""

    def __init__(self, aws: DirectAws) -> None:
        self._aws = aws

    def get_secret_value(self, *, SecretId: str) -> "GetSecretValueResponseTypeDef":  # noqa: N803 - botocore's names
        """The current version."""
        return cast("GetSecretValueResponseTypeDef", self._aws.call("GetSecretValue", {"SecretId": SecretId}))


def _refused(answer: _Answer, operation: str) -> Exception:
    from botocore.exceptions import ClientError  # noqa: PLC0415 - imported at the first failure

    message = answer.document.get("message", answer.document.get("Message", ""))
    return ClientError({"Error": {"Code": answer.error, "Message": str(message)}}, operation)


def _endpoint(service: Service, region: str) -> SplitResult:
    """The service's own variable, then the one of all services (both as botocore reads them), then AWS's host."""
    told = os.environ.get(f"AWS_ENDPOINT_URL_{service.variable}") or os.environ.get("AWS_ENDPOINT_URL")
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return urlsplit(told or f"https://{service.name}.{region}.{suffix}")


def _credentials() -> Credentials:
    """Those of the role in Lambda's environment; where it has none (SnapStart), what botocore finds and renews."""
    key, secret = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    if key and secret:
        return Credentials(key, secret, os.environ.get("AWS_SESSION_TOKEN") or None)
    current = _chain().get_frozen_credentials()
    return Credentials(str(current.access_key), str(current.secret_key), current.token)


@cache
def _chain() -> "KeptCredentials":
    from botocore.exceptions import NoCredentialsError  # noqa: PLC0415 - only without variables
    from botocore.session import get_session  # noqa: PLC0415 - only without variables

    found = get_session().get_credentials()
    if found is None:
        raise NoCredentialsError
    return found
