"""A circuit breaker per vendor account, so that a dead vendor costs neither time nor budget.

The states, their store and the election of the one probing call are Powertools'; here is only the bridge from our
asynchronous calls that return Results.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Protocol, cast

from anyio import CapacityLimiter, from_thread, to_thread
from aws_lambda_powertools.utilities.circuit_breaker import CircuitBreakerConfig, CircuitInfo, circuit_breaker
from aws_lambda_powertools.utilities.circuit_breaker.states import CircuitTransition

from fieldledger.clients.vendor_answer import CallOutcome, VendorAnswer
from fieldledger.domain.budget_key import BudgetKey
from fieldledger.domain.clock import iso
from fieldledger.log import LogEvent, logger
from fieldledger.result import ErrorCode, Result

if TYPE_CHECKING:  # imports boto3
    from aws_lambda_powertools.utilities.circuit_breaker.persistence import CircuitBreakerPersistenceLayer

type Attempt = Callable[[], Coroutine[None, None, Result[VendorAnswer]]]

FAILURES_TO_OPEN: Final = 5
OPEN_SECONDS: Final = 30
# A call holds its thread while the vendor answers, so these threads are not those of the store.
_MOST_CALLS: Final = 100


class CircuitBreaker(Protocol):
    """Decides whether a call may be tried at all."""

    async def call(self, key: BudgetKey, attempt: Attempt) -> Result[VendorAnswer]:
        """What ``attempt`` gave, or ``VENDOR_CIRCUIT_OPEN`` with ``retry_at`` while the account's circuit is open."""
        ...


class PowertoolsCircuitBreaker:
    """Opens after five failures in a row of one container, for all; one call probes after 30 s.

    ``store`` gives the persistence for a company: its key begins with the company, as every key does.
    """

    def __init__(self, store: "Callable[[str], CircuitBreakerPersistenceLayer]") -> None:
        self._store = store
        # The prober is a thread to Powertools, and ours change between calls: so one good probe has to be enough.
        self._config = CircuitBreakerConfig(
            failure_threshold=FAILURES_TO_OPEN,
            recovery_timeout=OPEN_SECONDS,
            success_threshold=1,
            handled_exceptions=_VendorDownError,
        )
        self._threads: CapacityLimiter | None = None

    async def call(self, key: BudgetKey, attempt: Attempt) -> Result[VendorAnswer]:
        """Try ``attempt`` unless the circuit is open."""
        if self._threads is None:
            self._threads = CapacityLimiter(_MOST_CALLS)
        return await to_thread.run_sync(self._guarded, key, attempt, limiter=self._threads)

    def _guarded(self, key: BudgetKey, attempt: Attempt) -> Result[VendorAnswer]:
        def tried() -> Result[VendorAnswer]:
            answered: Result[VendorAnswer] = from_thread.run(attempt)
            if vendor_is_down(answered):
                raise _VendorDownError(answered)
            return answered

        guarded = circuit_breaker(
            name=f"CIRCUIT#{key.account}",
            persistence_store=self._store(key.company_id),
            config=self._config,
            on_circuit_open=_refused,
            on_transition=_log_transition,
        )(tried)
        try:
            return cast("Result[VendorAnswer]", guarded())
        except _VendorDownError as down:
            return down.answered


def vendor_is_down(answered: Result[VendorAnswer]) -> bool:
    """No answer, or one of the 5xx kind; whatever else the vendor says shows that it works."""
    if answered.success:
        return answered.unwrap().status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return "cause" in answered.details


@dataclass
class _VendorDownError(Exception):
    answered: Result[VendorAnswer]


def _refused(*, circuit: CircuitInfo) -> Result[VendorAnswer]:
    opened_at = datetime.fromtimestamp(circuit.opened_at or 0, UTC)
    details = {"retry_at": iso(opened_at + timedelta(seconds=OPEN_SECONDS)), "outcome": CallOutcome.NOT_SENT.value}
    return Result.fail("the vendor is down; calls pause", ErrorCode.VENDOR_CIRCUIT_OPEN, details)


def _log_transition(transition: CircuitTransition) -> None:
    extra = {"circuit": transition.circuit_name, "was": transition.from_state.value, "now": transition.to_state.value}
    logger.warning(LogEvent.CIRCUIT_CHANGED, extra=extra)
