"""What is proven absent goes out again under the same requestid and bIds, with the very bytes that were sealed."""

import json

import httpx

from tests.integration.flow.harness import World
from tests.integration.flow.simulated_raken import a_card


class _Copies:
    """Copies of batch requests, taken before they arrive."""

    def __init__(self, world: World) -> None:
        self._wire = world.flow.wire
        self.taken: list[tuple[str, dict[str, str]]] = []

    def take_next(self) -> None:
        """Copy the next batch request and let it through."""
        self._wire.on_request("/batch$", self._copy)

    async def _copy(self, request: httpx.Request) -> None:
        items = json.loads(request.content)["BatchItemRequest"]
        bodies = {item["bId"]: json.dumps(item["TimeActivity"], sort_keys=True) for item in items}
        self.taken.append((request.url.params["requestid"], bodies))


async def test_a_batch_that_never_arrived_is_sent_again_as_it_was_sealed(world: World) -> None:
    await world.with_cards(a_card("c-1"), a_card("c-2", worker="ben"))
    copies = _Copies(world)
    await world.books.fault("drop_before", path="/v3/company/[0-9]+/batch")
    copies.take_next()
    assert (await world.flow.write()).unwrap().sent.unanswered == 1
    world.flow.clock.advance(minutes=5)
    copies.take_next()
    (await world.flow.write()).unwrap()
    first, second = copies.taken
    assert len(first[1]) == 2
    assert second == first
    await world.assert_books_equal_approvals()
