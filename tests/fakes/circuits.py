"""Circuit breakers for tests: one that never opens, and a store for the real one."""

from aws_lambda_powertools.utilities.circuit_breaker.persistence import CircuitBreakerPersistenceLayer
from aws_lambda_powertools.utilities.circuit_breaker.persistence.base import CircuitBreakerExistingLockError
from aws_lambda_powertools.utilities.circuit_breaker.persistence.record import CircuitStateRecord

from fieldledger.clients.circuit_breaker import Attempt
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.domain.budget_key import BudgetKey
from fieldledger.result import Result


class NoBreaker:
    """Implements ``CircuitBreaker``: every call may be tried; ``asked`` are the accounts that it was asked for."""

    def __init__(self) -> None:
        self.asked: list[BudgetKey] = []

    async def call(self, key: BudgetKey, attempt: Attempt) -> Result[VendorAnswer]:
        """Just try."""
        self.asked.append(key)
        return await attempt()


class InMemoryCircuits(CircuitBreakerPersistenceLayer):
    """Powertools' store as a dictionary; elections are decided as DynamoDB's condition decides them."""

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, CircuitStateRecord] = {}
        self.reads = 0

    def _get_record(self, name: str) -> CircuitStateRecord | None:
        self.reads += 1
        return self.records.get(name)

    def _put_record(
        self, record: CircuitStateRecord, condition: str | None = None, expected_opened_at: int | None = None
    ) -> None:
        held = self.records.get(record.name)
        if condition == "half_open" and (held is None or held.half_open_owner or held.opened_at != expected_opened_at):
            raise CircuitBreakerExistingLockError
        self.records[record.name] = record

    def _update_record(self, record: CircuitStateRecord) -> None:
        self.records[record.name] = record
