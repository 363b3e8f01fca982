"""A request that never left was no attempt: however long the way is blocked, the postings wait and then follow."""

import httpx

from fieldledger.domain.posting import PostingState
from fieldledger.services.posting.attempts import MAX_ATTEMPTS
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_raken import a_card
from tests.integration.flow.wire import raising

OUTAGE = MAX_ATTEMPTS + 2
REFUSED = '{"error":"invalid_client"}'


async def _blocked(world: World, pattern: str, error: Exception) -> None:
    """Several rounds of the writer, all of which meet the same obstacle."""
    for _ in range(OUTAGE):
        for _ in range(5):
            world.flow.wire.on_request(pattern, raising(error))
        posted = (await world.flow.write()).map(lambda report: report.posted).unwrap_or(0)
        assert posted == 0
        world.flow.wire.forget()
        world.flow.clock.advance(minutes=2)


async def test_an_outage_of_the_network_parks_nothing_and_costs_no_attempts(world: World) -> None:
    await world.with_cards(a_card("c-1"), a_card("c-2", worker="ben"))
    (await world.flow.write()).unwrap()
    await world.with_cards(a_card("c-3"))
    await _blocked(world, "/batch$", httpx.ConnectError("refused"))
    [waiting] = await world.flow.postings(PostingState.PENDING)
    assert waiting.attempts == 0
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_a_refused_app_secret_parks_nothing(world: World) -> None:
    await world.with_cards(a_card("c-1"))
    (await world.flow.write()).unwrap()
    await world.with_cards(a_card("c-2", worker="ben"))
    world.flow.clock.advance(minutes=61)
    await world.books.fault("status", path="/oauth2/v1/tokens/bearer", status=401, body=REFUSED, count=OUTAGE)
    for _ in range(OUTAGE):
        await world.flow.write(world.flow.container())
        world.flow.clock.advance(minutes=2)
    assert await world.flow.states() == {PostingState.POSTED: 1, PostingState.PENDING: 1}
    (await world.flow.write(world.flow.container())).unwrap()
    await world.assert_books_equal_approvals()
