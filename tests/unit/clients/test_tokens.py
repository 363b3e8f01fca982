"""The token vault: one refresh at a time, stored before it is used, never a grant lost that could be kept."""

from collections.abc import Sequence
from datetime import timedelta

import httpx
import pytest

from fieldledger.clients.tokens import LEASE, STORE_TRIES
from fieldledger.domain.connection import Connection, ConnectionState, VendorName
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.documents import Write
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.unit.clients.fakes import ScriptedVendor, a_stored_connection, a_token_answer, a_vault, sealed

BOOKS = VendorName.QUICKBOOKS
INVALID_GRANT = httpx.Response(400, json={"error": "invalid_grant"})


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def store() -> InMemoryDocumentStore:
    kept = InMemoryDocumentStore()
    await a_stored_connection(kept)
    return kept


async def _connection(store: InMemoryDocumentStore) -> Connection:
    return (await DocumentConnections(store).get(COMPANY, BOOKS)).unwrap()


async def test_a_token_that_is_good_for_long_is_handed_out_as_it_is(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    vendor = ScriptedVendor(a_token_answer())
    token = (await a_vault(store, clock, vendor).access_token(COMPANY, BOOKS)).unwrap()
    assert (token.value, token.account_id) == ("access-0", "9341453000000001")
    assert vendor.requests == []


async def test_a_known_token_is_not_read_again(store: InMemoryDocumentStore, clock: FakeClock) -> None:
    vault = a_vault(store, clock, ScriptedVendor(a_token_answer()))
    (await vault.access_token(COMPANY, BOOKS)).unwrap()
    store.calls.clear()
    (await vault.access_token(COMPANY, BOOKS)).unwrap()
    assert store.calls == []


@pytest.mark.parametrize(("minutes", "expected"), [(54, "access-0"), (55, "access-1"), (61, "access-1")])
async def test_a_token_is_refreshed_five_minutes_before_its_end(
    store: InMemoryDocumentStore, clock: FakeClock, minutes: int, expected: str
) -> None:
    clock.advance(minutes=minutes)
    vault = a_vault(store, clock, ScriptedVendor(a_token_answer()))
    assert (await vault.access_token(COMPANY, BOOKS)).unwrap().value == expected


async def test_a_new_grant_is_stored_encrypted_before_it_is_used(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    clock.advance(hours=1)
    vault = a_vault(store, clock, ScriptedVendor(a_token_answer(x_refresh_token_expires_in=8_726_400)))
    token = (await vault.access_token(COMPANY, BOOKS)).unwrap()
    stored = await _connection(store)
    assert (token.value, token.expires_at) == ("access-1", clock.now() + timedelta(hours=1))
    assert (stored.access_token, stored.refresh_token) == (sealed("access-1"), sealed("refresh-1"))
    assert stored.refresh_expires_at == clock.now() + timedelta(days=101)
    assert (stored.lease_owner, stored.lease_until) == (None, None)


async def test_a_grant_without_a_new_refresh_token_keeps_the_old_one(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    clock.advance(hours=1)
    vault = a_vault(store, clock, ScriptedVendor(a_token_answer(refresh_token=None)))
    (await vault.access_token(COMPANY, BOOKS)).unwrap()
    assert (await _connection(store)).refresh_token == sealed("refresh-0")


async def test_a_token_that_the_vendor_refused_is_replaced_though_it_looked_good(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    vault = a_vault(store, clock, ScriptedVendor(a_token_answer()))
    (await vault.access_token(COMPANY, BOOKS)).unwrap()
    assert (await vault.access_token(COMPANY, BOOKS, rejected="access-0")).unwrap().value == "access-1"


async def test_a_token_that_somebody_else_has_replaced_already_is_not_refreshed_again(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    vendor = ScriptedVendor(a_token_answer())
    behind = a_vault(store, clock, vendor)
    (await behind.access_token(COMPANY, BOOKS)).unwrap()
    (await a_vault(store, clock, vendor, "container-2").access_token(COMPANY, BOOKS, rejected="access-0")).unwrap()
    assert (await behind.access_token(COMPANY, BOOKS, rejected="access-0")).unwrap().value == "access-1"
    assert len(vendor.requests) == 1


async def test_a_new_grant_survives_that_the_store_is_down_for_a_moment(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    """The old refresh token is dead by then: losing the new one would cost a person's sign-in."""
    clock.advance(hours=1)
    vendor = ScriptedVendor(a_token_answer())
    vendor.before = lambda _: store.fail_next(STORE_TRIES - 1, operation="put")
    assert (await a_vault(store, clock, vendor).access_token(COMPANY, BOOKS)).unwrap().value == "access-1"
    assert (await _connection(store)).refresh_token == sealed("refresh-1")


async def test_a_new_grant_survives_that_somebody_else_wrote_the_connection(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    clock.advance(hours=1)
    touched = False

    async def touch(_writes: Sequence[Write]) -> None:
        nonlocal touched
        if vendor.requests and not touched:
            touched = True
            current = await _connection(store)
            (await DocumentConnections(store).save(current.model_copy(update={"connected_by": "user-2"}))).unwrap()

    vendor = ScriptedVendor(a_token_answer())
    store.before_commit = touch
    assert (await a_vault(store, clock, vendor).access_token(COMPANY, BOOKS)).unwrap().value == "access-1"
    stored = await _connection(store)
    assert (stored.connected_by, stored.refresh_token) == ("user-2", sealed("refresh-1"))


async def test_a_store_that_stays_down_is_said_loudly(
    store: InMemoryDocumentStore, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    clock.advance(hours=1)
    vendor = ScriptedVendor(a_token_answer())
    vendor.before = lambda _: store.fail_next(100, operation="put")
    with caplog.at_level("CRITICAL"):
        failed = await a_vault(store, clock, vendor).access_token(COMPANY, BOOKS)
    assert failed.error_code == ErrorCode.STORE_UNAVAILABLE
    assert [record.message for record in caplog.records] == ["token_store_failed"]


async def test_somebody_elses_refresh_is_awaited_and_its_token_used(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    clock.advance(hours=1)
    connections = DocumentConnections(store)
    leased = (await _connection(store)).model_copy(
        update={"lease_owner": "container-2", "lease_until": clock.now() + LEASE}
    )
    held = (await connections.save(leased)).unwrap()
    vendor = ScriptedVendor(a_token_answer())
    vault = a_vault(store, clock, vendor)

    class Patient(FakeClock):
        async def sleep(self, seconds: float) -> None:
            await super().sleep(seconds)
            if len(self.slept) == 3:
                renewed = held.model_copy(
                    update={
                        "access_token": sealed("access-9"),
                        "access_expires_at": self.now() + timedelta(hours=1),
                        "lease_until": None,
                    }
                )
                (await connections.save(renewed)).unwrap()

    vault._clock = Patient(clock.now())
    assert (await vault.access_token(COMPANY, BOOKS)).unwrap().value == "access-9"
    assert vendor.requests == []


async def _leased(store: InMemoryDocumentStore, clock: FakeClock) -> None:
    lease = {"lease_owner": "container-that-died", "lease_until": clock.now() + LEASE}
    (await DocumentConnections(store).save((await _connection(store)).model_copy(update=lease))).unwrap()


async def test_a_lease_of_a_container_that_died_is_respected_and_then_taken_over(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    clock.advance(hours=1)
    await _leased(store, clock)
    vendor = ScriptedVendor(a_token_answer())
    vault = a_vault(store, clock, vendor)
    assert (await vault.access_token(COMPANY, BOOKS)).error_code == ErrorCode.TOKEN_REFRESH_BUSY
    assert (sum(clock.slept), vendor.requests) == (2.0, [])
    clock.advance(LEASE.total_seconds())
    assert (await vault.access_token(COMPANY, BOOKS)).unwrap().value == "access-1"


async def test_a_token_that_still_works_is_used_while_somebody_else_refreshes(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    clock.advance(minutes=56)
    await _leased(store, clock)
    vault = a_vault(store, clock, ScriptedVendor(a_token_answer()))
    assert (await vault.access_token(COMPANY, BOOKS)).unwrap().value == "access-0"


async def test_a_token_that_still_works_is_used_while_the_token_endpoint_is_down(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    clock.advance(minutes=56)
    vendor = ScriptedVendor(httpx.Response(503), a_token_answer())
    vault = a_vault(store, clock, vendor)
    assert (await vault.access_token(COMPANY, BOOKS)).unwrap().value == "access-0"
    assert (await vault.access_token(COMPANY, BOOKS)).unwrap().value == "access-1"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (httpx.Response(503), ErrorCode.VENDOR_UNAVAILABLE),
        (httpx.Response(429), ErrorCode.VENDOR_UNAVAILABLE),
        (httpx.ReadTimeout("slow"), ErrorCode.VENDOR_UNAVAILABLE),
        (httpx.Response(401, json={"error": "invalid_client"}), ErrorCode.VENDOR_REJECTED),
        (httpx.Response(200, text="fine"), ErrorCode.VENDOR_ANSWER_UNREADABLE),
    ],
)
async def test_trouble_with_the_endpoint_never_ends_the_connection(
    store: InMemoryDocumentStore, clock: FakeClock, answer: httpx.Response | httpx.HTTPError, code: ErrorCode
) -> None:
    clock.advance(hours=1)
    failed = await a_vault(store, clock, ScriptedVendor(answer)).access_token(COMPANY, BOOKS)
    stored = await _connection(store)
    assert failed.error_code == code
    assert (stored.state, stored.refresh_token) == (ConnectionState.CONNECTED, sealed("refresh-0"))
    assert stored.lease_until is None


async def test_an_ended_grant_is_remembered_and_not_asked_for_again(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    clock.advance(hours=1)
    vendor = ScriptedVendor(INVALID_GRANT)
    for _ in range(3):
        failed = await a_vault(store, clock, vendor).access_token(COMPANY, BOOKS)
        assert failed.error_code == ErrorCode.RECONNECT_REQUIRED
    assert len(vendor.requests) == 1
    assert (await DocumentConnections(store).companies_with(BOOKS)).unwrap() == []


async def test_an_ended_grant_that_a_sibling_had_already_renewed_is_no_end(
    store: InMemoryDocumentStore, clock: FakeClock
) -> None:
    """Its lease ran out while the vendor was slow, and another container rotated the token."""
    clock.advance(hours=1)
    sibling = a_vault(store, clock, ScriptedVendor(a_token_answer(7)), "container-2")

    class Slow(ScriptedVendor):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            clock.advance(LEASE.total_seconds() + 1)
            (await sibling.access_token(COMPANY, BOOKS)).unwrap()
            return await super().handle_async_request(request)

    token = await a_vault(store, clock, Slow(INVALID_GRANT)).access_token(COMPANY, BOOKS)
    assert token.unwrap().value == "access-7"
    assert (await _connection(store)).state is ConnectionState.CONNECTED


async def test_a_company_without_connection_is_told_so(clock: FakeClock) -> None:
    vault = a_vault(InMemoryDocumentStore(), clock, ScriptedVendor(a_token_answer()))
    assert (await vault.access_token(COMPANY, BOOKS)).error_code == ErrorCode.NOT_CONNECTED


async def test_a_token_is_not_shown_where_it_is_printed(store: InMemoryDocumentStore, clock: FakeClock) -> None:
    token = (await a_vault(store, clock, ScriptedVendor(a_token_answer())).access_token(COMPANY, BOOKS)).unwrap()
    assert "access-0" not in f"{token!r} {token}"
