"""Several pieces of work that wait for others and not for each other."""

from asyncio import Semaphore, TaskGroup
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

MOST_AT_ONCE: Final = 10
"""As many connections as botocore keeps for a client: more would only be opened and thrown away."""


async def at_once[T, R](items: Iterable[T], work: Callable[[T], Awaitable[R]], most: int = MOST_AT_ONCE) -> list[R]:
    """What ``work`` made of each, in the order of ``items``; never more than ``most`` at the same time."""
    gate = Semaphore(most)

    async def one(item: T) -> R:
        async with gate:
            return await work(item)

    async with TaskGroup() as group:
        tasks = [group.create_task(one(item)) for item in items]
    return [task.result() for task in tasks]
