"""A contestant is a process of its own: it reads one order a line, works, and answers in one line.

``python -m benchmarks.warm_path.contestant ours``
"""

import gc
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TextIO, cast

from benchmarks.kit.orders import process_of
from benchmarks.kit.servers import environment
from benchmarks.warm_path.contractor import event_of, requests, seed
from benchmarks.warm_path.emulated import EmulatedAws, emulated_aws
from tests.support.api import Call, Handler
from tests.support.lambda_context import FakeLambdaContext

CHANGES: Final = frozenset({"approve_100"})
"""Before each of these the tables are put back."""

_WARM_UP: Final = 3

type Answer = dict[str, Any]


@dataclass(slots=True)
class Samples:
    """Of each request what it took without the emulated part, in seconds."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def extend(self, more: "Samples") -> None:
        """Those of another block too."""
        self.wall += more.wall
        self.cpu += more.cpu


@dataclass(frozen=True, slots=True)
class Contestant:
    """The parent's side of a process."""

    name: str
    _ask: Callable[[str], Answer]

    def shown(self, measure: str) -> Answer:
        """Answer, operations and state after one request, for comparing."""
        return self._ask(f"show {measure} 1")

    def block(self, measure: str, requests_: int) -> Samples:
        """So many requests one after the other."""
        found = self._ask(f"time {measure} {requests_}")
        return Samples(found["wall"], found["cpu"])

    def megabytes(self) -> Answer:
        """Memory, before its own code was imported and by now."""
        return self._ask("memory - 0")


@contextmanager
def contestant(name: str) -> Iterator[Contestant]:
    """A process that has imported ``benchmarks.warm_path.<name>``."""
    variables = environment(POWERTOOLS_SERVICE_NAME="warm-path", PYTHONHASHSEED="0")
    with process_of("benchmarks.warm_path.contestant", name, environment=variables) as ask:
        yield Contestant(name, lambda order: cast("Answer", json.loads(ask(order))))


@dataclass(frozen=True, slots=True)
class Process:
    """The process's own side."""

    aws: EmulatedAws
    handlers: dict[str, Handler]
    calls: dict[str, Call]
    megabytes_before: float

    def obey(self, order: str) -> Answer:
        """One order."""
        what, measure, count = order.split()
        match what:
            case "show":
                return self._show(measure)
            case "time":
                samples = Samples()
                for _ in range(int(count)):
                    self._one(measure, samples)
                return {"wall": samples.wall, "cpu": samples.cpu}
            case _:
                return {"before": self.megabytes_before, "now": _megabytes()}

    def warm_up(self) -> None:
        """Everything that a first request makes is made; what there is by then is no garbage to look through."""
        for measure in self.calls:
            for _ in range(_WARM_UP):
                self._one(measure, Samples())
        gc.collect()
        gc.freeze()

    def _show(self, measure: str) -> Answer:
        self.aws.restore()
        self.aws.begin()
        answer = self.handlers[measure](event_of(self.calls[measure]), FakeLambdaContext())
        state = "\n".join(self.aws.state())
        operations = dict(sorted(self.aws.calls.items()))
        self.aws.restore()
        digest = hashlib.sha256(state.encode()).hexdigest()
        envelope = json.loads(answer["body"])
        return {"status": answer["statusCode"], "envelope": envelope, "operations": operations, "state": digest}

    def _one(self, measure: str, samples: Samples) -> None:
        """The event is made before, and the answer looked at after, the clock runs."""
        event, handler = event_of(self.calls[measure]), self.handlers[measure]
        if measure in CHANGES:
            self.aws.restore()
        self.aws.begin()
        wall, cpu = time.perf_counter(), time.process_time()
        answer = handler(event, FakeLambdaContext())
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        if answer["statusCode"] != 200:  # noqa: PLR2004
            raise RuntimeError(f"{measure}: {answer}")
        samples.wall.append(wall - self.aws.wall)
        samples.cpu.append(cpu - self.aws.cpu)
        self.aws.empty_queues()


def _megabytes() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024, 1)


def _apart_from_logs() -> TextIO:
    """Where answers go. What is logged costs a write, as on Lambda, and is not kept."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    return answers


def main() -> None:
    """Serve."""
    answers = _apart_from_logs()
    with emulated_aws() as aws:
        seed()
        aws.keep()
        before = _megabytes()
        handlers = import_module(f"benchmarks.warm_path.{sys.argv[1]}").handlers()
        process = Process(aws, handlers, requests(), before)
        process.warm_up()
        for line in sys.stdin:
            print(json.dumps(process.obey(line)), file=answers, flush=True)


if __name__ == "__main__":
    main()
