"""The hourly run: enrolment, and how things stand as metrics."""

from datetime import timedelta

import pytest

from fieldledger.clients.quickbooks.costs import READS
from fieldledger.domain.connection import ConnectionState, VendorName
from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.rate_budget import Count
from fieldledger.domain.sync_resource import SyncResource, resources_of
from fieldledger.repositories.budgets import DocumentBudgets
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.result import UnwrapError
from fieldledger.settings import load
from fieldledger.wiring import rate_budgets, standing, starting_syncs
from fieldledger.wiring.rate_budgets import RateBudgetSettings
from tests.builders import COMPANY, a_budget, a_connection, an_exception
from tests.builders.syncs import a_sync_state
from tests.support.lambda_context import FakeLambdaContext
from tests.unit.functions.conftest import Backend

OTHER = "company-2"
REQUISITIONS = SyncResource.PROCORE_REQUISITIONS


class Hour:
    """What an hourly run does and prints."""

    def __init__(self, backend: Backend, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._backend, self._capsys = backend, capsys
        for module in (rate_budgets, standing, starting_syncs):
            monkeypatch.setattr(module, "document_store", lambda _: backend.store)
            monkeypatch.setattr(module, "clock", lambda: backend.clock)

    def run(self) -> str:
        """The lines of metrics."""
        settings = load(RateBudgetSettings)
        module = self._backend.function(
            "schedules/enrol_syncs",
            enrolling=starting_syncs.enrolment(settings),
            connected=starting_syncs.connections(settings),
            measures=standing.standing_measures(settings),
        )
        self.enrolled = module.lambda_handler({}, FakeLambdaContext())["enrolled"]
        return self._capsys.readouterr().out

    def connect(
        self,
        vendor: VendorName = VendorName.PROCORE,
        company_id: str = COMPANY,
        state: ConnectionState = ConnectionState.CONNECTED,
    ) -> None:
        """A vendor account of a company."""
        connection = a_connection(vendor=vendor, company_id=company_id, account_id=f"{company_id}-1", state=state)
        self._backend.keep(DocumentConnections(self._backend.store).save(connection))

    def read(
        self, resource: SyncResource, minutes_ago: float, company_id: str = COMPANY, *, paused: bool = False
    ) -> None:
        """A resource whose last run began so long ago."""
        until = self._backend.clock.now() - timedelta(minutes=minutes_ago)
        state = a_sync_state(company_id=company_id, resource=resource, paused=paused)
        self._backend.keep(
            DocumentSyncStates(self._backend.store).save(state.model_copy(update={"synced_until": until}))
        )


@pytest.fixture
def hour(backend: Backend, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Hour:
    return Hour(backend, monkeypatch, capsys)


def test_a_connected_company_without_states_is_enrolled(hour: Hour) -> None:
    hour.connect()
    hour.run()
    assert hour.enrolled == len(resources_of(VendorName.PROCORE))


def test_freshness_is_that_of_the_resource_that_was_read_longest_ago_in_any_company(hour: Hour) -> None:
    for company_id, minutes in ((COMPANY, 10), (OTHER, 90)):
        hour.connect(company_id=company_id)
        for resource in resources_of(VendorName.PROCORE):
            hour.read(resource, minutes, company_id)
    assert '"ProcoreBehindSeconds":[5400.0]' in hour.run()


def test_freshness_counts_what_was_paused_again_once_it_is_enrolled_and_leaves_out_other_vendors(hour: Hour) -> None:
    hour.connect()
    for resource in resources_of(VendorName.PROCORE):
        hour.read(resource, 600 if resource is REQUISITIONS else 5, paused=resource is REQUISITIONS)
    hour.connect(VendorName.RAKEN)
    for resource in resources_of(VendorName.RAKEN):
        hour.read(resource, 200)
    printed = hour.run()
    assert '"RakenBehindSeconds":[12000.0]' in printed
    assert '"ProcoreBehindSeconds":[36000.0]' in printed


def test_a_resource_that_was_never_read_is_late_from_the_moment_its_first_run_was_due(
    hour: Hour, backend: Backend
) -> None:
    hour.connect()
    for resource in resources_of(VendorName.PROCORE):
        state = a_sync_state(resource=resource, due_at=backend.clock.now() - timedelta(hours=3))
        backend.keep(DocumentSyncStates(backend.store).save(state))
    assert '"ProcoreBehindSeconds":[10800.0]' in hour.run()


def test_a_vendor_that_nobody_is_connected_to_has_no_figures(hour: Hour) -> None:
    hour.connect(state=ConnectionState.RECONNECT_REQUIRED)
    printed = hour.run()
    assert '"OpenExceptions":[0.0]' in printed
    assert "BehindSeconds" not in printed
    assert "BudgetLeftPercent" not in printed


def test_the_budget_is_the_limit_of_which_least_is_left_in_any_company(hour: Hour, backend: Backend) -> None:
    for company_id, used in ((COMPANY, 125_000), (OTHER, 450_000)):
        hour.connect(VendorName.QUICKBOOKS, company_id)
        count = Count(ends_at=backend.clock.now() + timedelta(hours=1), used=used)
        budget = a_budget(company_id=company_id, account=f"quickbooks:{company_id}-1")
        backend.keep(DocumentBudgets(backend.store).save(budget.model_copy(update={"counts": {READS: count}})))
    assert '"QuickbooksBudgetLeftPercent":[10.0]' in hour.run()


def test_an_account_that_was_never_called_has_its_whole_budget(hour: Hour) -> None:
    hour.connect(VendorName.FOUNDATION)
    assert '"FoundationBudgetLeftPercent":[100.0]' in hour.run()


def test_open_exceptions_are_those_of_all_connected_companies_once_each(hour: Hour, backend: Backend) -> None:
    exceptions = DocumentExceptions(backend.store)
    for company_id in (COMPANY, OTHER):
        hour.connect(VendorName.RAKEN, company_id)
        hour.connect(VendorName.PROCORE, company_id)
        backend.keep(exceptions.save(an_exception(company_id=company_id)))
    backend.keep(exceptions.save(an_exception(subject="employee:2", state=ExceptionState.RESOLVED)))
    assert '"OpenExceptions":[2.0]' in hour.run()


def test_a_store_that_does_not_answer_fails_the_invocation(hour: Hour, backend: Backend) -> None:
    hour.connect()
    backend.store.fail_next()
    with pytest.raises(UnwrapError):
        hour.run()
