"""The task that sends webhooks while the simulator is served."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

POLL_SECONDS: Final = 0.5


class BackgroundSender:
    """Looks for due deliveries twice a second of real time, for the simulator's clock may jump."""

    def __init__(
        self, deliver: Callable[[], Awaitable[int]], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._deliver = deliver
        self._sleep = sleep
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Must be called on the server's event loop."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End the task and wait for it to be gone."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            await self._deliver()
            await self._sleep(POLL_SECONDS)
