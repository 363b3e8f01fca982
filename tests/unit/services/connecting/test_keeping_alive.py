"""Each grant is used once a day."""

from dataclasses import dataclass, field
from datetime import timedelta

from fieldledger.clients.tokens import AccessToken
from fieldledger.domain.connection import VendorName
from fieldledger.domain.exception_item import ExceptionState
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.result import ErrorCode, Result
from fieldledger.services.connecting.keeping_alive import KeepAlive, KeptAlive
from fieldledger.services.inbox import Inbox
from tests.builders import COMPANY
from tests.builders.vendors import a_connection
from tests.fakes.clock import MONDAY_MORNING, FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow.doubles import NoDeadline, StepsDeadline


@dataclass
class Vault:
    """Answers for each company; a token where nothing else was said."""

    answers: dict[str, ErrorCode] = field(default_factory=dict)
    asked: list[tuple[str, VendorName]] = field(default_factory=list)

    async def access_token(
        self, company_id: str, vendor: VendorName, rejected: str | None = None
    ) -> Result[AccessToken]:
        self.asked.append((company_id, vendor))
        code = self.answers.get(company_id)
        if code is not None:
            return Result.fail("no token", code)
        return Result.ok(AccessToken("token", "account", MONDAY_MORNING + timedelta(hours=1)))


async def connected(store: InMemoryDocumentStore, *companies: str, vendor: VendorName = VendorName.RAKEN) -> None:
    for company_id in companies:
        (await DocumentConnections(store).save(a_connection(company_id=company_id, vendor=vendor))).unwrap()


def keeping(store: InMemoryDocumentStore, vault: Vault) -> KeepAlive:
    return KeepAlive(DocumentConnections(store), vault, Inbox(DocumentExceptions(store), FakeClock()))


async def test_every_connection_of_every_vendor_is_used() -> None:
    store, vault = InMemoryDocumentStore(), Vault()
    await connected(store, COMPANY, "company-2")
    await connected(store, COMPANY, vendor=VendorName.QUICKBOOKS)
    done = (await keeping(store, vault).use_all(NoDeadline())).unwrap()
    assert done == KeptAlive(alive=3)
    assert len(vault.asked) == 3


async def test_a_grant_that_has_ended_is_told_and_the_others_are_used() -> None:
    store, vault = InMemoryDocumentStore(), Vault({COMPANY: ErrorCode.RECONNECT_REQUIRED})
    await connected(store, COMPANY, "company-2")
    assert (await keeping(store, vault).use_all(NoDeadline())).unwrap() == KeptAlive(alive=1, to_reconnect=1)
    items = (await DocumentExceptions(store).by_state(COMPANY, ExceptionState.OPEN, 10, None)).unwrap().items
    assert [item.subject for item in items] == ["connection:raken"]


async def test_a_vendor_that_is_down_is_asked_tomorrow() -> None:
    store, vault = InMemoryDocumentStore(), Vault({COMPANY: ErrorCode.VENDOR_UNAVAILABLE})
    await connected(store, COMPANY)
    assert (await keeping(store, vault).use_all(NoDeadline())).unwrap() == KeptAlive(left=1)


async def test_without_time_the_rest_is_left() -> None:
    store, vault = InMemoryDocumentStore(), Vault()
    await connected(store, "company-1", "company-2", "company-3")
    assert (await keeping(store, vault).use_all(StepsDeadline(1))).unwrap() == KeptAlive(alive=1, left=2)
