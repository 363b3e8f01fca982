"""The relay script against the real door: what it sends is taken, and what is not taken is sent again."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from types import ModuleType

import pytest

from fieldledger.clients.webhook_keys import relay_key
from fieldledger.domain.connection import VendorName
from tests.builders.webhooks import WEBHOOK_KEY
from tests.support.api import Call
from tests.support.script import load_script
from tests.unit.functions.conftest import Backend
from tests.unit.functions.doors import Door, a_door

SCRIPT = Path(__file__).parents[3] / "tools" / "relay.py"
ACCOUNT = "BLUESTEM"
KEY = relay_key(WEBHOOK_KEY, VendorName.FOUNDATION, ACCOUNT)


@pytest.fixture
def relay_module() -> ModuleType:
    return load_script(SCRIPT)


@pytest.fixture
def door(backend: Backend) -> Iterator[Door]:
    with a_door(backend, VendorName.FOUNDATION) as opened:
        yield opened


@dataclass
class Line:
    """The network between relay and door; each of ``troubles`` replaces one answer."""

    door: Door
    troubles: list[int] = field(default_factory=list)
    bodies: list[dict[str, list[dict[str, str]]]] = field(default_factory=list)
    stamps: list[str] = field(default_factory=list)

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        self.bodies.append(json.loads(body))
        self.stamps.append(headers["X-Fieldledger-Timestamp"])
        if self.troubles:
            return self.troubles.pop(0)
        call = Call("POST", "/v1/webhooks/foundation", claims=None, headers=headers, body=body.decode())
        return call.to(self.door.handler).status


@dataclass
class Machine:
    """The customer's machine."""

    line: Line
    backend: Backend
    module: ModuleType
    slept: list[float] = field(default_factory=list)

    def relay(self, key: str = KEY, attempts: int = 8) -> object:
        def sleep(seconds: float) -> None:
            self.slept.append(seconds)
            self.backend.clock.advance(seconds)

        now: Callable[[], float] = lambda: self.backend.clock.now().timestamp()  # noqa: E731
        return self.module.Relay("https://x", ACCOUNT, key, attempts, self.line.post, sleep, now)


@pytest.fixture
def machine(door: Door, backend: Backend, relay_module: ModuleType) -> Machine:
    return Machine(Line(door), backend, relay_module)


def test_record_ids_arrive_as_events_of_their_resource(machine: Machine, door: Door) -> None:
    outcome = machine.relay().deliver_lines(["2214", "", " 2215 "], "jobs")  # type: ignore[attr-defined]

    assert outcome == machine.module.SENT
    [message] = door.queued()
    assert [(event.entity, event.entity_id) for event in message.events] == [("jobs", "2214"), ("jobs", "2215")]
    assert (message.vendor, message.account_id) == (VendorName.FOUNDATION, ACCOUNT)


def test_a_line_may_be_an_object_that_says_more(machine: Machine, door: Door) -> None:
    line = json.dumps({"record_id": "7", "resource": "vendors", "operation": "deleted", "scope_id": "s", "id": "mine"})
    machine.relay().deliver_lines([line], None)  # type: ignore[attr-defined]

    [event] = door.queued()[0].events
    assert (event.entity, event.operation, event.scope_id, event.event_id) == ("vendors", "deleted", "s", "mine")


@pytest.mark.parametrize("line", ["{not json", "{}", '{"resource": "jobs"}', "[1]"])
def test_a_line_that_names_no_record_is_told_and_left_out(
    line: str, machine: Machine, door: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    resource = None if line == "[1]" else "jobs"
    outcome = machine.relay().deliver_lines([line, '{"record_id": "1", "resource": "jobs"}'], resource)  # type: ignore[attr-defined]

    assert outcome == machine.module.SENT
    assert [event.entity_id for event in door.queued()[0].events] == ["1"]
    assert "left out" in capsys.readouterr().err


@pytest.mark.parametrize("trouble", [0, 429, 500, 503])
def test_what_is_not_taken_is_sent_again_signed_anew_under_the_same_ids(
    trouble: int, machine: Machine, door: Door
) -> None:
    machine.line.troubles = [trouble] * 5
    outcome = machine.relay().deliver_lines(["1"], "jobs")  # type: ignore[attr-defined]

    assert outcome == machine.module.SENT
    assert len({body["events"][0]["id"] for body in machine.line.bodies}) == 1
    assert len(set(machine.line.stamps)) > 1
    assert machine.slept == sorted(machine.slept), "pauses grow"
    assert len(door.queued()) == 1


def test_an_outage_longer_than_the_tolerance_ends_well_since_each_attempt_is_signed_anew(machine: Machine) -> None:
    machine.line.troubles = [503] * 14

    assert machine.relay(attempts=15).deliver_lines(["1"], "jobs") == machine.module.SENT  # type: ignore[attr-defined]
    assert sum(machine.slept) > 300


def test_after_the_last_attempt_it_says_that_it_can_be_sent_again(machine: Machine) -> None:
    machine.line.troubles = [503] * 3

    assert machine.relay(attempts=3).deliver_lines(["1"], "jobs") == machine.module.LATER  # type: ignore[attr-defined]
    assert len(machine.slept) == 2


def test_a_refusal_is_final(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = machine.relay("wrong").deliver_lines(["1"], "jobs")  # type: ignore[attr-defined]

    assert (outcome, machine.slept) == (machine.module.REFUSED, [])
    assert "refused with 401" in capsys.readouterr().err


def test_many_records_go_in_parts_that_the_door_takes(machine: Machine, door: Door) -> None:
    machine.relay().deliver_lines([str(n) for n in range(1200)], "jobs")  # type: ignore[attr-defined]

    assert [len(body["events"]) for body in machine.line.bodies] == [500, 500, 200]
    assert sum(len(message.events) for message in door.queued()) == 1200


def test_a_watched_file_is_sent_once_it_rests_and_then_moved(machine: Machine, tmp_path: Path, door: Door) -> None:
    changed = tmp_path / "changed.txt"
    changed.write_text("\ufeff2214\n2215\n", encoding="utf-8")
    written = changed.stat().st_mtime
    machine.module.watch_once(machine.relay(), tmp_path, "jobs", written + 1)
    assert machine.line.bodies == []
    machine.module.watch_once(machine.relay(), tmp_path, "jobs", written + 3)

    assert (tmp_path / "sent" / "changed.txt").exists()
    assert [event.entity_id for event in door.queued()[0].events] == ["2214", "2215"]


def test_a_file_that_was_not_taken_stays_and_repeats_the_same_events(machine: Machine, tmp_path: Path) -> None:
    changed = tmp_path / "changed.txt"
    changed.write_text("2214\n")
    now = changed.stat().st_mtime + 3
    machine.line.troubles = [503]
    for _ in range(2):
        machine.module.watch_once(machine.relay(attempts=1), tmp_path, "jobs", now)

    first, second = machine.line.bodies
    assert first == second
    assert [path.name for path in tmp_path.iterdir()] == ["sent"]


def test_a_refused_file_is_put_aside(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "changed.txt").write_text("2214\n")
    now = (tmp_path / "changed.txt").stat().st_mtime + 3
    machine.module.watch_once(machine.relay("wrong"), tmp_path, "jobs", now)

    assert (tmp_path / "refused" / "changed.txt").exists()


def test_the_script_runs_by_itself_and_posts_over_http() -> None:
    received: list[tuple[str, bytes]] = []

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.headers["X-Fieldledger-Signature"], body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        command = [
            sys.executable,
            "-I",
            str(SCRIPT),
            "--url",
            f"http://127.0.0.1:{server.server_port}/v1/webhooks/raken",
        ]
        done = subprocess.run(
            [*command, "--account", ACCOUNT, "--resource", "jobs", "2214"],
            env={"FIELDLEDGER_RELAY_KEY": KEY, "NO_PROXY": "*"},
            timeout=30,
            check=False,
        )
        thread.join(timeout=10)

    assert done.returncode == 0
    [(signature, body)] = received
    assert signature.startswith("v1=")
    assert json.loads(body)["events"][0]["record_id"] == "2214"


def test_it_is_written_in_the_python_that_customers_have() -> None:
    tree = ast.parse(SCRIPT.read_text(), feature_version=(3, 9))
    plain = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    members = [str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]

    assert {name.split(".")[0] for name in [*plain, *members]} <= sys.stdlib_module_names


@pytest.mark.parametrize(("key", "arguments"), [("", ["1"]), (KEY, [])])
def test_without_a_key_or_records_it_says_what_is_missing(
    key: str, arguments: list[str], relay_module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELDLEDGER_RELAY_KEY", key)

    assert relay_module.main(["--url", "https://x", "--account", ACCOUNT, *arguments]) == 64
