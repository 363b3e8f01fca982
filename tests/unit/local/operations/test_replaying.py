"""The command of a replay: a day is the company's own, from its midnight on."""

import asyncio
from datetime import UTC, datetime

from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.sync_states import DocumentSyncStates
from tests.builders import COMPANY, a_company
from tests.builders.moments import APPROVED_AT
from tests.builders.syncs import a_sync_run, a_sync_state
from tests.unit.local.operations.conftest import Stack

VENDORS, PROJECTS = SyncResource.PROCORE_VENDORS, SyncResource.PROCORE_PROJECTS


def test_a_day_begins_at_midnight_of_the_companys_time_zone(stack: Stack) -> None:
    states = DocumentSyncStates(stack.store)
    company = a_company().model_copy(update={"time_zone": "America/Denver"})
    read = a_sync_state(resource=VENDORS).model_copy(update={"synced_until": APPROVED_AT})
    asyncio.run(DocumentCompanies(stack.store).save(company)).unwrap()
    asyncio.run(states.save(read)).unwrap()
    asyncio.run(states.save(a_sync_state(resource=PROJECTS, active=a_sync_run(resource=PROJECTS)))).unwrap()

    told = stack.operator("replay-day", "--company", COMPANY, "procore", "2026-03-01")
    assert "1 resources of procore are read again from 2026-03-01T07:00:00Z on" in told
    assert "procore/projects is being read" in told
    state = asyncio.run(states.find(COMPANY, VENDORS)).unwrap()
    assert state is not None
    assert state.synced_until == datetime(2026, 3, 1, 7, tzinfo=UTC)


def test_a_company_that_does_not_exist_is_told(stack: Stack) -> None:
    assert "NOT_FOUND" in stack.refused("replay-day", "--company", "unknown", "procore", "2026-03-01")
