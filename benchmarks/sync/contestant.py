"""A contestant is a process of its own, so that its processor time and memory are its own.

It reads one order a line, works, and answers with its figures in one line.
"""

import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, cast

from benchmarks.kit.orders import process_of
from benchmarks.kit.servers import environment
from benchmarks.sync.tally import Tally
from fieldledger.domain.connection import VendorName

type Figures = dict[str, float | int | str]
type Tokens = dict[VendorName, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Order:
    """One pull. ``since`` is when the last one began, None for the first; ``tokens`` are fresh ones."""

    now: datetime
    since: datetime | None
    urls: dict[VendorName, str]
    tokens: Tokens

    def text(self) -> str:
        """As it travels."""
        since = None if self.since is None else self.since.isoformat()
        return json.dumps({"now": self.now.isoformat(), "since": since, "urls": self.urls, "tokens": self.tokens})

    @staticmethod
    def read(text: str) -> "Order":
        """The same on the other side."""
        body = json.loads(text)
        since = body["since"] and datetime.fromisoformat(body["since"])
        urls = {VendorName(name): url for name, url in body["urls"].items()}
        tokens = {VendorName(name): token for name, token in body["tokens"].items()}
        return Order(datetime.fromisoformat(body["now"]), since, urls, tokens)


class Ask(Protocol):
    """Gives an order and waits for the figures."""

    def __call__(self, order: Order) -> Figures:
        """Fails if the contestant has died."""
        ...


@contextmanager
def contestant(module: str) -> Iterator[Ask]:
    """``python -m benchmarks.sync.<module>`` until the block ends."""
    variables = environment(POWERTOOLS_LOG_LEVEL="CRITICAL", RUNTIME__DLTHUB_TELEMETRY="false")
    with process_of(f"benchmarks.sync.{module}", environment=variables) as ask:
        yield lambda order: cast("Figures", json.loads(ask(order.text())))


async def serve(pull: Callable[[Order, Tally], Awaitable[Figures]]) -> None:
    """The process's side: works order after order until there are no more."""
    for line in sys.stdin:
        tally = Tally()
        began, cpu = time.perf_counter(), time.process_time()
        figures = await pull(Order.read(line), tally)
        tally.finish()
        seconds = time.perf_counter() - began - tally.seconds
        cpu_seconds = time.process_time() - cpu - tally.cpu_seconds
        thousands = max(1, tally.records) / 1000
        measured: Figures = {
            "calls": tally.calls,
            "calls_bound": tally.bound,
            "calls_over_bound": round(tally.calls / max(1, tally.bound), 3),
            "calls_of_whole_pages": tally.whole_pages,
            "single_record_calls": tally.single_records,
            "refused_calls": sum(count for status, count in tally.statuses.items() if status >= 400),  # noqa: PLR2004
            "records": tally.records,
            "records_received": tally.received,
            "calls_per_1000_records": round(tally.calls / thousands, 1),
            "records_per_second": round(tally.records / seconds, 1),
            "wall_seconds": round(seconds, 2),
            "wall_seconds_per_1000_records": round(seconds / thousands, 3),
            "cpu_seconds_per_1000_records": round(cpu_seconds / thousands, 3),
            "peak_megabytes": _peak_megabytes(),
            "load_average": round(os.getloadavg()[1], 1),
            **{f"calls_{vendor}": count for vendor, count in sorted(tally.by_vendor.items())},
        }
        print(json.dumps(measured | figures), flush=True)


def _peak_megabytes() -> float:
    """Of this program: what ``getrusage`` says begins with the size of the process that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return round(kilobytes / 1024, 1)
