"""What AWS asks for in us-east-1, in US dollars: one table, each price with where and when it was read.

Free tiers are left out: a stack shares an account with others, and what is free there is not ours to count on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

REGION: Final = "us-east-1"
MILLION: Final = 1_000_000
_READ: Final = date(2026, 11, 28)


class Item(StrEnum):
    """What is billed."""

    LAMBDA_REQUEST = "Lambda request"
    LAMBDA_GB_SECOND = "Lambda GB-second, arm64"
    READ_UNIT = "DynamoDB read request unit"
    WRITE_UNIT = "DynamoDB write request unit"
    TABLE_GB_MONTH = "DynamoDB storage, GB-month"
    BACKUP_GB_MONTH = "DynamoDB point-in-time recovery, GB-month"
    SQS_STANDARD = "SQS request, standard queue"
    SQS_FIFO = "SQS request, FIFO queue"
    HTTP_API_REQUEST = "API Gateway HTTP API request"
    KMS_KEY_MONTH = "KMS customer managed key, month"
    KMS_REQUEST = "KMS request"
    SECRET_MONTH = "Secrets Manager secret, month"
    SECRET_REQUEST = "Secrets Manager request"
    SCHEDULE_INVOCATION = "EventBridge Scheduler invocation"
    LOG_GB = "CloudWatch Logs ingestion, GB"
    LOG_GB_MONTH = "CloudWatch Logs storage, GB-month"
    METRIC_MONTH = "CloudWatch custom metric, month"
    ALARM_MONTH = "CloudWatch alarm, month"
    DASHBOARD_MONTH = "CloudWatch dashboard, month"
    TRANSFER_GB = "Data transfer to the internet, GB"


@dataclass(frozen=True, slots=True)
class Price:
    """``usd`` for ``per`` pieces.

    ``verified`` is False where no page of AWS or of two others that agree could be read: the price is from memory of
    AWS's list and to be checked before anybody relies on its line.
    """

    usd: Decimal
    per: int
    source: str
    read_on: date = _READ
    verified: bool = True

    @property
    def each(self) -> Decimal:
        """For one piece."""
        return self.usd / self.per


_LAMBDA: Final = "aws.amazon.com/lambda/pricing, figures as cloudchipr.com/blog/aws-lambda-pricing quotes them"
_DYNAMODB: Final = "aws.amazon.com/dynamodb/pricing/on-demand, prices since 2024-11-01"
_SQS: Final = "aws.amazon.com/sqs/pricing, figures as cloudburn.io/blog/amazon-sqs-pricing (2026-03) quotes them"
_API: Final = "aws.amazon.com/api-gateway/pricing, first 300 million"
_KMS: Final = "aws.amazon.com/kms/pricing, figures as cloudburn.io/blog/aws-kms-pricing (2026-03) quotes them"
_SECRETS: Final = "aws.amazon.com/secrets-manager/pricing"
_SCHEDULER: Final = "aws.amazon.com/eventbridge/pricing, figures as cloudburn.io (2026-03) quotes them"
_WATCH: Final = (
    "aws.amazon.com/cloudwatch/pricing, figures as factualminds.com (2026-06) and signoz.io (2026-02) have them"
)
_TRANSFER: Final = "aws.amazon.com/ec2/pricing/on-demand, figures as egresscost.com/aws and wring.co (2026) quote them"


def _price(usd: str, per: int, source: str, *, verified: bool = True) -> Price:
    return Price(Decimal(usd), per, source, verified=verified)


PRICES: Final[Mapping[Item, Price]] = MappingProxyType(
    {
        Item.LAMBDA_REQUEST: _price("0.20", MILLION, _LAMBDA),
        Item.LAMBDA_GB_SECOND: _price("0.0000133334", 1, _LAMBDA),
        Item.READ_UNIT: _price("0.125", MILLION, _DYNAMODB),
        Item.WRITE_UNIT: _price("0.625", MILLION, _DYNAMODB),
        Item.TABLE_GB_MONTH: _price("0.25", 1, _DYNAMODB),
        Item.BACKUP_GB_MONTH: _price("0.20", 1, _DYNAMODB, verified=False),
        Item.SQS_STANDARD: _price("0.40", MILLION, _SQS),
        Item.SQS_FIFO: _price("0.50", MILLION, _SQS),
        Item.HTTP_API_REQUEST: _price("1.00", MILLION, _API),
        Item.KMS_KEY_MONTH: _price("1.00", 1, _KMS),
        Item.KMS_REQUEST: _price("0.03", 10_000, _KMS),
        Item.SECRET_MONTH: _price("0.40", 1, _SECRETS),
        Item.SECRET_REQUEST: _price("0.05", 10_000, _SECRETS, verified=False),
        Item.SCHEDULE_INVOCATION: _price("1.00", MILLION, _SCHEDULER),
        Item.LOG_GB: _price("0.50", 1, _WATCH),
        Item.LOG_GB_MONTH: _price("0.03", 1, _WATCH, verified=False),
        Item.METRIC_MONTH: _price("0.30", 1, _WATCH),
        Item.ALARM_MONTH: _price("0.10", 1, _WATCH, verified=False),
        Item.DASHBOARD_MONTH: _price("3.00", 1, _WATCH),
        Item.TRANSFER_GB: _price("0.09", 1, _TRANSFER),
    }
)
"""Every item once."""
