"""The realm is disconnected while a writer is at work: what was sent counts, the rest waits for the reconnection."""

import httpx
import pytest

from fieldledger.domain.connection import VendorName
from fieldledger.domain.posting import PostingState
from fieldledger.result import ErrorCode
from fieldledger.wiring.posting import WriterOptions
from tests.builders import COMPANY
from tests.integration.flow.harness import SETTLE_SECONDS, World
from tests.integration.flow.simulated_raken import a_card


@pytest.mark.parametrize("mode", ["honoured", "ignored"])
@pytest.mark.parametrize("batch", [0, 1, 2])
@pytest.mark.parametrize("answered", [True, False])
async def test_a_writer_that_loses_its_realm_loses_and_repeats_nothing(
    world: World, mode: str, batch: int, answered: bool
) -> None:
    world.flow.options = WriterOptions(batch_items=1, settle_seconds=SETTLE_SECONDS)
    await world.books.settings(requestid_mode=mode)
    await world.with_cards(a_card("c-1"), a_card("c-2", worker="ben"), a_card("c-3", worker="ana"))

    async def disconnect(_request: httpx.Request) -> None:
        connections = world.flow.container().connections
        (await connections.disconnect(COMPANY, "user-admin", VendorName.QUICKBOOKS)).unwrap()

    happens = world.flow.wire.on_answer if answered else world.flow.wire.on_request
    happens("/batch$", disconnect, skip=batch)
    await world.flow.write()
    assert len(await world.books.time_activities()) <= batch + 1
    assert set(await world.flow.states()) <= {PostingState.POSTED, PostingState.PENDING, PostingState.SEALED}
    world.flow.settle_time_passes()
    if batch < 2:
        assert (await world.flow.write()).error_code in {ErrorCode.NOT_CONNECTED, ErrorCode.RECONNECT_REQUIRED}
    await world.connect_books()
    for _ in range(2):
        world.flow.settle_time_passes()
        (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()
