"""GET /v1/reconciliations from what comparisons leave behind."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from fieldledger.domain.census import Census
from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncMode, SyncProgress, SyncRequest, SyncRun, SyncState
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.result import ErrorCode
from fieldledger.services.queries.reconciliations import ReconciliationQueries
from fieldledger.services.sync.beginning import begun
from tests.builders import APPROVED_AT, an_exception
from tests.builders.syncs import a_sync_run, a_sync_state
from tests.support.api import Handler, claims, get
from tests.unit.functions.conftest import Backend

PATH = "/v1/reconciliations"
REQUISITIONS, BOOKS = SyncResource.PROCORE_REQUISITIONS, SyncResource.QUICKBOOKS_BOOKS
BILLS, INVOICES = SyncResource.QUICKBOOKS_BILLS, SyncResource.QUICKBOOKS_INVOICES
COMPARED_AT = APPROVED_AT + timedelta(minutes=9)


@pytest.fixture
def handler(backend: Backend) -> Handler:
    store = backend.store
    queries = ReconciliationQueries(DocumentSyncStates(store), DocumentExceptions(store))
    return backend.handler("api/list_reconciliations", reconciliations=queries)


def a_whole_read(resource: SyncResource, **census: Census) -> SyncRun:
    """A read of everything that was compared at its end; the names of the census are those below the vendor."""
    state = SyncState(company_id="company-1", resource=resource, due_at=APPROVED_AT)
    run = begun(state, SyncRequest(mode=SyncMode.FULL, requested_by="system"), APPROVED_AT).active
    assert run is not None
    named = {SyncResource(f"{resource.vendor}/{name}"): {0: each} for name, each in census.items()}
    changes = {"progress": SyncProgress(census=named), "finished_at": COMPARED_AT + timedelta(seconds=1)}
    return run.model_copy(update=changes)


def compared(backend: Backend, run: SyncRun, last: SyncRun | None = None) -> None:
    """The state after the run, and perhaps after a later one."""
    times = {"full_at": run.started_at, "reconciled_at": COMPARED_AT, "last": last or run}
    state = a_sync_state(resource=run.resource).model_copy(update=times)
    states = DocumentSyncStates(backend.store)
    backend.keep(states.save(state))
    backend.keep(states.keep_run(run))


def differs(backend: Backend, subject: str, state: ExceptionState = ExceptionState.OPEN, **details: str) -> None:
    item = an_exception(code=ErrorCode.SYNC_DIFFERS, subject=subject, state=state, details=details)
    backend.keep(DocumentExceptions(backend.store).save(item))


@pytest.mark.parametrize("later", [timedelta(seconds=-1), timedelta(), timedelta(seconds=3)])
def test_where_both_agree_the_counts_are_those_of_the_compared_read(
    backend: Backend, handler: Handler, later: timedelta
) -> None:
    """The comparison is written down a little before or after the end of its run."""
    run = a_whole_read(REQUISITIONS, requisitions=Census(records=12, digest=5, amount=Decimal("98000.50")))
    compared(backend, run.model_copy(update={"finished_at": COMPARED_AT - later}))
    [found] = get(PATH).to(handler).data
    assert found == {
        "resource": "procore/requisitions",
        "vendor": "procore",
        "result": "agrees",
        "compared_at": COMPARED_AT.isoformat().replace("+00:00", "Z"),
        "theirs": {"records": 12, "amount": "98000.50"},
        "ours": {"records": 12, "amount": "98000.50"},
        "differences": [],
    }


def test_the_compared_read_is_found_among_the_kept_runs_after_later_ones(backend: Backend, handler: Handler) -> None:
    later = a_sync_run(resource=REQUISITIONS, run_id="later", started_at=APPROVED_AT + timedelta(hours=2))
    compared(backend, a_whole_read(REQUISITIONS, requisitions=Census(records=12)), last=later)
    other = a_whole_read(SyncResource.PROCORE_BUDGETS, budgets=Census(records=3))
    backend.keep(DocumentSyncStates(backend.store).keep_run(other))
    [found] = get(PATH).to(handler).data
    assert found["theirs"]["records"] == 12


def test_a_later_whole_read_that_was_not_compared_says_nothing(backend: Backend, handler: Handler) -> None:
    run = a_whole_read(REQUISITIONS, requisitions=Census(records=12))
    compared(backend, run)
    states = DocumentSyncStates(backend.store)
    state = backend.keep(states.find("company-1", REQUISITIONS))
    assert state is not None
    again = state.model_copy(update={"reconciled_at": APPROVED_AT - timedelta(hours=3)})
    backend.keep(states.save(again))
    [found] = get(PATH).to(handler).data
    assert (found["result"], found["theirs"], found["ours"]) == ("agrees", None, None)


def test_a_difference_shows_both_sides_and_the_item_that_says_what_to_do(backend: Backend, handler: Handler) -> None:
    compared(backend, a_whole_read(REQUISITIONS, requisitions=Census(records=12)))
    differs(
        backend,
        "sync:procore/requisitions",
        vendor_records="12",
        our_records="13",
        vendor_amount="100.00",
        our_amount="110.00",
        no_longer_listed="5001",
    )
    differs(backend, "sync:procore/budgets", ExceptionState.RESOLVED, vendor_records="1", our_records="2")
    [found] = get(PATH).to(handler).data
    [difference] = found["differences"]
    assert (found["result"], found["theirs"]) == ("differs", None)
    assert difference["theirs"] == {"records": 12, "amount": "100.00"}
    assert difference["ours"] == {"records": 13, "amount": "110.00"}
    assert difference["details"]["no_longer_listed"] == "5001"
    assert (
        difference["exception_id"]
        == an_exception(code=ErrorCode.SYNC_DIFFERS, subject="sync:procore/requisitions").exception_id
    )


def test_lists_that_come_with_the_books_stand_apart(backend: Backend, handler: Handler) -> None:
    compared(backend, a_whole_read(BOOKS, bills=Census(records=4), invoices=Census(records=2)))
    differs(backend, f"sync:{BILLS}", vendor_records="4", our_records="5")
    found = {row["resource"]: row["result"] for row in get(PATH).to(handler).data}
    assert found == {BILLS: "differs", INVOICES: "agrees"}


def test_differences_of_pay_periods_are_told_apart(backend: Backend, handler: Handler) -> None:
    compared(backend, a_whole_read(SyncResource.RAKEN_TIME_CARDS))
    differs(backend, "sync:raken/time_cards:2026-02-23", vendor_records="80", our_records="81", vendor_minutes="100")
    differs(backend, "sync:raken/time_cards:2026-03-02", vendor_records="9", our_records="8")
    [found] = get(PATH).to(handler).data
    assert {(each["part"], each["ours"]["records"]) for each in found["differences"]} == {
        ("2026-02-23", 81),
        ("2026-03-02", 8),
    }


def test_what_was_never_compared_says_so_and_results_and_vendors_can_be_asked_for(
    backend: Backend, handler: Handler
) -> None:
    compared(backend, a_whole_read(REQUISITIONS, requisitions=Census(records=12)))
    states = DocumentSyncStates(backend.store)
    backend.keep(states.save(a_sync_state(resource=SyncResource.RAKEN_MEMBERS)))
    backend.keep(states.save(a_sync_state(company_id="company-2")))
    results = {row["resource"]: row["result"] for row in get(PATH).to(handler).data}
    assert results == {"procore/requisitions": "agrees", "raken/members": "never"}
    assert [row["resource"] for row in get(PATH, vendor="raken").to(handler).data] == ["raken/members"]
    assert [row["resource"] for row in get(PATH, result="agrees").to(handler).data] == ["procore/requisitions"]
    assert get(PATH, result="perhaps").to(handler).details["fields"][0]["field"] == "query.result"


@pytest.mark.parametrize(("role", "status"), [("viewer", 200), ("project_manager", 403), ("accountant", 200)])
def test_comparisons_are_not_for_those_who_see_their_own_jobs_only(handler: Handler, role: str, status: int) -> None:
    assert replace(get(PATH), claims=claims(role)).to(handler).status == status
