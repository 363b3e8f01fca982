"""The shared admin routes, the request log and the disturbing middleware, around a tiny application."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message

from simulators.kit.admin import admin_router
from simulators.kit.clock import SimClock
from simulators.kit.disturbance import DisturbanceMiddleware
from simulators.kit.faults import Fault, FaultQueue
from simulators.kit.recorder import RecorderMiddleware, RequestLog

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class Bench:
    app: FastAPI
    client: httpx.AsyncClient
    work: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    clock, faults, log, app = SimClock.frozen_at(NOON), FaultQueue(), RequestLog(), FastAPI()
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sim") as client:
        made = Bench(app, client)

        @app.post("/work")
        async def work() -> dict[str, str]:
            made.work.append("done")
            return {"done": "yes"}

        async def sleep(seconds: float) -> None:
            made.slept.append(seconds)

        app.include_router(admin_router(clock, faults, reset=made.work.clear, log=log))
        app.add_middleware(DisturbanceMiddleware, faults=faults, sleep=sleep)
        app.add_middleware(RecorderMiddleware, log=log, clock=clock)
        yield made


async def order(bench: Bench, **fault: object) -> None:
    answer = await bench.client.post("/_admin/faults", json=fault)
    assert answer.status_code == 201


async def test_work_lost_after_it_was_done_answers_504(bench: Bench) -> None:
    await order(bench, kind="commit_then_drop", delay_seconds=2.5)
    answer = await bench.client.post("/work")
    assert (answer.status_code, bench.work, bench.slept) == (504, ["done"], [2.5])


async def test_a_call_dropped_before_the_work_leaves_nothing_done(bench: Bench) -> None:
    await order(bench, kind="drop_before")
    answer = await bench.client.post("/work")
    assert (answer.status_code, bench.work) == (503, [])


async def test_a_status_fault_answers_with_its_own_body_and_headers(bench: Bench) -> None:
    await order(
        bench,
        kind="status",
        status=429,
        body="<x/>",
        headers={"Content-Type": "text/xml", "Retry-After": "7"},
    )
    answer = await bench.client.post("/work")
    assert (answer.status_code, answer.text) == (429, "<x/>")
    assert (answer.headers["content-type"], answer.headers["retry-after"]) == ("text/xml", "7")


async def test_a_slow_call_waits_and_then_works(bench: Bench) -> None:
    await order(bench, kind="slow", delay_seconds=9)
    answer = await bench.client.post("/work")
    assert (answer.status_code, bench.work, bench.slept) == (200, ["done"], [9])


async def test_a_connection_closed_after_the_work_sends_only_part_of_an_answer() -> None:
    faults, sent = FaultQueue(), list[Message]()
    faults.add(Fault(kind="commit_then_close"))
    app = FastAPI()

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": "/x", "query_string": b"", "headers": []}
    await DisturbanceMiddleware(app, faults=faults)(scope, receive, send)
    assert sent[-1]["more_body"] is True


async def test_the_log_lists_calls_but_not_admin_calls(bench: Bench) -> None:
    await bench.client.post("/work?a=1")
    await bench.client.get("/nowhere")
    report = (await bench.client.get("/_admin/requests")).json()
    assert [(c["n"], c["method"], c["path"], c["query"], c["status"]) for c in report["requests"]] == [
        (1, "POST", "/work", "a=1", 200),
        (2, "GET", "/nowhere", "", 404),
    ]
    assert (report["total"], report["by_status"]) == (2, {"200": 1, "404": 1})


async def test_the_log_can_be_narrowed_by_method_and_path(bench: Bench) -> None:
    await bench.client.post("/work")
    await bench.client.get("/work")
    report = (await bench.client.get("/_admin/requests", params={"method": "get", "path": "/wo"})).json()
    assert [call["method"] for call in report["requests"]] == ["GET"]


async def test_the_clock_moves_through_the_admin_routes(bench: Bench) -> None:
    answer = await bench.client.post("/_admin/clock", json={"advance_seconds": 60})
    assert answer.json() == {"now": "2026-11-23T12:01:00Z"}
    await bench.client.post("/_admin/clock", json={"now": "2027-01-01T00:00:00Z"})
    assert (await bench.client.get("/_admin/clock")).json() == {"now": "2027-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    "body", [{}, {"advance_seconds": 1, "now": "2027-01-01T00:00:00Z"}, {"now": "2027-01-01T00:00:00"}]
)
async def test_an_unclear_clock_move_is_refused(bench: Bench, body: dict[str, object]) -> None:
    assert (await bench.client.post("/_admin/clock", json=body)).status_code == 422


async def test_reset_empties_state_faults_log_and_clock(bench: Bench) -> None:
    await bench.client.post("/work")
    await order(bench, kind="status")
    await bench.client.post("/_admin/clock", json={"advance_seconds": 60})
    await bench.client.post("/_admin/reset")
    assert bench.work == []
    assert (await bench.client.get("/_admin/faults")).json() == []
    assert (await bench.client.get("/_admin/requests")).json()["total"] == 0
    assert (await bench.client.get("/_admin/clock")).json() == {"now": "2026-11-23T12:00:00Z"}


async def test_ordered_faults_can_be_withdrawn(bench: Bench) -> None:
    await order(bench, kind="status", status=500)
    await bench.client.delete("/_admin/faults")
    assert (await bench.client.post("/work")).status_code == 200


async def test_a_kind_of_fault_that_nobody_acts_on_is_refused(bench: Bench) -> None:
    answer = await bench.client.post("/_admin/faults", json={"kind": "comit_then_drop"})
    assert answer.status_code == 422
    assert "commit_then_drop" in answer.text
    assert (await bench.client.get("/_admin/faults")).json() == []
