"""Progress on the terminal: one line per step with the seconds it took."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO


class Progress:
    """Writes steps to ``out`` (else to standard output); on a terminal the running step is shown before it ends."""

    def __init__(self, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._out = out or sys.stdout
        self._clock = clock

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Show ``title`` while the block runs; a block that raises is marked as failed and raises on."""
        started = self._clock()
        if self._out.isatty():
            self._write(f"  ...   {title}\r")
        try:
            yield
        except BaseException:
            self._write(f"  fail  {title} ({self._clock() - started:.1f} s)\n")
            raise
        self._write(f"  ok    {title} ({self._clock() - started:.1f} s)\n")

    def note(self, text: str) -> None:
        """Print a line that is no step."""
        self._write(f"  {text}\n")

    def heading(self, text: str) -> None:
        """Print a line at the margin."""
        self._write(f"{text}\n")

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
