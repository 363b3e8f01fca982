"""How things stand, as metrics: the dashboard and the alarms on freshness read them."""

from fieldledger.runtime import metrics
from fieldledger.services.standing import Standing


def measure(standing: Standing) -> None:
    """One name for each vendor, ``RakenBehindSeconds`` and ``RakenBudgetLeftPercent``, since no dimension is added."""
    for each in standing.vendors:
        name = each.vendor.value.capitalize()
        metrics.gauge(f"{name}BehindSeconds", each.behind.total_seconds(), metrics.MetricUnit.Seconds)
        metrics.gauge(f"{name}BudgetLeftPercent", each.budget_left, metrics.MetricUnit.Percent)
    metrics.count("OpenExceptions", standing.open_exceptions)
