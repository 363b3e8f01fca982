"""Sixteen processes share one account for three minutes; then two peers without shared state do the same."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from statistics import quantiles
from typing import Final

import httpx

from benchmarks.kit.books import APP, BACK, Books, authorize, connect, prepare
from benchmarks.kit.results import Measures, Results
from benchmarks.kit.servers import ROOT, aws, environment, simulator
from benchmarks.rate_budget.tally import Tally
from fieldledger.domain.rate_windows import Priority

PROCESSES: Final = 16
PEOPLE: Final = 1
PER_MINUTE: Final = 500
PER_SECOND: Final = 10
WINDOWS: Final = 3
# Everybody imports before the start; then one process a second begins, as containers do, before anything is measured.
_START_SECONDS: Final = 20.0
_RUN_IN_SECONDS: Final = PROCESSES + 4.0
_SECONDS: Final = _RUN_IN_SECONDS + WINDOWS * 60.0


def measure() -> Results:
    """Ours first, then every process with the whole limit as its own, then with a sixteenth of it."""
    return Results(
        measures=_ours(),
        peers={
            "own_bucket_each": _peer(PER_MINUTE, PER_SECOND),
            "bucket_divided_among_processes": _peer(PER_MINUTE / PROCESSES, PER_SECOND / PROCESSES),
        },
        setting={
            "processes": PROCESSES,
            "of_these_people": PEOPLE,
            "windows": WINDOWS,
            "allowed_per_minute": PER_MINUTE,
            "allowed_per_second": PER_SECOND,
            "peer": "aiolimiter in each process, 60 s pause after a refusal",
        },
    )


def _ours() -> Measures:
    with simulator("quickbooks") as books_url, aws() as aws_url:
        books = prepare(books_url, aws_url, {})
        os.environ.update(books.variables)
        connect(books_url)
        start = time.time() + _START_SECONDS
        priorities = [Priority.INTERACTIVE] * PEOPLE + [Priority.SYNC] * (PROCESSES - PEOPLE)
        end = str(start + _SECONDS)
        commands = [["ours", str(start + turn), end, priority.value] for turn, priority in enumerate(priorities)]
        tallies = _run(commands, books.variables)
        served = _served(books, start)
    calls = sum(tally.calls + tally.refused for tally in tallies)
    waits = sorted(wait for tally in tallies for wait in tally.waits)
    return {
        **served,
        "writes_per_call": round(sum(tally.writes for tally in tallies) / calls, 4),
        "reads_per_call": round(sum(tally.reads for tally in tallies) / calls, 4),
        "failed": sum(tally.failed for tally in tallies),
        "person_wait_p50_seconds": round(quantiles(waits, n=100)[49], 3),
        "person_wait_p95_seconds": round(quantiles(waits, n=100)[94], 3),
    }


def _peer(per_minute: float, per_second: float) -> Measures:
    with simulator("quickbooks") as books_url, aws() as aws_url:
        books = prepare(books_url, aws_url, {})
        form = {"grant_type": "authorization_code", "code": authorize(books_url), "redirect_uri": BACK}
        app = (APP["client_id"], APP["client_secret"])
        answer = httpx.post(f"{books_url}/oauth2/v1/tokens/bearer", data=form, auth=app, trust_env=False)
        start = time.time() + _START_SECONDS
        arguments = [str(start + _SECONDS), books_url, answer.json()["access_token"], str(per_minute), str(per_second)]
        commands = [["peer", str(start + turn), *arguments] for turn in range(PROCESSES)]
        _run(commands, {})
        return _served(books, start)


def _run(commands: Sequence[Sequence[str]], variables: Mapping[str, str]) -> list[Tally]:
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", f"benchmarks.rate_budget.{module}", *arguments],
            cwd=ROOT,
            env=environment(**variables),
            stdout=subprocess.PIPE,
            text=True,
        )
        for module, *arguments in commands
    ]
    outputs = [process.communicate()[0] for process in processes]
    return [Tally(**json.loads(output.splitlines()[-1])) for output in outputs]


def _served(books: Books, start: float) -> dict[str, float | int]:
    """Served calls in the measured windows, by the simulator's own log, against what it would have allowed."""
    report = httpx.get(f"{books.simulator_url}/_admin/requests?method=GET&path=/v3/", trust_env=False).json()
    begin = start + _RUN_IN_SECONDS
    moments = [
        datetime.fromisoformat(call["at"]).timestamp()
        for call in report["requests"]
        if call["status"] == httpx.codes.OK
    ]
    served = sum(1 for moment in moments if begin <= moment < begin + WINDOWS * 60)
    return {
        "used_share": round(served / (PER_MINUTE * WINDOWS), 4),
        "served": served,
        "refused": int(report["by_status"].get("429", 0)),
    }
