"""One cold start: a fresh process under awslambdaric, from its start to the first answer."""

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

from local.settings import ROOT
from tests.package.functions import Package, environment_of
from tests.package.runtime_api import runtime_api
from tests.package.surroundings import Surroundings

PEERS: Final = Path(__file__).with_name("peers")
# What the system counts for a child as its peak begins with the memory of the process that started it; VmHWM begins
# with the program.
_PEAK: Final = "VmHWM:"
_START: Final = f"""
import os, runpy, sys
sys.argv = ["awslambdaric", os.environ["_HANDLER"]]
try:
    runpy.run_module("awslambdaric", run_name="__main__", alter_sys=True)
finally:
    with open("/proc/self/status") as status:
        os.write(1, next(line for line in status if line.startswith("{_PEAK}")).encode())
"""


@dataclass(frozen=True, slots=True)
class Contestant:
    """A function as somebody builds it: ``code`` and ``layer`` are its folders, ``folder`` is the one of ours."""

    folder: str
    code: Path
    layer: Path
    module: str = "app"


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds of wall clock until the answer, of processor time until the end of the process; peak of memory in MB."""

    wall: float
    cpu: float
    peak: float
    status: int | None


def start(contestant: Contestant, package: Package, surroundings: Surroundings) -> Start:
    """Boot it once; raises if it gives no answer."""
    environment = {
        **environment_of(package, contestant.folder, surroundings),
        "_HANDLER": f"{contestant.module}.lambda_handler",
        "LAMBDA_TASK_ROOT": str(contestant.code),
        "PYTHONPATH": os.pathsep.join(map(str, (contestant.code, contestant.layer, package.runtime))),
        "SHARDS": "8",
    }
    with runtime_api(_event(contestant.folder), 29) as (address, invocation):
        environment["AWS_LAMBDA_RUNTIME_API"] = address
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys._base_executable, "-S", "-s", "-P", "-c", _START],  # type: ignore[attr-defined] # noqa: SLF001 - of CPython
            cwd=contestant.code,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert process.stdout is not None
        said: list[bytes] = []
        reader = threading.Thread(target=lambda: said.append(process.stdout.read()))  # type: ignore[union-attr]
        reader.start()
        _, _, usage = os.wait4(process.pid, 0)
        reader.join()
    if invocation.answered_at is None:
        raise RuntimeError(f"{contestant}: {invocation.error or invocation.init_error}\n{said[0].decode()[-3000:]}")
    answer = invocation.answers[0]
    status = answer.get("statusCode") if isinstance(answer, dict) else None
    return Start(invocation.answered_at - began, usage.ru_utime + usage.ru_stime, _peak(said[0]), status)


def _peak(said: bytes) -> float:
    """Megabytes, out of the last line, which counts kB."""
    _, _, told = said.decode().rpartition(_PEAK)
    return int(told.split()[0]) / 1024


def _event(folder: str) -> bytes:
    """The sample event, under an Idempotency-Key of its own: a repeated one would be answered from memory."""
    event = json.loads((ROOT / "events" / f"{Path(folder).name}.json").read_text(encoding="utf-8"))
    if "idempotency-key" in event.get("headers", {}):
        event["headers"]["idempotency-key"] = str(uuid4())
    return json.dumps(event).encode()
