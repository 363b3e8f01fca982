"""Lambda's Runtime API for one invocation: hands out one event, keeps what the function answers, then ends it."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

INVOCATION: Final = "8f5b2c1e-0000-4000-8000-000000000001"
_PREFIX: Final = "/2018-06-01/runtime"


@dataclass
class Invocation:
    """What the function did with its event; ``init_error`` and ``error`` are Lambda's own error documents.

    ``answered_at`` is of ``time.perf_counter``.
    """

    event: bytes
    seconds: int
    answers: list[Any] = field(default_factory=list)
    error: dict[str, Any] | None = None
    init_error: dict[str, Any] | None = None
    handed_out: int = 0
    answered_at: float | None = None


@contextmanager
def runtime_api(event: bytes, seconds: int) -> Iterator[tuple[str, Invocation]]:
    """An address for AWS_LAMBDA_RUNTIME_API and what arrives there; the second call for an event is refused.

    ``seconds`` is the function's timeout, which it learns as the deadline of its invocation.
    """
    invocation = Invocation(event, seconds)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(invocation))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}", invocation
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(invocation: Invocation) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            assert self.path == f"{_PREFIX}/invocation/next", self.path
            invocation.handed_out += 1
            if invocation.handed_out > 1:  # the function asks for more work: this one is over
                self._reply(HTTPStatus.GONE, b"{}")
                return
            self._reply(HTTPStatus.OK, invocation.event, _invocation_headers(invocation.seconds))

        def do_POST(self) -> None:
            document = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            match self.path.removeprefix(_PREFIX):
                case "/init/error":
                    invocation.init_error = document
                case path if path == f"/invocation/{INVOCATION}/error":
                    invocation.error = document
                case path if path == f"/invocation/{INVOCATION}/response":
                    invocation.answered_at = time.perf_counter()
                    invocation.answers.append(document)
                case path:
                    raise AssertionError(path)
            self._reply(HTTPStatus.ACCEPTED, b'{"status":"OK"}')

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Nothing on the terminal."""

        def _reply(self, status: HTTPStatus, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _invocation_headers(seconds: int) -> dict[str, str]:
    return {
        "Lambda-Runtime-Aws-Request-Id": INVOCATION,
        "Lambda-Runtime-Deadline-Ms": str(int((time.time() + seconds) * 1000)),
        "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:000000000000:function:fieldledger-local-test",
        "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0",
    }
