"""Small requests of the same kind, a few at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

AT_ONCE: Final = 8
"""Requests under way at the same time: waiting for the store is most of what one takes."""

MOST_AT_ONCE: Final = 10
"""As many connections as botocore keeps for a client: more would only be opened and thrown away."""


async def at_once[A, R](work: Callable[[A], Awaitable[R]], items: Sequence[A], most: int = AT_ONCE) -> list[R]:
    """The answers in the order of ``items``; all are worked on, ``most`` at the same time, whatever the answers say."""
    answers: dict[int, R] = {}
    waiting = iter(enumerate(items))

    async def take() -> None:
        for place, item in waiting:
            answers[place] = await work(item)

    await asyncio.gather(*(take() for _ in items[:most]))
    return [answers[place] for place in range(len(items))]
