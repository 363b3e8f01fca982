"""Measuring how things stand, on AWS."""

from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.services.standing import StandingMeasures
from fieldledger.wiring.rate_budgets import RateBudgetSettings, rate_budget_queries
from fieldledger.wiring.store import clock, document_store


def standing_measures(settings: RateBudgetSettings) -> StandingMeasures:
    """Over the control table."""
    store = document_store(settings)
    return StandingMeasures(
        DocumentConnections(store),
        DocumentSyncStates(store),
        rate_budget_queries(settings),
        DocumentExceptions(store),
        clock(),
    )
