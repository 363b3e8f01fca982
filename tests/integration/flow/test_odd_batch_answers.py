"""Batch answers that do not tell everything: what is not answered under its own bId is looked up, never guessed."""

import json
from collections.abc import Callable
from typing import Any, Final

import httpx
import pytest

from fieldledger.domain.posting import PostingState
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_quickbooks import HOST
from tests.integration.flow.simulated_raken import a_card

type Items = list[dict[str, Any]]

CARDS: Final = (a_card("c-1"), a_card("c-2", worker="ben"), a_card("c-3", worker="ana"))


class _Told(httpx.AsyncBaseTransport):
    """The books, whose next batch answer is garbled on its way."""

    def __init__(self, books: httpx.AsyncBaseTransport, garble: Callable[[Items], Items]) -> None:
        self._books = books
        self._garble: Callable[[Items], Items] | None = garble

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._books.handle_async_request(request)
        if self._garble is None or not request.url.path.endswith("/batch"):
            return answer
        told = json.loads(await answer.aread())
        items = self._garble(sorted(told["BatchItemResponse"], key=lambda item: str(item["bId"])))
        self._garble = None
        return httpx.Response(200, json={**told, "BatchItemResponse": items})


def _left_out(items: Items) -> Items:
    return items[1:]


def _foreign(items: Items) -> Items:
    return [{**items[0], "bId": "stranger"}, *items[1:]]


def _foreign_as_well(items: Items) -> Items:
    return [*items, {**items[0], "bId": "stranger"}]


def _without_bid(items: Items) -> Items:
    return [{name: value for name, value in items[0].items() if name != "bId"}, *items[1:]]


def _empty(_items: Items) -> Items:
    return []


def _without_record(items: Items) -> Items:
    return [{"bId": items[0]["bId"]}, *items[1:]]


def _without_id(items: Items) -> Items:
    record = {name: value for name, value in items[0]["TimeActivity"].items() if name != "Id"}
    return [{**items[0], "TimeActivity": record}, *items[1:]]


@pytest.mark.parametrize("mode", ["honoured", "ignored"])
@pytest.mark.parametrize(
    ("garble", "known"),
    [
        (_left_out, 2),
        (_foreign, 2),
        (_foreign_as_well, 3),
        (_without_bid, 2),
        (_empty, 0),
        (_without_record, 2),
        (_without_id, 2),
    ],
)
async def test_what_is_not_answered_is_looked_up_and_posted_once(
    world: World, garble: Callable[[Items], Items], known: int, mode: str
) -> None:
    await world.books.settings(requestid_mode=mode)
    await world.with_cards(*CARDS)
    hosts = world.flow.wire.hosts
    world.flow.wire.hosts = {**hosts, HOST: _Told(hosts[HOST], garble)}
    await world.flow.write()
    states = await world.flow.states()
    assert (states[PostingState.POSTED], states[PostingState.SEALED]) == (known, 3 - known)
    world.flow.settle_time_passes()
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()
    assert len(await world.books.time_activities()) == 3
    assert await world.flow.inbox() == {}
