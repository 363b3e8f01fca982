"""A connected company between the sources and the simulated Raken."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from fieldledger.domain.sync_resource import SyncResource
from fieldledger.services.sync.source import Span, SyncSource
from fieldledger.wiring.sync_sources.raken import raken_sinks, raken_sources_over
from tests.integration.clients.raken.jobsite import Jobsite, a_jobsite
from tests.integration.flow.doubles import RecordingQueue
from tests.integration.sync.walking import Office


@dataclass
class Site:
    """The jobsite, and what is kept of it."""

    jobsite: Jobsite
    office: Office

    def source(self, resource: SyncResource) -> SyncSource:
        """A source in a cold container."""
        return raken_sources_over(self.jobsite.client, self.jobsite.store, self.jobsite.clock)[resource]

    def last(self, **back: float) -> Span:
        """The window that ends now."""
        now = self.jobsite.clock.now()
        return Span(now - timedelta(**back), now)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """An empty company."""
    async with a_jobsite() as jobsite:
        sinks = raken_sinks(jobsite.store, RecordingQueue(), jobsite.clock)
        yield Site(jobsite, Office(jobsite.clock, jobsite.store, sinks))
