"""The bill: usage and what the stack has, at the prices of the table."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from benchmarks.cost.prices import PRICES, Item, Price
from benchmarks.cost.stack import Stack
from benchmarks.cost.usage import Usage, total

GIGABYTE: Final = 1024**3
ACTIVE_SHARE: Final = Decimal("0.29")
"""ASSUMPTION: a cold start's metric is billed for ten hours of 21 days: a metric is billed by the hours with data."""

type Bill = dict[str, Decimal]


def variable(usage: Usage, memory_mb: Mapping[str, int], retention_days: int) -> Bill:
    """US dollars by service, for what was used."""
    return _priced(
        {
            "Lambda": [
                (Item.LAMBDA_REQUEST, total(usage.invocations)),
                (Item.LAMBDA_GB_SECOND, _gb_seconds(usage, memory_mb)),
            ],
            "DynamoDB": [
                (Item.READ_UNIT, total(usage.read_units)),
                (Item.WRITE_UNIT, total(usage.write_units)),
                (Item.TABLE_GB_MONTH, usage.stored_bytes / GIGABYTE),
                (Item.BACKUP_GB_MONTH, usage.stored_bytes / GIGABYTE),
            ],
            "SQS": [(Item.SQS_STANDARD, usage.sqs_standard), (Item.SQS_FIFO, usage.sqs_fifo)],
            "API Gateway": [(Item.HTTP_API_REQUEST, usage.api_requests)],
            "KMS and secrets": [
                (Item.KMS_REQUEST, usage.kms_requests),
                (Item.SECRET_REQUEST, usage.secret_requests),
            ],
            "Scheduler": [(Item.SCHEDULE_INVOCATION, usage.schedule_invocations)],
            "CloudWatch": [
                (Item.LOG_GB, usage.log_bytes / GIGABYTE),
                (Item.LOG_GB_MONTH, usage.log_bytes / GIGABYTE * retention_days / 30),
            ],
            "Data transfer": [(Item.TRANSFER_GB, usage.egress_bytes / GIGABYTE)],
        }
    )


def fixed(stack: Stack) -> Bill:
    """US dollars by service, for what is there; functions' cold start metrics only for the hours that have any."""
    cold = len(stack.memory_mb)
    metrics = Decimal(stack.metrics - cold) + cold * ACTIVE_SHARE
    return _priced(
        {
            "KMS and secrets": [(Item.KMS_KEY_MONTH, stack.keys), (Item.SECRET_MONTH, stack.secrets)],
            "CloudWatch": [
                (Item.ALARM_MONTH, stack.alarms),
                (Item.DASHBOARD_MONTH, stack.dashboards),
                (Item.METRIC_MONTH, float(metrics)),
            ],
        }
    )


def added(*bills: Bill) -> Bill:
    """All of them."""
    names = dict.fromkeys(name for bill in bills for name in bill)
    return {name: sum((bill.get(name, Decimal(0)) for bill in bills), Decimal(0)) for name in names}


def sum_of(bill: Bill) -> float:
    """US dollars."""
    return round(float(sum(bill.values())), 2)


def _gb_seconds(usage: Usage, memory_mb: Mapping[str, int]) -> float:
    return sum(spent * memory_mb[name] / 1024 for name, spent in usage.seconds.items())


def _priced(lines: Mapping[str, list[tuple[Item, float]]], prices: Mapping[Item, Price] = PRICES) -> Bill:
    return {
        service: sum((prices[item].each * Decimal(repr(float(count))) for item, count in each), Decimal(0))
        for service, each in lines.items()
    }
