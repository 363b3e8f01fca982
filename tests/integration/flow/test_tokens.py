"""Tokens that end while work goes on, and grants that a person ended."""

import asyncio

import pytest

from fieldledger.domain.connection import ConnectionState, VendorName
from fieldledger.domain.posting import PostingState
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.result import ErrorCode
from tests.builders import COMPANY, WORK_DATE
from tests.integration.flow.harness import BACK, World
from tests.integration.flow.simulated_quickbooks import REALM
from tests.integration.flow.simulated_raken import a_card

TOKENS = "tokens/bearer"


async def _end_the_grant(world: World) -> None:
    token = await world.flow.container().vault.access_token(COMPANY, VendorName.QUICKBOOKS)
    await world.books.revoke(token.unwrap().value)


async def test_a_token_that_the_books_refuse_is_refreshed_once_and_the_call_repeated(world: World) -> None:
    await world.with_cards(a_card("c-1"), a_card("c-2", worker="ben"))
    refreshes = world.flow.wire.count(TOKENS)
    await world.books.fault("unauthorized")
    assert (await world.flow.write()).unwrap().posted == 2
    assert world.flow.wire.count(TOKENS) == refreshes + 1
    assert world.flow.wire.count("/batch$") == 2
    await world.assert_books_equal_approvals()


@pytest.mark.parametrize("rotation", ["a", "b", "c"])
async def test_days_of_work_survive_every_kind_of_rotation(world: World, rotation: str) -> None:
    await world.books.settings(rotation=rotation)
    warm = world.flow.container()
    for hour in range(0, 60, 6):
        await world.with_cards(a_card(f"c-{hour}", day=WORK_DATE.replace(day=1 + hour // 6)))
        writer = warm if hour % 12 else None
        (await world.flow.write(writer)).unwrap()
        world.flow.clock.advance(hours=6)
    await world.assert_books_equal_approvals()


async def test_two_containers_that_need_a_token_at_once_refresh_it_once(world: World) -> None:
    vaults = [world.flow.container().vault for _ in range(3)]
    world.flow.clock.advance(minutes=56)
    refreshes = world.flow.wire.count(TOKENS)
    tokens = await asyncio.gather(*(vault.access_token(COMPANY, VendorName.QUICKBOOKS) for vault in vaults))
    assert len({token.unwrap().value for token in tokens}) == 1
    assert world.flow.wire.count(TOKENS) == refreshes + 1


async def test_an_ended_grant_asks_a_person_to_reconnect_and_leaves_the_postings_pending(world: World) -> None:
    await world.with_cards(a_card("c-1"), a_card("c-2", worker="ben"))
    await _end_the_grant(world)
    assert (await world.flow.write()).error_code == ErrorCode.RECONNECT_REQUIRED
    connection = await DocumentConnections(world.flow.store).get(COMPANY, VendorName.QUICKBOOKS)
    assert connection.unwrap().state is ConnectionState.RECONNECT_REQUIRED
    assert await world.flow.states() == {PostingState.PENDING: 2}
    item = (await world.flow.inbox())["RECONNECT_REQUIRED connection:quickbooks"]
    assert (item.remedy, item.turn) == ("reconnect", "customer")


async def test_a_company_that_must_reconnect_costs_no_attempts_and_no_history(world: World) -> None:
    await world.with_cards(a_card("c-1"))
    (await world.flow.write()).unwrap()
    await world.with_cards(a_card("c-2", worker="ben"))
    await _end_the_grant(world)
    for _ in range(20):
        assert (await world.flow.write()).error_code == ErrorCode.RECONNECT_REQUIRED
        world.flow.clock.advance(minutes=10)
    [waiting] = await world.flow.postings(PostingState.PENDING)
    assert (waiting.attempts, len(waiting.history) <= 3) == (0, True)
    assert (await world.flow.inbox())["RECONNECT_REQUIRED connection:quickbooks"].occurrences == 20


async def test_after_a_person_reconnected_everything_is_posted(world: World) -> None:
    await world.with_cards(a_card("c-1"), a_card("c-2", worker="ben"))
    await _end_the_grant(world)
    assert (await world.flow.write()).failed
    await world.connect_books()
    world.flow.clock.advance(31)
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_reconnecting_closes_the_item_that_asked_for_it(world: World) -> None:
    await world.with_cards(a_card("c-1"))
    await _end_the_grant(world)
    assert (await world.flow.write()).failed
    await world.connect_books()
    assert await world.flow.inbox() == {}


async def test_a_token_that_is_refused_again_after_its_refresh_leaves_the_postings_pending(world: World) -> None:
    await world.with_cards(a_card("c-1"))
    for _ in range(10):
        await world.books.fault("unauthorized", count=2)
        assert (await world.flow.write()).error_code == ErrorCode.VENDOR_UNAUTHORIZED
        world.flow.clock.advance(minutes=2)
    assert await world.flow.states() == {PostingState.PENDING: 1}
    assert "VENDOR_UNAUTHORIZED connection:quickbooks" in await world.flow.inbox()
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_a_token_endpoint_that_is_down_costs_neither_the_grant_nor_the_postings(world: World) -> None:
    await world.with_cards(a_card("c-1"))
    world.flow.clock.advance(minutes=61)
    await world.books.admin("faults", {"kind": "drop_before", "path": "/oauth2/v1/tokens", "count": 3})
    assert (await world.flow.write()).error_code == ErrorCode.VENDOR_UNAVAILABLE
    world.flow.clock.advance(31)
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()


async def test_a_raken_grant_that_ended_is_in_the_inbox_too(world: World) -> None:
    await world.jobsite.admin("DELETE", "tokens")
    assert (await world.flow.sync()).error_code == ErrorCode.RECONNECT_REQUIRED
    assert "RECONNECT_REQUIRED connection:raken" in await world.flow.inbox()


async def test_a_company_cannot_move_to_other_books_while_it_is_connected(world: World) -> None:
    code = await world.books.authorize()
    connections = world.flow.container().connections
    moved = await connections.complete(COMPANY, "user-admin", VendorName.QUICKBOOKS, "4620816365", code, BACK)
    assert moved.error_code == ErrorCode.ALREADY_EXISTS
    connection = await DocumentConnections(world.flow.store).get(COMPANY, VendorName.QUICKBOOKS)
    assert connection.unwrap().account_id == REALM
