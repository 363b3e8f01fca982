"""Command line: ``python -m benchmarks [name]`` measures and writes ``benchmarks/results/<name>.json``."""

import argparse
import sys
from importlib import import_module
from typing import Final, Protocol, cast

from benchmarks.kit.results import Results, write

NAMES: Final = (
    "rate_budget",
    "clients",
    "quickbooks_write",
    "posting_fairness",
    "webhook_burst",
    "raken_cache",
    "sync",
    "warm_path",
    "cost",
    "scale",
    "cold_start",
)


class Benchmark(Protocol):
    """What ``benchmarks/<name>/run.py`` offers."""

    def measure(self) -> Results:
        """Run everything, print progress, and return the figures."""
        ...


def main() -> None:
    """Run the benchmarks that were named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", choices=NAMES, help="run only this one")
    only = parser.parse_args().name
    for name in NAMES if only is None else (only,):
        print(f"== {name}", flush=True)
        benchmark = cast("Benchmark", import_module(f"benchmarks.{name}.run"))
        path = write(name, benchmark.measure(), " ".join([*sys.orig_argv]))
        print(f"{path.read_text()}\n-> {path}", flush=True)


if __name__ == "__main__":
    main()
