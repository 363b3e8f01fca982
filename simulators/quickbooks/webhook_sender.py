"""The background task that sends webhooks; it exists only while sending is enabled."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from simulators.quickbooks.webhooks import Webhooks

POLL_SECONDS = 0.5


class WebhookSender:
    """Looks for due deliveries twice a second of real time, for the simulator's clock may jump."""

    def __init__(self, webhooks: Webhooks, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._webhooks = webhooks
        self._sleep = sleep
        self._task: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        return self._task is not None and not self._task.done()

    async def follow(self, *, enabled: bool) -> None:
        """Start or stop the task, as wished; must be called on the server's event loop."""
        if enabled and not self.running:
            self._task = asyncio.create_task(self._run())
        elif not enabled:
            await self.stop()

    async def stop(self) -> None:
        """End the task and wait for it to be gone."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def forget(self) -> None:
        """End the task without waiting, for callers that cannot await."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(self) -> None:
        while True:
            await self._webhooks.deliver_due()
            await self._sleep(POLL_SECONDS)
