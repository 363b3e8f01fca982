"""Reading rate budgets."""

from fieldledger.repositories.budgets import DocumentBudgets
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.services.queries.rate_budgets import RateBudgetQueries
from fieldledger.settings import ControlSettings, LimitsSettings
from fieldledger.wiring.limits import vendor_limits
from fieldledger.wiring.store import clock, document_store


class RateBudgetSettings(ControlSettings, LimitsSettings):
    """What reading budgets needs."""


def rate_budget_queries(settings: RateBudgetSettings) -> RateBudgetQueries:
    """Over the control table."""
    store = document_store(settings)
    return RateBudgetQueries(DocumentConnections(store), DocumentBudgets(store), vendor_limits(settings), clock())
