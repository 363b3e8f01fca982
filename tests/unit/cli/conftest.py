"""An API in memory, and the command line in front of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import httpx
import pytest
from rich.console import Console
from typer.testing import CliRunner

from cli.app import app
from cli.context import Context
from cli.problems import CliProblem
from cli.session import Session, Sessions

URL = "https://api.example.com"

type Answer = Callable[[httpx.Request], httpx.Response]


def envelope(data: object, next_cursor: str | None = None) -> httpx.Response:
    """A success."""
    meta = {"request_id": "r-1", "pagination": {"limit": 100, "count": 1, "next_cursor": next_cursor}}
    return httpx.Response(200, json={"success": True, "data": data, "error": None, "meta": meta})


def refusal(code: str, status: int = 422, **details: object) -> httpx.Response:
    """An error in the envelope."""
    error = {"code": code, "message": "no", "details": details}
    meta = {"request_id": "r-1", "pagination": None}
    return httpx.Response(status, json={"success": False, "data": None, "error": error, "meta": meta})


@dataclass
class FakeApi:
    """Answers by method and path, in the order in which answers were laid out; the last one stays."""

    answers: dict[str, list[httpx.Response]] = field(default_factory=dict)
    requests: list[httpx.Request] = field(default_factory=list)

    def on(self, route: str, *answers: httpx.Response) -> None:
        self.answers[route] = list(answers)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        left = self.answers[f"{request.method} {request.url.path}"]
        return left.pop(0) if len(left) > 1 else left[0]

    def sent(self, number: int = -1) -> dict[str, object]:
        """The body of a request."""
        body: dict[str, object] = json.loads(self.requests[number].content)
        return body


@dataclass
class Terminal:
    """What a command printed, how it ended, and what it told of a problem."""

    api: FakeApi
    sessions: Sessions

    def run(self, *arguments: str, typed: str = "") -> tuple[int, str]:
        """Exit code and output."""
        out = StringIO()
        with httpx.Client(transport=httpx.MockTransport(self.api)) as http:
            context = Context(self.sessions, http, Console(file=out, width=200), pause_seconds=0)
            ended = CliRunner().invoke(app, arguments, obj=context, input=typed)
        if isinstance(ended.exception, CliProblem):
            return 1, f"{out.getvalue()}{ended.exception}"
        if ended.exception is not None and not isinstance(ended.exception, SystemExit):
            raise ended.exception
        return ended.exit_code, out.getvalue() + ended.output


@pytest.fixture
def api() -> FakeApi:
    return FakeApi()


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    return Sessions({"FIELDLEDGER_SESSION": str(tmp_path / "private" / "session.json")})


@pytest.fixture
def terminal(api: FakeApi, sessions: Sessions) -> Terminal:
    """Somebody who is signed in."""
    sessions.keep(Session(api_url=URL, token="token-1"))
    return Terminal(api, sessions)
