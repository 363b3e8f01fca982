"""Several pieces of work at the same time, but not all of them."""

from asyncio import sleep

import pytest

from fieldledger.services.at_once import at_once


async def test_answers_come_in_the_order_of_the_items_whoever_is_done_first() -> None:
    async def work(steps: int) -> str:
        for _ in range(steps):
            await sleep(0)
        return f"after {steps}"

    assert await at_once([5, 0, 2], work) == ["after 5", "after 0", "after 2"]


@pytest.mark.parametrize(("items", "most", "together"), [(20, 4, 4), (3, 4, 3), (5, 1, 1), (0, 4, 0)])
async def test_no_more_than_asked_for_work_at_the_same_time(items: int, most: int, together: int) -> None:
    busy: list[int] = []
    counts: list[int] = []

    async def work(item: int) -> None:
        busy.append(item)
        counts.append(len(busy))
        await sleep(0)
        busy.remove(item)

    await at_once(range(items), work, most)
    assert max(counts, default=0) == together
    assert len(counts) == items
