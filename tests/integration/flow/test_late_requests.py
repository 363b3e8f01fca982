"""A request that could still be under way when its batch is settled must not have left."""

from collections.abc import Sequence

import httpx
import pytest

from fieldledger.repositories.documents import Put, Write
from tests.integration.flow.harness import a_contractor
from tests.integration.flow.simulated_raken import a_card


@pytest.mark.parametrize(("stored_in", "worked_for"), [(40, 115), (200, 0)])
async def test_a_slow_store_after_the_seal_does_not_let_a_batch_be_sent_twice(stored_in: int, worked_for: int) -> None:
    """The store answers the seal late; the books then work for less than their 120 s, and another writer is woken."""
    async with a_contractor() as world:
        flow = world.flow
        await world.books.settings(requestid_mode="ignored")
        await world.with_cards(a_card("c-1"))

        def slow(writes: Sequence[Write]) -> None:
            if any(isinstance(write, Put) and '"state":"sealed"' in write.document.body for write in writes):
                flow.store.after_commit = None
                flow.clock.advance(stored_in)

        async def another_writer(_request: httpx.Request) -> None:
            flow.clock.advance(worked_for)
            await flow.write()

        flow.store.after_commit = slow
        flow.wire.on_request("/batch$", another_writer)
        await flow.write()
        flow.settle_time_passes()
        await flow.write()
        assert list((await world.books.markers()).values()) == [1]


@pytest.mark.parametrize(("stored_in", "worked_for"), [(40, 115), (200, 0)])
async def test_a_slow_store_after_a_renewal_does_not_let_a_batch_be_sent_twice(stored_in: int, worked_for: int) -> None:
    """The same when a settled batch is sent anew."""
    async with a_contractor() as world:
        flow = world.flow
        await world.books.settings(requestid_mode="ignored")
        await world.with_cards(a_card("c-1"))
        await world.books.fault("drop_before")
        await flow.write()
        flow.settle_time_passes()

        def slow(writes: Sequence[Write]) -> None:
            if any(isinstance(write, Put) and '"sends":1' in write.document.body for write in writes):
                flow.store.after_commit = None
                flow.clock.advance(stored_in)

        async def another_writer(_request: httpx.Request) -> None:
            flow.clock.advance(worked_for)
            await flow.write()

        flow.store.after_commit = slow
        flow.wire.on_request("/batch$", another_writer)
        await flow.write()
        flow.settle_time_passes()
        await flow.write()
        assert list((await world.books.markers()).values()) == [1]
