"""What refusals mean, and for how long."""

from datetime import timedelta

import httpx
import pytest

from fieldledger.clients.raken.errors import refusal
from fieldledger.clients.vendor_answer import CallOutcome, VendorAnswer, outcome_of
from fieldledger.result import ErrorCode, Result
from tests.fakes.clock import MONDAY_MORNING as NOW

MIDNIGHT = NOW.replace(hour=0) + timedelta(days=1)


def _refused(status: int, body: str = "", **headers: str) -> Result[VendorAnswer]:
    sent = httpx.Headers({name.replace("_", "-"): value for name, value in headers.items()})
    return refusal(VendorAnswer(status, sent, body.encode()), NOW)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, ErrorCode.VENDOR_REJECTED),
        (401, ErrorCode.VENDOR_UNAUTHORIZED),
        (403, ErrorCode.VENDOR_FORBIDDEN),
        (404, ErrorCode.VENDOR_NOT_FOUND),
        (405, ErrorCode.VENDOR_REJECTED),
        (429, ErrorCode.VENDOR_THROTTLED),
        (500, ErrorCode.VENDOR_UNAVAILABLE),
        (503, ErrorCode.VENDOR_UNAVAILABLE),
    ],
)
def test_every_refusal_has_its_code_and_is_an_answer(status: int, code: ErrorCode) -> None:
    failed = _refused(status, '{"error":"Bad Request","message":"limit must be between 1 and 1000"}')
    assert (failed.error_code, failed.details["status"]) == (code, status)
    assert outcome_of(failed) is CallOutcome.ANSWERED


def test_raken_s_words_are_kept_for_a_person_but_not_those_of_a_401() -> None:
    assert "window" in str(_refused(400, '{"message":"window too long"}').details["excerpt"])
    assert _refused(401, "token abc expired").details["excerpt"] == ""
    assert len(str(_refused(500, "x" * 5000).details["excerpt"])) == 300


@pytest.mark.parametrize("words", ['{"message":"Limit Exceeded"}', "limit exceeded", '{"error":"LIMIT EXCEEDED"}'])
def test_a_used_up_quota_closes_the_day_whatever_retry_after_says(words: str) -> None:
    failed = _refused(429, words, retry_after="1")
    assert (failed.error_code, failed.retry_at) == (ErrorCode.VENDOR_QUOTA_EXHAUSTED, MIDNIGHT)


@pytest.mark.parametrize(
    "words", ['{"message":"Too Many Requests"}', "", "<html>", '{"message":"Rate limit exceeded"}']
)
def test_any_other_429_passes_in_seconds(words: str) -> None:
    failed = _refused(429, words)
    assert (failed.error_code, failed.retry_at) == (ErrorCode.VENDOR_THROTTLED, NOW + timedelta(seconds=5))


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("7", 7),
        ("0", 1),
        ("Mon, 02 Mar 2026 13:00:40 GMT", 40),
        ("Mon, 02 Mar 2026 12:00:00 GMT", 1),
        ("99999999999999999999", 86_400),
        ("Mon, 02 Mar 2099 13:00:40 GMT", 86_400),
        ("soon", 5),
        ("-3", 5),
        ("1.5", 5),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(retry_after: str, seconds: int) -> None:
    assert _refused(429, retry_after=retry_after).retry_at == NOW + timedelta(seconds=seconds)
