"""One event loop per container, shared by everything that runs in it.

A connection pool belongs to the loop that it was made in: with a loop per invocation, a kept HTTP client dies at the
second one.
"""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Final

# Blocking calls of AWS at the same time: as many as botocore keeps connections. Python's own number, processors and
# four, would be six on Lambda. The threads live as long as the loop.
THREADS: Final = 10


class ContainerLoop:
    """A lazily made loop that can be given up and made anew."""

    def __init__(self) -> None:
        self._runner: asyncio.Runner | None = None
        self._generation = 0

    @property
    def generation(self) -> int:
        """Counts the loops made so far: what belongs to a loop is out of date when this changes."""
        return self._generation

    def run[T](self, work: Coroutine[object, object, T]) -> T:
        """Run ``work`` to its end on the kept loop."""
        return self._kept().run(work)

    def close(self) -> None:
        """Cancel what still runs and close the loop; the next use makes a new one (SnapStart restore, tests)."""
        if self._runner is not None:
            self._runner.close()
            self._runner = None

    def _kept(self) -> asyncio.Runner:
        if self._runner is None:
            self._runner = asyncio.Runner()
            self._runner.get_loop().set_default_executor(ThreadPoolExecutor(THREADS))
            self._generation += 1
        return self._runner


container_loop = ContainerLoop()
run = container_loop.run
