"""Connected books between the source and the simulated QuickBooks."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.services.sync.quickbooks.books import BooksSource
from fieldledger.services.sync.source import Span
from fieldledger.wiring.sync_sources.quickbooks import quickbooks_sinks
from tests.builders import COMPANY
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.clients.quickbooks.office import Office as Bookkeeper
from tests.integration.clients.quickbooks.office import an_office
from tests.integration.flow.doubles import RecordingQueue
from tests.integration.sync.walking import Office


@dataclass
class Desk:
    """The books as a bookkeeper sees them, and what is kept of them."""

    bookkeeper: Bookkeeper
    store: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    queue: RecordingQueue = field(default_factory=RecordingQueue)

    def __post_init__(self) -> None:
        sinks = quickbooks_sinks(self.store, self.queue, self.bookkeeper.clock)
        self.office = Office(self.bookkeeper.clock, self.store, sinks)

    @property
    def source(self) -> BooksSource:
        """The source in a cold container."""
        return BooksSource(self.bookkeeper.client, self.bookkeeper.clock)

    def last(self, **back: float) -> Span:
        """The window that ends now."""
        now = self.bookkeeper.clock.now()
        return Span(now - timedelta(**back), now)

    def a_bill(self, **fields: str) -> dict[str, Any]:
        """A bill as a person's browser sends it."""
        bill: dict[str, Any] = json.loads(json.dumps(self.bookkeeper.a_bill(**fields), default=float))
        return bill

    async def inbox(self) -> list[ExceptionItem]:
        """What waits for a person."""
        page = await DocumentExceptions(self.store).by_state(COMPANY, ExceptionState.OPEN, 100, None)
        return list(page.unwrap().items)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """A small stock of names."""
    async with an_office() as bookkeeper:
        yield Desk(bookkeeper)
