"""The boundary around handlers: what is caught, logged, answered and counted."""

import json
from typing import NoReturn, cast

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.log import logger
from fieldledger.runtime import lambda_entry, metrics
from fieldledger.runtime.gateway import HttpAnswer, HttpEvent, internal_error_answer
from tests.support.lambda_context import FakeLambdaContext
from tests.support.log_lines import LogLines

EVENT: HttpEvent = {
    "requestContext": {"requestId": "request-1", "http": {"method": "GET", "path": "/v1/me"}},
    "headers": {},
}


@lambda_entry.api
def _broken_api(event: HttpEvent, context: LambdaContext) -> NoReturn:
    raise ZeroDivisionError("a bug")


@lambda_entry.background
def _broken_worker(event: dict[str, object], context: LambdaContext) -> None:
    raise ZeroDivisionError("a bug")


def _emf(printed: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in printed.splitlines() if '"_aws"' in line]


def test_a_bug_behind_the_api_answers_500_in_the_envelope(context: FakeLambdaContext) -> None:
    answer = _broken_api(EVENT, context)
    body = json.loads(answer["body"])

    assert answer["statusCode"] == 500
    assert (body["success"], body["error"]["code"], body["meta"]["request_id"]) == (False, "INTERNAL", "request-1")
    assert "bug" not in answer["body"]


def test_a_bug_in_a_worker_fails_the_invocation(context: FakeLambdaContext) -> None:
    with pytest.raises(ZeroDivisionError):
        _broken_worker({}, context)


@pytest.mark.parametrize("handler", [_broken_api, _broken_worker])
def test_a_bug_is_logged_once_with_its_code_and_its_trace(
    handler: object, context: FakeLambdaContext, logs: LogLines
) -> None:
    call = cast("lambda_entry.Handler[object, object]", handler)
    try:
        call(EVENT, context)
    except ZeroDivisionError:
        assert handler is _broken_worker

    [line] = logs.named("unexpected_error")
    assert (line["code"], line["exception_name"], line["level"]) == ("INTERNAL", "ZeroDivisionError", "ERROR")


def test_a_bug_is_counted(context: FakeLambdaContext, capsys: pytest.CaptureFixture[str]) -> None:
    _broken_api(EVENT, context)

    counted = [line for line in _emf(capsys.readouterr().out) if "UnexpectedErrors" in line]
    assert [(line["UnexpectedErrors"], line["stage"]) for line in counted] == [([1.0], "local")]


def test_log_lines_carry_the_gateways_request_id_as_correlation_id(context: FakeLambdaContext, logs: LogLines) -> None:
    _broken_api(EVENT, context)
    first = logs.named("unexpected_error")[0]

    assert first["correlation_id"] == "request-1"
    assert first["function_request_id"] == context.aws_request_id


def test_what_one_invocation_adds_to_its_lines_is_gone_in_the_next(context: FakeLambdaContext, logs: LogLines) -> None:
    @lambda_entry.background
    def worker(event: dict[str, str], context: LambdaContext) -> None:
        logger.append_keys(**event)
        logger.info("done")

    worker({"company_id": "company-1"}, context)
    worker({}, context)

    assert ["company_id" in line for line in logs.named("done")] == [True, False]


def test_an_invocation_without_metrics_prints_none(
    context: FakeLambdaContext, capsys: pytest.CaptureFixture[str]
) -> None:
    @lambda_entry.background
    def quiet(event: dict[str, str], context: LambdaContext) -> None:
        """Measures nothing."""

    quiet({}, context)
    capsys.readouterr()
    quiet({}, context)

    assert capsys.readouterr().out == ""


def test_the_first_invocation_of_a_container_counts_a_cold_start_and_the_second_none(
    context: FakeLambdaContext, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics.cold_start, "counted", False)

    @lambda_entry.api
    def handler(event: HttpEvent, context: LambdaContext) -> HttpAnswer:
        return internal_error_answer("request-1")

    handler(EVENT, context)
    handler(EVENT, context)

    assert sum("ColdStart" in line for line in _emf(capsys.readouterr().out)) == 1


def test_a_gauge_is_printed_with_its_unit(capsys: pytest.CaptureFixture[str]) -> None:
    metrics.gauge("PostingAge", 12.5, metrics.MetricUnit.Seconds)
    metrics.flush()

    [line] = _emf(capsys.readouterr().out)
    described = cast("dict[str, list[dict[str, object]]]", line["_aws"])["CloudWatchMetrics"][0]
    assert line["PostingAge"] == [12.5]
    assert described["Metrics"] == [{"Name": "PostingAge", "Unit": "Seconds"}]
    assert described["Namespace"] == "Fieldledger"
