"""Log lines: one JSON object each, named by the catalogue, free of secrets and personal data."""

import io
import json
from typing import cast

import pytest

from fieldledger.log import REDACTED, LogEvent, log_mutation, logger, new_logger
from tests.support.log_lines import LogLines


def _line(service: str, **extra: object) -> dict[str, object]:
    stream = io.StringIO()
    new_logger(service, stream).info(LogEvent.RECORD_SAVED, extra=extra)
    return cast("dict[str, object]", json.loads(stream.getvalue()))


@pytest.mark.parametrize(
    "key",
    [
        "Authorization",
        "access_token",
        "refreshToken",
        "client_secret",
        "password",
        "email",
        "employee_email",
        "ssn",
        "first_name",
        "lastName",
        "api_key",
        "intuit-signature",
    ],
)
def test_the_value_of_a_confidential_key_is_never_logged(key: str) -> None:
    line = _line(f"confidential-{key}", **{key: "Rosa-4711"})

    assert line[key] == REDACTED


def test_confidential_keys_are_found_at_any_depth() -> None:
    line = _line("depth", record={"worker": [{"first_name": "Rosa", "number": "107"}]})

    assert line["record"] == {"worker": [{"first_name": REDACTED, "number": "107"}]}


def test_a_credential_inside_a_text_is_cut_out() -> None:
    line = _line("text", note="sent Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.e30.sig to the vendor")

    assert line["note"] == f"sent Authorization: Bearer {REDACTED} to the vendor"


@pytest.mark.parametrize("key", ["class_name", "lessness", "entity_id", "user_id", "session"])
def test_other_keys_keep_their_values(key: str) -> None:
    assert _line(f"open-{key}", **{key: "4711"})[key] == "4711"


@pytest.mark.parametrize(
    "mark",
    ["\n", "\r\n", "\x00", "\x1b[2K", "\x7f", "\x85", "\x9b2K", "\u2028", "\u2029", "\u202e", "\ud800"],
    ids=ascii,
)
def test_no_id_can_end_forge_or_hide_a_line(mark: str) -> None:
    forged = f'card-1{mark}{{"level":"INFO","message":"time_card_approved"}}'
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, "utf-8", write_through=True)
    new_logger(f"forged-{mark!a}", stream).info(LogEvent.RECORD_SAVED, extra={"entity_id": forged, "of": {forged: 1}})

    [line] = raw.getvalue().decode().splitlines()
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["entity_id"] == forged


def test_a_trace_is_part_of_its_line(logs: LogLines) -> None:
    logger.error(LogEvent.UNEXPECTED_ERROR, exc_info=ValueError("first\nsecond\u2028third"))

    assert len(logs.text.splitlines()) == 1


def test_a_line_says_when_in_utc_and_what_by_its_name_in_the_catalogue() -> None:
    line = _line("named")

    assert line["message"] == "record_saved"
    assert str(line["timestamp"]).endswith("+00:00")


def test_a_mutation_is_logged_with_who_and_which(logs: LogLines) -> None:
    log_mutation(LogEvent.POSTING_POSTED, "user-1", "posting-1", batch_id="batch-1")

    [line] = logs.named("posting_posted")
    assert (line["user_id"], line["entity_id"], line["batch_id"]) == ("user-1", "posting-1", "batch-1")


def test_names_in_the_catalogue_are_unique_words() -> None:
    names = [event.value for event in LogEvent]

    assert len(set(names)) == len(names)
    assert all(name.replace("_", "").isalpha() and name.islower() for name in names)
