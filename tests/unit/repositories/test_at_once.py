"""Several requests at the same time."""

import asyncio

import pytest

from fieldledger.repositories.at_once import AT_ONCE, at_once


@pytest.mark.parametrize("many", [0, 1, AT_ONCE, 3 * AT_ONCE + 1])
async def test_answers_come_in_the_order_of_the_items_and_few_are_under_way(many: int) -> None:
    under_way: set[int] = set()
    most = 0

    async def work(item: int) -> int:
        nonlocal most
        under_way.add(item)
        most = max(most, len(under_way))
        for _ in range(item % 3):
            await asyncio.sleep(0)
        under_way.remove(item)
        return -item

    items = list(range(1, many + 1))
    assert await at_once(work, items) == [-item for item in items]
    assert most <= AT_ONCE
    assert most > 1 or many < AT_ONCE


async def test_what_breaks_one_is_not_kept_from_the_caller() -> None:
    async def work(item: int) -> int:
        return 1 // item

    with pytest.raises(ZeroDivisionError):
        await at_once(work, [1, 0, 1])


async def test_answers_come_in_the_order_of_the_items_whoever_is_done_first() -> None:
    async def work(steps: int) -> str:
        for _ in range(steps):
            await asyncio.sleep(0)
        return f"after {steps}"

    assert await at_once(work, [5, 0, 2]) == ["after 5", "after 0", "after 2"]


@pytest.mark.parametrize(("items", "most", "together"), [(20, 4, 4), (3, 4, 3), (5, 1, 1), (0, 4, 0)])
async def test_no_more_than_asked_for_work_at_the_same_time(items: int, most: int, together: int) -> None:
    busy: list[int] = []
    counts: list[int] = []

    async def work(item: int) -> None:
        busy.append(item)
        counts.append(len(busy))
        await asyncio.sleep(0)
        busy.remove(item)

    await at_once(work, range(items), most)
    assert max(counts, default=0) == together
    assert len(counts) == items
