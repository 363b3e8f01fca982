"""How webhooks reach the sync where the schedule begins the runs."""

from datetime import timedelta

import pytest

from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncMode, SyncState
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.wiring.syncs import DueAtOnce, single_resync
from tests.builders import COMPANY
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore

pytestmark = pytest.mark.anyio

COSTS = SyncResource.PROCORE_DIRECT_COSTS


async def requested(*, enrolled: bool = True, paused: bool = False) -> SyncState | None:
    """What becomes of a state that is due in an hour."""
    clock, states = FakeClock(), DocumentSyncStates(InMemoryDocumentStore())
    due_at = clock.now() + timedelta(hours=1)
    if enrolled:
        (await states.save(SyncState(company_id=COMPANY, resource=COSTS, due_at=due_at, paused=paused))).unwrap()
    for _ in range(2):
        done = await DueAtOnce(states, clock).request(COMPANY, COSTS, SyncMode.INCREMENTAL, "webhook")
        assert done.success
    return (await states.find(COMPANY, COSTS)).unwrap()


async def test_a_resource_that_is_enrolled_is_due_at_once() -> None:
    state = await requested()

    assert state is not None
    assert (state.due_at, state.version) == (FakeClock().now(), 2)


async def test_a_paused_resource_stays_paused() -> None:
    state = await requested(paused=True)

    assert state is not None
    assert state.due_at > FakeClock().now()


async def test_one_that_was_never_enrolled_stays_so() -> None:
    assert await requested(enrolled=False) is None


async def test_without_sources_a_read_says_so() -> None:
    assert (await single_resync().read(COMPANY, COSTS, "1", None)).error_code == "NOT_FOUND"
