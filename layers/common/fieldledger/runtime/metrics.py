"""CloudWatch metrics in embedded metric format; dimensions are service and stage, never a company (cost)."""

from functools import cache
from typing import Final

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.settings import Settings, loaded

__all__ = ["MetricUnit", "cold_start", "count", "flush", "gauge"]

NAMESPACE: Final = "Fieldledger"


@cache
def _metrics() -> Metrics:
    metrics = Metrics(namespace=NAMESPACE)
    metrics.set_default_dimensions(stage=loaded(Settings).stage)
    return metrics


def count(name: str, number: int = 1) -> None:
    """Count ``number`` occurrences of ``name``."""
    _metrics().add_metric(name=name, unit=MetricUnit.Count, value=number)


def gauge(name: str, value: float, unit: MetricUnit) -> None:
    """Record a measured ``value``."""
    _metrics().add_metric(name=name, unit=unit, value=value)


class _ColdStart:
    """Counts the container's first invocation and no other."""

    counted = False

    def __call__(self, context: LambdaContext) -> None:
        if not self.counted:
            self.counted = True
            _metrics().provider.add_cold_start_metric(context=context)


cold_start: Final = _ColdStart()


def flush() -> None:
    """Print what was recorded; nothing is printed when nothing was."""
    if _metrics().metric_set:
        _metrics().flush_metrics()
