"""Many workers, and workers that die: a grant ends in a working connection or in a person being asked."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import httpx
import pytest

from fieldledger.clients.tokens import LEASE
from fieldledger.domain.connection import ConnectionState, VendorName
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.documents import Put, Write
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.integration.flow.doubles import Crash
from tests.integration.flow.harness import World

BOOKS = VendorName.QUICKBOOKS
TOKENS = "tokens/bearer"
WORKERS = 32


async def _state(world: World) -> ConnectionState:
    return (await DocumentConnections(world.flow.store).get(COMPANY, BOOKS)).unwrap().state


async def _crash(request: httpx.Request) -> None:
    del request
    raise Crash


def _crashes_when_storing_tokens(world: World, *, after: bool) -> None:
    """The next write of new tokens kills the container, before the store took them or after."""

    async def maybe(writes: Sequence[Write]) -> None:
        if any(isinstance(write, Put) and '"lease_owner":null' in write.document.body for write in writes):
            world.flow.store.before_commit = world.flow.store.after_commit = None
            raise Crash

    if after:
        world.flow.store.after_commit = maybe
    else:
        world.flow.store.before_commit = maybe


async def _refresh_and_die(world: World) -> None:
    with pytest.raises(Crash):
        await world.flow.container().vault.access_token(COMPANY, BOOKS)


async def _works_or_asks_a_person(world: World) -> bool:
    """What the next worker finds, once the dead one's lease is over."""
    world.flow.clock.advance(LEASE.total_seconds())
    token = await world.flow.container().vault.access_token(COMPANY, BOOKS)
    if token.success:
        assert await world.books.accepts(token.unwrap().value)
        return True
    assert token.error_code == ErrorCode.RECONNECT_REQUIRED
    assert await _state(world) is ConnectionState.RECONNECT_REQUIRED
    return False


@pytest.mark.parametrize("rotation", ["a", "b", "c"])
async def test_workers_that_need_a_token_at_once_make_one_refresh(world: World, rotation: str) -> None:
    await world.books.settings(rotation=rotation)
    vaults = [world.flow.container().vault for _ in range(WORKERS)]
    world.flow.clock.advance(hours=25)
    before = world.flow.wire.count(TOKENS)
    tokens = await asyncio.gather(*(vault.access_token(COMPANY, BOOKS) for vault in vaults))
    assert len({token.unwrap().value for token in tokens}) == 1
    assert world.flow.wire.count(TOKENS) == before + 1


async def test_workers_whose_token_was_refused_at_once_make_one_refresh(world: World) -> None:
    vaults = [world.flow.container().vault for _ in range(WORKERS)]
    old = (await vaults[0].access_token(COMPANY, BOOKS)).unwrap().value
    before = world.flow.wire.count(TOKENS)
    tokens = await asyncio.gather(*(vault.access_token(COMPANY, BOOKS, rejected=old) for vault in vaults))
    assert {token.unwrap().value for token in tokens}.isdisjoint({old})
    assert world.flow.wire.count(TOKENS) == before + 1


@pytest.mark.parametrize(("rotation", "survives"), [("a", True), ("b", False), ("c", False)])
async def test_a_worker_that_dies_between_the_answer_and_the_store_loses_what_the_vendor_lets_it_lose(
    world: World, rotation: str, survives: bool
) -> None:
    await world.books.settings(rotation=rotation)
    world.flow.clock.advance(hours=25)
    world.flow.wire.on_answer(TOKENS, _crash)
    await _refresh_and_die(world)
    assert await _works_or_asks_a_person(world) is survives


@pytest.mark.parametrize("rotation", ["a", "b", "c"])
async def test_a_worker_that_dies_before_the_request_arrives_loses_nothing(world: World, rotation: str) -> None:
    await world.books.settings(rotation=rotation)
    world.flow.clock.advance(hours=25)
    world.flow.wire.on_request(TOKENS, _crash)
    await _refresh_and_die(world)
    assert await _works_or_asks_a_person(world)


@pytest.mark.parametrize("rotation", ["a", "b", "c"])
@pytest.mark.parametrize("stored", [False, True])
async def test_a_worker_that_dies_around_the_store_leaves_no_connection_that_is_silently_dead(
    world: World, rotation: str, stored: bool
) -> None:
    await world.books.settings(rotation=rotation)
    world.flow.clock.advance(hours=25)
    _crashes_when_storing_tokens(world, after=stored)
    await _refresh_and_die(world)
    works = await _works_or_asks_a_person(world)
    assert works or not stored


async def test_whoever_comes_during_a_dead_workers_lease_is_told_when_to_come_back(world: World) -> None:
    world.flow.clock.advance(hours=25)
    world.flow.wire.on_request(TOKENS, _crash)
    await _refresh_and_die(world)
    busy = await world.flow.container().vault.access_token(COMPANY, BOOKS)
    assert busy.error_code == ErrorCode.TOKEN_REFRESH_BUSY
    assert busy.retry_at is not None
    assert busy.retry_at - world.flow.clock.now() <= timedelta(seconds=5)


async def test_a_worker_so_slow_that_its_lease_ends_does_not_undo_the_refresh_of_the_next(world: World) -> None:
    await world.books.settings(rotation="c")
    world.flow.clock.advance(hours=25)
    slow, next_one = world.flow.container().vault, world.flow.container().vault

    async def overtaken(request: httpx.Request) -> None:
        del request
        world.flow.clock.advance(LEASE.total_seconds() + 1)
        (await next_one.access_token(COMPANY, BOOKS)).unwrap()

    world.flow.wire.on_request(TOKENS, overtaken)
    late = (await slow.access_token(COMPANY, BOOKS)).unwrap()
    assert await world.books.accepts(late.value)
    assert await _state(world) is ConnectionState.CONNECTED
