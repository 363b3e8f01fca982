"""A vendor's answer, and what a failed call says about what happened."""

from decimal import Decimal

import pytest

from fieldledger.clients.vendor_answer import CallOutcome, VendorAnswer, outcome_of
from fieldledger.result import ErrorCode, Result


def _answer(content: bytes, status: int = 200) -> VendorAnswer:
    return VendorAnswer(status, {}, content)


def test_numbers_with_a_fraction_stay_exact() -> None:
    assert _answer(b'{"hours": 7.10}').json().unwrap() == {"hours": Decimal("7.10")}


@pytest.mark.parametrize("content", [b"", b"<html>", b"[1]", b'"text"', b'{"cut', b"\xff\xfe{}"])
def test_what_is_not_a_json_object_is_unreadable_and_its_outcome_unknown(content: bytes) -> None:
    read = _answer(content).json()
    assert read.error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE
    assert outcome_of(read) is CallOutcome.UNKNOWN


def test_an_excerpt_is_short() -> None:
    assert len(_answer(b"x" * 5000, 400).excerpt) == 300


def test_a_401_is_never_excerpted_because_it_echoes_the_token() -> None:
    assert _answer(b"Token expired: AB0secret", 401).excerpt == ""


def test_a_failure_that_says_nothing_counts_as_unknown() -> None:
    assert outcome_of(Result.fail("x", ErrorCode.VENDOR_TIMEOUT)) is CallOutcome.UNKNOWN
