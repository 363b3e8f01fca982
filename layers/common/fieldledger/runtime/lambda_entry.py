"""The boundary around every handler: the one place that catches what nobody expected.

An API function answers 500 in the envelope; a worker or schedule fails the invocation, so that SQS or the scheduler
repeats it and finally hands it to a dead-letter queue.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import cast

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.log import LogEvent, logger
from fieldledger.result import ErrorCode
from fieldledger.runtime import metrics
from fieldledger.runtime.gateway import HttpAnswer, internal_error_answer, request_id

type Handler[E, A] = Callable[[E, LambdaContext], A]


def api[E](handler: Handler[E, HttpAnswer]) -> Handler[E, HttpAnswer]:
    """For functions behind the HTTP API; the gateway's request id becomes the correlation id of every log line."""

    @wraps(handler)
    def invoke(event: E, context: LambdaContext) -> HttpAnswer:
        fields = cast("Mapping[str, object]", event)
        request = request_id(fields) or context.aws_request_id
        logger.set_correlation_id(request)
        return _bounded(handler, event, context, lambda: internal_error_answer(request))

    return _with_context(invoke)


def background[E, A](handler: Handler[E, A]) -> Handler[E, A]:
    """For workers and schedules; the invocation's id is the correlation id until a message brings its own."""

    @wraps(handler)
    def invoke(event: E, context: LambdaContext) -> A:
        logger.set_correlation_id(context.aws_request_id)
        return _bounded(handler, event, context, None)

    return _with_context(invoke)


def report_unexpected(broken: BaseException) -> None:
    """Log and count an error that no code expected."""
    logger.error(LogEvent.UNEXPECTED_ERROR, exc_info=broken, extra={"code": ErrorCode.INTERNAL.value})
    metrics.count("UnexpectedErrors")


def _bounded[E, A](handler: Handler[E, A], event: E, context: LambdaContext, last_resort: Callable[[], A] | None) -> A:
    """Run the handler; with a ``last_resort`` nothing escapes, without one everything does."""
    try:
        metrics.cold_start(context)
        return handler(event, context)
    # Whatever was not foreseen must leave a log line and a metric, and a caller over HTTP must get an envelope.
    except Exception as broken:
        report_unexpected(broken)
        if last_resort is None:
            raise
        return last_resort()
    finally:
        metrics.flush()


def _with_context[E, A](invoke: Handler[E, A]) -> Handler[E, A]:
    """Function name, request id and cold start on every line; what an earlier invocation added is forgotten."""
    return logger.inject_lambda_context(invoke, clear_state=True)
