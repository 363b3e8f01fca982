"""Each refusal says what was refused, and from when to try again."""

from datetime import timedelta

import httpx
import pytest

from fieldledger.clients.foundation.assumptions import ASSUMED, FoundationDialect
from fieldledger.clients.foundation.errors import refusal
from fieldledger.clients.vendor_answer import CallOutcome, VendorAnswer, outcome_of
from fieldledger.domain.clock import iso
from fieldledger.result import ErrorCode, Result
from tests.unit.clients.foundation.bench import NO_KEY, NOW, a_gateway_refusal, a_problem

BAD_KEY = "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription."


def refused(response: httpx.Response, dialect: FoundationDialect = ASSUMED) -> Result[VendorAnswer]:
    return refusal(VendorAnswer(response.status_code, response.headers, response.content), dialect, NOW)


@pytest.mark.parametrize("message", [NO_KEY, BAD_KEY])
def test_a_refused_key_is_a_matter_of_setup(message: str) -> None:
    failed = refused(a_gateway_refusal(401, message))
    assert (failed.error_code, failed.details["refused"]) == (ErrorCode.VENDOR_SETUP_INCOMPLETE, "subscription_key")


def test_the_challenge_alone_tells_the_key() -> None:
    challenge = {"WWW-Authenticate": 'AzureApiManagementKey realm="x",name="Ocp-Apim-Subscription-Key",type="header"'}
    assert refused(httpx.Response(401, headers=challenge)).details["refused"] == "subscription_key"


def test_a_refused_token_is_never_quoted() -> None:
    failed = refused(a_gateway_refusal(401, "The token eyJhbGciOi is expired"))
    assert (failed.error_code, failed.details["refused"]) == (ErrorCode.VENDOR_UNAUTHORIZED, "token")
    assert "eyJ" not in f"{failed}"


def test_a_quota_is_told_from_a_missing_product() -> None:
    quota = refused(a_gateway_refusal(403, "Out of call volume quota. Quota will be replenished in 1.02:03:04."))
    assert quota.error_code == ErrorCode.VENDOR_QUOTA_EXHAUSTED
    assert quota.details["retry_at"] == iso(NOW + timedelta(days=1, hours=2, minutes=3, seconds=4))
    product = refused(a_gateway_refusal(403, "The subscription does not include this product."))
    assert (product.error_code, product.details["refused"]) == (ErrorCode.VENDOR_SETUP_INCOMPLETE, "product")
    assert product.retry_at is None


def test_a_quota_without_a_time_is_asked_again_in_an_hour() -> None:
    assert refused(a_gateway_refusal(403, "Out of call volume quota.")).retry_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("response", "seconds"),
    [
        (a_gateway_refusal(429, "Rate limit is exceeded. Try again in 17 seconds."), 17),
        (a_gateway_refusal(429, "Rate limit is exceeded. Try again in 17 seconds.", Retry_After="20"), 20),
        (a_gateway_refusal(429, "", Retry_After="Mon, 02 Mar 2026 13:00:30 GMT"), 30),
        (a_gateway_refusal(429, "Try again in 0 seconds."), 1),
        (a_gateway_refusal(429, "Try again in 3 seconds.", Retry_After="soon"), 3),
    ],
)
def test_throttling_names_its_end_in_the_header_or_in_words(response: httpx.Response, seconds: int) -> None:
    failed = refused(response)
    assert failed.error_code == ErrorCode.VENDOR_THROTTLED
    assert failed.retry_at == NOW + timedelta(seconds=seconds)


def test_validation_errors_keep_their_fields() -> None:
    failed = refused(a_problem(400, costCodeId=["The code is not assigned to job 17355."], hours=["Too many."]))
    assert failed.error_code == ErrorCode.VENDOR_REJECTED
    assert failed.details["fields"] == {
        "costCodeId": ["The code is not assigned to job 17355."],
        "hours": ["Too many."],
    }
    assert failed.details["trace_id"] == "00-4bf9-01"
    assert failed.error == "FOUNDATION refused the record: One or more validation errors occurred."


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("An invoice with this number already exists.", ErrorCode.BOOKS_DUPLICATE),
        ("The fiscal period is closed.", ErrorCode.BOOKS_PERIOD_CLOSED),
        ("Job 17355 is inactive.", ErrorCode.BOOKS_REFERENCE_INACTIVE),
        ("Hours must be positive.", ErrorCode.VENDOR_REJECTED),
    ],
)
@pytest.mark.parametrize("status", [400, 422])
def test_the_words_of_a_refused_record_are_understood(status: int, words: str, code: ErrorCode) -> None:
    assert refused(a_problem(status, field=[words])).error_code == code


def test_a_conflict_is_a_duplicate_unless_the_dialect_says_otherwise() -> None:
    assert refused(a_problem(409)).error_code == ErrorCode.BOOKS_DUPLICATE
    assert (
        refused(a_problem(409), FoundationDialect(duplicate_statuses=frozenset())).error_code
        == ErrorCode.VENDOR_REJECTED
    )


def test_a_conflict_may_be_about_something_else() -> None:
    assert refused(a_problem(409, date=["The pay period is locked."])).error_code == ErrorCode.BOOKS_PERIOD_CLOSED
    assert refused(a_problem(409, date=["This closed period is locked."])).error_code == ErrorCode.BOOKS_PERIOD_CLOSED


def test_a_list_that_takes_no_writes_is_a_matter_of_setup() -> None:
    failed = refused(a_gateway_refusal(405, "The method is not allowed."))
    assert (failed.error_code, failed.details["refused"]) == (ErrorCode.VENDOR_SETUP_INCOMPLETE, "product")


def test_refusals_of_another_form_are_understood_once_the_dialect_knows_it() -> None:
    dialect = FoundationDialect(
        sentence_keys=("error",), field_errors_key="faults", trace_key="ref", throttled_for=r"wait ([0-9]+)s"
    )
    body = {"error": "wait 9s", "faults": {"jobId": "no such job"}, "ref": "r-1"}
    failed = refused(httpx.Response(429, json=body), dialect)
    assert failed.retry_at == NOW + timedelta(seconds=9)
    assert failed.details["fields"] == {"jobId": ["no such job"]}
    assert failed.details["trace_id"] == "r-1"


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_after_a_failure_of_the_server_nobody_knows_what_was_done(status: int) -> None:
    failed = refused(httpx.Response(status, text="<html>Bad gateway</html>"))
    assert failed.error_code == ErrorCode.VENDOR_UNAVAILABLE
    assert outcome_of(failed) is CallOutcome.UNKNOWN


def test_an_unknown_record_is_not_found() -> None:
    assert refused(a_problem(404)).error_code == ErrorCode.VENDOR_NOT_FOUND
