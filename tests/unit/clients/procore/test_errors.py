"""What each refusal means for whoever called."""

import pytest

from fieldledger.clients.procore.errors import Disposition, busy, refusal, verdict
from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.result import ErrorCode
from tests.unit.clients.procore.bench import NOW, an_answer


@pytest.mark.parametrize(
    ("status", "disposition", "code", "outcome"),
    [
        (400, Disposition.PARK, ErrorCode.VENDOR_REJECTED, CallOutcome.ANSWERED),
        (401, Disposition.REPEAT, ErrorCode.VENDOR_UNAUTHORIZED, CallOutcome.ANSWERED),
        (403, Disposition.PARK, ErrorCode.VENDOR_SETUP_INCOMPLETE, CallOutcome.ANSWERED),
        (404, Disposition.PARK, ErrorCode.VENDOR_NOT_FOUND, CallOutcome.ANSWERED),
        (405, Disposition.PARK, ErrorCode.VENDOR_REJECTED, CallOutcome.ANSWERED),
        (408, Disposition.SETTLE, ErrorCode.VENDOR_TIMEOUT, CallOutcome.UNKNOWN),
        (409, Disposition.PARK, ErrorCode.VENDOR_REJECTED, CallOutcome.ANSWERED),
        (413, Disposition.SHRINK, ErrorCode.BATCH_TOO_LARGE, CallOutcome.ANSWERED),
        (422, Disposition.PARK, ErrorCode.VENDOR_REJECTED, CallOutcome.ANSWERED),
        (429, Disposition.THROTTLED, ErrorCode.VENDOR_THROTTLED, CallOutcome.ANSWERED),
        (500, Disposition.SETTLE, ErrorCode.VENDOR_UNAVAILABLE, CallOutcome.UNKNOWN),
        (502, Disposition.SETTLE, ErrorCode.VENDOR_UNAVAILABLE, CallOutcome.UNKNOWN),
        (503, Disposition.SETTLE, ErrorCode.VENDOR_UNAVAILABLE, CallOutcome.UNKNOWN),
    ],
)
def test_every_status_has_its_consequence(
    status: int, disposition: Disposition, code: ErrorCode, outcome: CallOutcome
) -> None:
    what = verdict(status)
    assert (what.disposition, what.code, what.outcome) == (disposition, code, outcome)


def test_validation_messages_stay_with_their_fields() -> None:
    failed = refusal(an_answer({"errors": {"vendor": ["can't be blank"], "number": ["is taken"]}}, 422))
    assert failed.details["fields"] == {"vendor": ["can't be blank"], "number": ["is taken"]}
    assert failed.error == "Procore refused the record: vendor: can't be blank; number: is taken"


def test_a_refused_token_is_never_repeated_in_our_words() -> None:
    failed = refusal(an_answer({"errors": "The access token abc123 expired"}, 401))
    assert failed.error == "Procore refused our token"
    assert "abc123" not in str(failed.details)


def test_a_missing_app_is_named_for_the_person_who_can_install_it() -> None:
    failed = refusal(an_answer({"errors": ["App is not connected to this company."]}, 403))
    assert failed.details["setup"] == "app_not_connected"
    assert (failed.error or "").startswith("the app is not installed in this Procore company")


def test_a_request_without_company_is_told_whatever_its_status() -> None:
    failed = refusal(an_answer(b"Missing Procore-Company-Id header!", 400))
    assert failed.details["setup"] == "company_header_missing"


def test_other_refusals_say_nothing_about_the_setup() -> None:
    assert "setup" not in refusal(an_answer({"errors": ["no"]}, 422)).details


def test_what_a_405_allows_is_kept() -> None:
    assert refusal(an_answer(b"", 405, allow="GET")).details["allow"] == "GET"


def test_the_request_id_of_procore_is_kept_for_support() -> None:
    assert refusal(an_answer(b"", 500, x_request_id="abc")).details["vendor_request_id"] == "abc"


def test_the_time_of_the_next_try_travels_along() -> None:
    assert refusal(an_answer(b"", 429), NOW).retry_at == NOW


def test_a_concurrent_request_passes_by_itself_and_did_nothing() -> None:
    failed = busy(refusal(an_answer({"errors": ["Another sync is running"]}, 409)))
    assert (failed.error_code, outcome_of(failed)) == (ErrorCode.VENDOR_UNAVAILABLE, CallOutcome.NOT_SENT)
    assert failed.details["conflict"] == "concurrent_request"
    assert failed.details["disposition"] == Disposition.REPEAT


def test_only_a_conflict_is_taken_for_a_concurrent_request() -> None:
    failed = refusal(an_answer(b"", 422))
    assert busy(failed) is failed


def test_the_code_of_a_v2_error_is_kept() -> None:
    failed = refusal(an_answer({"error": {"code": "BAD_REQUEST", "message": "no"}}, 400))
    assert failed.details["vendor_code"] == "BAD_REQUEST"


def test_a_405_that_allows_nothing_says_nothing() -> None:
    assert "allow" not in refusal(an_answer(b"", 405)).details


def test_what_is_allowed_is_told_of_a_405_only() -> None:
    assert "allow" not in refusal(an_answer(b"", 404, allow="GET")).details
