"""moto behind ``direct_aws``, where it has its connection to AWS, as moto stands behind botocore's own clients."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from unittest import mock

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from moto.core.models import botocore_stubber

from fieldledger.runtime import direct_aws


class MotoConnection:
    """As much of ``HTTPSConnection`` as is used."""

    def __init__(self, host: str, port: int | None, timeout: float) -> None:
        del port, timeout
        self._host = host
        self.sock = object()
        self._answer: AWSResponse | None = None

    def request(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Let moto answer."""
        given = HTTPHeaders()
        for name, value in headers.items():
            given[name] = value
        asked = AWSPreparedRequest(method, f"https://{self._host}{path}", given, body, stream_output=False)
        self._answer = botocore_stubber("before-send", asked)

    def getresponse(self) -> "MotoAnswer":
        """What moto answered."""
        assert self._answer is not None
        return MotoAnswer(self._answer)

    def close(self) -> None:
        """Nothing is open."""


class MotoAnswer:
    """As much of ``HTTPResponse`` as is used."""

    def __init__(self, answer: AWSResponse) -> None:
        self.status: int = answer.status_code
        self._content: bytes = answer.content

    def read(self) -> bytes:
        """The whole body."""
        return self._content


@contextmanager
def moto_behind_direct_aws() -> Iterator[None]:
    """Within ``mock_aws``."""
    with mock.patch.object(direct_aws, "HTTPSConnection", MotoConnection):
        yield
