"""A contestant in a process of its own, which answers an order on a line with JSON on a line."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from benchmarks.kit.servers import ROOT

type AskLine = Callable[[str], str]


@contextmanager
def process_of(module: str, *arguments: str, environment: Mapping[str, str]) -> Iterator[AskLine]:
    """``python -m <module>`` until the block ends; what libraries print in between is passed over."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", module, *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    into, out = process.stdin, process.stdout

    def ask(order: str) -> str:
        print(order, file=into, flush=True)
        for line in out:
            if line.startswith("{"):
                return line
        raise RuntimeError(f"{module} {' '.join(arguments)} ended with {process.wait()}")

    try:
        yield ask
    finally:
        into.close()
        process.wait(timeout=60)
