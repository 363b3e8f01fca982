"""What was sent and answered is kept without credentials and without what identifies a person."""

import json

import pytest

from fieldledger.domain.exception_item import ExceptionItem
from fieldledger.log import REDACTED
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.result import ErrorCode
from fieldledger.services.exceptions.redaction import LONGEST, redacted
from fieldledger.services.inbox import Inbox, Problem
from tests.builders import COMPANY
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Authorization: Bearer abc.DEF-123456789", "abc.DEF"),
        ("sent as Basic dXNlcjpwYXNzd29yZA==", "dXNlcjp"),
        ("token eyJhbGciOi.eyJzdWIiOiIx.c2lnbmF0dXJl was refused", "eyJ"),
        ('{"access_token": "4f1c 9a", "Hours": 8}', "4f1c"),
        ('{"client_secret":"a\\"b"}', "a\\"),
        ("refresh_token=AB11706&grant_type=refresh", "AB11706"),
        ("lena.vogt@bluestem.example is taken", "lena.vogt"),
        ("SSN 412-55-9017 is invalid", "412-55"),
        ('{"SSN": "412559017"}', "412559017"),
        ("call (512) 555-0142", "555-0142"),
        ("call +1 512.555.0142 now", "512.555"),
    ],
)
def test_what_must_not_be_kept_is_taken_out(text: str, secret: str) -> None:
    assert secret not in redacted(text)
    assert REDACTED in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        'create TimeActivity {"TxnDate": "2026-03-02", "Hours": 8, "SyncToken": "3"}',
        "cost code 03-300 on job 2214 has no account",
        "posting 1f0c9a7be2d4418890aa31c7, realm 9341453000000001, 12,345.67",
        "2026-03-02T13:00:00+00:00",
    ],
)
def test_what_explains_the_problem_stays_as_it_was(text: str) -> None:
    assert redacted(text) == text


def test_the_rest_of_a_request_stays_readable() -> None:
    clean = json.loads(redacted(json.dumps({"password": "open sesame", "Hours": 8, "Description": "03-300"})))
    assert clean == {"password": REDACTED, "Hours": 8, "Description": "03-300"}


def test_a_secret_at_the_cut_is_gone_before_the_text_is_cut() -> None:
    clean = redacted("x" * (LONGEST - 10) + " lena.vogt@bluestem.example " + "y" * 50)
    assert len(clean) == LONGEST
    assert clean.endswith("[cut]")
    assert "lena" not in clean


async def _raised(problem: Problem) -> ExceptionItem:
    inbox = Inbox(DocumentExceptions(InMemoryDocumentStore()), FakeClock())
    (await inbox.raise_(COMPANY, problem)).unwrap()
    return (await inbox.raise_(COMPANY, problem)).unwrap()


async def test_the_inbox_redacts_whoever_raises_the_problem() -> None:
    told = "6240 Duplicate: lena@bluestem.example exists"
    item = await _raised(Problem(ErrorCode.BOOKS_DUPLICATE, "posting:p", told, {}, '{"ssn": "412559017"}', told))
    kept = f"{item.message} {item.request} {item.answer}"
    assert "lena@" not in kept
    assert "412559017" not in kept
    assert item.occurrences == 2


async def test_our_own_words_are_not_touched() -> None:
    item = await _raised(Problem(ErrorCode.JOB_UNMATCHED, "project:1", "job number 512-555-0142 is not in QuickBooks"))
    assert item.message == "job number 512-555-0142 is not in QuickBooks"


async def test_the_mapping_that_was_used_is_kept_with_the_details() -> None:
    used = Problem(ErrorCode.BOOKS_REFUSED, "posting:p", "no", {"vendor_codes": "6000"}, mapping_version="company 4")
    item = await _raised(used)
    assert item.mapping_version == "company 4"
    assert item.details["vendor_codes"] == "6000"
