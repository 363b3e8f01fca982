"""All of Procore's resources as sync sources."""

from collections.abc import Mapping

from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.domain.clock import Clock
from fieldledger.domain.rate_windows import Priority
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.companies import Companies, DocumentCompanies
from fieldledger.repositories.documents import DocumentStore
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.procore.budgets import BudgetsSource, PreferredView
from fieldledger.services.sync.procore.change_orders import ChangeOrdersSource
from fieldledger.services.sync.procore.commitments import CommitmentsSource
from fieldledger.services.sync.procore.contract_payments import ContractPaymentsSource
from fieldledger.services.sync.procore.cost_codes import cost_codes_source
from fieldledger.services.sync.procore.daily_logs import DailyLogsSource
from fieldledger.services.sync.procore.direct_costs import DirectCostsSource
from fieldledger.services.sync.procore.payment_applications import PaymentApplicationsSource
from fieldledger.services.sync.procore.prime_contracts import PrimeContractsSource
from fieldledger.services.sync.procore.projects import projects_source
from fieldledger.services.sync.procore.requisitions import requisitions_source
from fieldledger.services.sync.procore.timecards import TimecardsSource
from fieldledger.services.sync.procore.users import UsersSource
from fieldledger.services.sync.procore.vendors import vendors_source
from fieldledger.services.sync.source import SyncSource
from fieldledger.settings import ProcoreSettings
from fieldledger.wiring.procore import procore_api
from fieldledger.wiring.store import clock


def procore_sources(
    settings: ProcoreSettings, store: DocumentStore, priority: Priority
) -> Mapping[SyncResource, SyncSource]:
    """On the real vendor, within its limits."""
    return procore_sources_over(procore_api(settings, store, priority), DocumentCompanies(store), clock())


def procore_sources_over(api: ProcoreApi, companies: Companies, time: Clock) -> Mapping[SyncResource, SyncSource]:
    """Over any client, companies and clock."""
    sources: tuple[SyncSource, ...] = (
        projects_source(api.projects),
        UsersSource(api.users),
        vendors_source(api.vendors),
        cost_codes_source(api.cost_codes),
        BudgetsSource(api.budgets, _preferred_view(companies)),
        CommitmentsSource(api),
        ChangeOrdersSource(api),
        requisitions_source(api.requisitions),
        DirectCostsSource(api.direct_costs),
        PrimeContractsSource(api),
        PaymentApplicationsSource(api.payment_applications),
        ContractPaymentsSource(api),
        TimecardsSource(api.timecard_entries),
        DailyLogsSource(api.daily_logs, time),
    )
    return {source.traits.resource: source for source in sources}


def _preferred_view(companies: Companies) -> PreferredView:
    async def preferred(company_id: str) -> Result[str | None]:
        found = await companies.get(company_id)
        if found.error_code == ErrorCode.NOT_FOUND:
            return Result.ok(None)
        return found.map(lambda company: company.procore_budget_view)

    return preferred
