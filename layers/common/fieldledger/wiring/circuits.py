"""Circuit breakers over the control table."""

from functools import cache
from typing import TYPE_CHECKING

from fieldledger.clients.circuit_breaker import PowertoolsCircuitBreaker
from fieldledger.repositories.aggregate import partition
from fieldledger.runtime import aws

if TYPE_CHECKING:  # imports boto3
    from aws_lambda_powertools.utilities.circuit_breaker.persistence import CircuitBreakerDynamoDBPersistence


@cache
def circuit_breaker(control_table: str) -> PowertoolsCircuitBreaker:
    """One item per vendor account: sort key ``CIRCUIT#<vendor account>`` under the company."""

    @cache
    def store(company_id: str) -> "CircuitBreakerDynamoDBPersistence":
        from aws_lambda_powertools.utilities.circuit_breaker.persistence import (  # noqa: PLC0415 - at first use
            CircuitBreakerDynamoDBPersistence,
        )

        return CircuitBreakerDynamoDBPersistence(
            control_table,
            key_attr="pk",
            static_pk_value=partition(company_id),
            sort_key_attr="sk",
            expiry_attr="expires_at",
            boto3_client=aws.dynamodb(),
        )

    return PowertoolsCircuitBreaker(store)
