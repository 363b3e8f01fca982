"""A person connects the company's vendor accounts by signing in there, and ends it again."""

from collections.abc import Iterator
from itertools import count

import httpx
import pytest

from fieldledger.domain.connection import ConnectionState, VendorName
from fieldledger.domain.posting import PostingState
from fieldledger.repositories.authorizations import DocumentAuthorizations
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.documents import TableName
from fieldledger.result import ErrorCode
from fieldledger.services.connecting.sign_in import Callback, VendorSignIn
from tests.builders import ACCOUNTANT, COMPANY
from tests.integration.flow.harness import BACK, World
from tests.integration.flow.simulated_quickbooks import REALM
from tests.integration.flow.simulated_raken import a_card

BOOKS = VendorName.QUICKBOOKS
ADMIN = "user-admin"


class People:
    """What people do with the sign-in service; the states that it draws are known."""

    def __init__(self, world: World) -> None:
        container = world.flow.container()
        numbers: Iterator[int] = count(1)
        self.world = world
        self.connections = container.connections
        self.vault = container.vault
        self.sign_in = VendorSignIn(
            DocumentAuthorizations(world.flow.store),
            container.connections,
            world.flow.oauth(),
            world.flow.clock,
            BACK,
            lambda: f"state-{next(numbers)}",
        )

    async def begin(self) -> str:
        return (await self.sign_in.begin(COMPANY, ADMIN, BOOKS)).unwrap().state

    async def come_back(self, state: str, user_id: str = ADMIN, vendor: VendorName = BOOKS) -> str | None:
        """The error code of the callback, or None."""
        code = await self.world.books.authorize()
        completed = await self.sign_in.complete(COMPANY, user_id, Callback(vendor, state, code, REALM))
        return completed.error_code


@pytest.fixture
def people(world: World) -> People:
    return People(world)


async def test_a_person_is_sent_to_the_vendor_with_a_state_and_our_own_address(people: People) -> None:
    begun = (await people.sign_in.begin(COMPANY, ADMIN, BOOKS)).unwrap()
    asked = httpx.URL(begun.url).params
    assert (asked["state"], asked["redirect_uri"], asked["response_type"]) == (begun.state, BACK, "code")


async def test_coming_back_connects_the_company(people: People) -> None:
    assert await people.come_back(await people.begin()) is None
    connection = (await DocumentConnections(people.world.flow.store).get(COMPANY, BOOKS)).unwrap()
    assert (connection.connected_by, connection.account_id) == (ADMIN, REALM)


async def test_raken_says_itself_whose_account_it_is(people: People) -> None:
    begun = (await people.sign_in.begin(COMPANY, ADMIN, VendorName.RAKEN)).unwrap()
    code = await people.world.jobsite.authorize()
    connected = await people.sign_in.complete(COMPANY, ADMIN, Callback(VendorName.RAKEN, begun.state, code))
    assert connected.unwrap().account_id == "c-bluestem"


async def test_a_state_is_good_once(people: People) -> None:
    state = await people.begin()
    assert await people.come_back(state) is None
    assert await people.come_back(state) == ErrorCode.AUTHORIZATION_INVALID


async def test_a_state_is_good_for_ten_minutes(people: People) -> None:
    state = await people.begin()
    people.world.flow.clock.advance(minutes=10)
    assert await people.come_back(state) == ErrorCode.AUTHORIZATION_INVALID


async def test_a_state_is_good_for_the_person_who_began_only(people: People) -> None:
    assert await people.come_back(await people.begin(), user_id=ACCOUNTANT) == ErrorCode.AUTHORIZATION_INVALID


async def test_a_state_is_good_for_the_vendor_it_was_begun_for_only(people: People) -> None:
    assert await people.come_back(await people.begin(), vendor=VendorName.RAKEN) == ErrorCode.AUTHORIZATION_INVALID


async def test_a_state_that_was_never_ours_is_refused(people: People) -> None:
    assert await people.come_back("made-up") == ErrorCode.AUTHORIZATION_INVALID


async def test_two_callbacks_with_one_state_at_once_exchange_one_code(people: People) -> None:
    state = await people.begin()
    exchanges = people.world.flow.wire.count("tokens/bearer")
    store = people.world.flow.store

    async def meanwhile(_writes: object) -> None:
        store.before_commit = None
        assert await people.come_back(state) is None

    store.before_commit = meanwhile
    assert await people.come_back(state) == ErrorCode.AUTHORIZATION_INVALID
    assert people.world.flow.wire.count("tokens/bearer") == exchanges + 1


async def test_the_state_itself_is_stored_nowhere(people: People) -> None:
    state = await people.begin()
    assert all(state not in f"{document}" for document in people.world.flow.store.documents(TableName.CONTROL))


async def test_nobody_signs_in_where_only_our_app_does(people: People) -> None:
    begun = await people.sign_in.begin(COMPANY, ADMIN, VendorName.FOUNDATION)
    assert begun.error_code == ErrorCode.VALIDATION_FAILED


async def test_disconnecting_ends_the_grant_at_the_vendor_and_forgets_its_tokens(people: People) -> None:
    token = (await people.vault.access_token(COMPANY, BOOKS)).unwrap().value
    ended = (await people.connections.disconnect(COMPANY, ADMIN, BOOKS)).unwrap()
    assert (ended.state, ended.access_token, ended.refresh_token) == (ConnectionState.DISCONNECTED, "", "")
    assert not await people.world.books.accepts(token)
    assert (await people.vault.access_token(COMPANY, BOOKS)).error_code == ErrorCode.NOT_CONNECTED


async def test_another_container_notices_the_disconnection_within_a_minute(people: People) -> None:
    other = people.world.flow.container().vault
    (await other.access_token(COMPANY, BOOKS)).unwrap()
    (await people.connections.disconnect(COMPANY, ADMIN, BOOKS)).unwrap()
    people.world.flow.clock.advance(61)
    assert (await other.access_token(COMPANY, BOOKS)).error_code == ErrorCode.NOT_CONNECTED


async def test_a_vendor_that_does_not_answer_keeps_nobody_from_disconnecting(people: People) -> None:
    await people.world.books.fault("drop_before", path="/tokens/revoke$")
    ended = await people.connections.disconnect(COMPANY, ADMIN, BOOKS)
    assert ended.unwrap().state is ConnectionState.DISCONNECTED


async def test_who_is_not_connected_cannot_disconnect(people: People) -> None:
    gone = await people.connections.disconnect(COMPANY, ADMIN, VendorName.PROCORE)
    assert gone.error_code == ErrorCode.NOT_CONNECTED


async def test_approved_work_waits_while_nobody_is_connected_and_goes_on_after(people: People) -> None:
    await people.world.with_cards(a_card("c-1"))
    (await people.connections.disconnect(COMPANY, ADMIN, BOOKS)).unwrap()
    assert (await people.world.flow.write()).error_code == ErrorCode.NOT_CONNECTED
    assert set(await people.world.flow.states()) == {PostingState.PENDING}
    assert await people.come_back(await people.begin()) is None
    (await people.world.flow.write()).unwrap()
    await people.world.assert_books_equal_approvals()


async def test_a_company_stays_with_its_account_even_after_it_disconnected(people: People) -> None:
    (await people.connections.disconnect(COMPANY, ADMIN, BOOKS)).unwrap()
    code = await people.world.books.authorize()
    other = await people.connections.complete(COMPANY, ADMIN, BOOKS, "another-realm", code, BACK)
    assert other.error_code == ErrorCode.ALREADY_EXISTS
