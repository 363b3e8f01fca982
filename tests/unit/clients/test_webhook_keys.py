"""Bearers that name their company, and keys of relays: what proves a delivery and what does not."""

from datetime import UTC, datetime, timedelta

import pytest

from fieldledger.clients.webhook_keys import (
    TOLERANCE,
    account_of_bearer,
    check_relay,
    hook_bearer,
    relay_key,
    relay_signature,
)
from fieldledger.domain.connection import VendorName
from tests.builders.webhooks import OLDER_WEBHOOK_KEY, PROCORE_ACCOUNT, WEBHOOK_KEY

KEYS = (WEBHOOK_KEY, OLDER_WEBHOOK_KEY)
AT = datetime(2026, 3, 2, 13, tzinfo=UTC)
STAMP = str(int(AT.timestamp()))
BODY = b'{"events": []}'
SIGNING = relay_key(WEBHOOK_KEY, VendorName.RAKEN, "account-1")


@pytest.mark.parametrize("key", KEYS)
def test_a_bearer_of_any_listed_key_names_its_company(key: str) -> None:
    assert account_of_bearer(hook_bearer(key, PROCORE_ACCOUNT), KEYS).unwrap() == PROCORE_ACCOUNT


def test_a_bearer_of_a_key_that_is_no_longer_listed_proves_nothing() -> None:
    found = account_of_bearer(hook_bearer(OLDER_WEBHOOK_KEY, PROCORE_ACCOUNT), [WEBHOOK_KEY])

    assert found.error_code == "SIGNATURE_INVALID"


def test_a_bearer_of_one_company_does_not_speak_for_another() -> None:
    borrowed = hook_bearer(WEBHOOK_KEY, PROCORE_ACCOUNT).replace(PROCORE_ACCOUNT, "42")

    assert account_of_bearer(borrowed, KEYS).error_code == "SIGNATURE_INVALID"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer fl1.42", "Bearer \u00e9", "Basic Zm9v", "Bearer fl1..", "x" * 100_000]
)
def test_a_header_of_another_form_proves_nothing(header: str) -> None:
    assert account_of_bearer(header, KEYS).error_code == "SIGNATURE_INVALID"


def test_the_scheme_may_be_written_in_any_case() -> None:
    bearer = hook_bearer(WEBHOOK_KEY, PROCORE_ACCOUNT).removeprefix("Bearer")

    assert account_of_bearer(f"bearer{bearer} ", KEYS).success


def test_no_two_relays_share_a_key_and_none_is_a_bearer() -> None:
    made = {relay_key(WEBHOOK_KEY, vendor, account) for vendor in VendorName for account in ("1", "2")}

    assert len(made) == 2 * len(VendorName)
    assert hook_bearer(WEBHOOK_KEY, "1").rpartition(".")[2] not in {key.rpartition(".")[2] for key in made}


@pytest.mark.parametrize("seconds", [0, TOLERANCE.total_seconds(), -TOLERANCE.total_seconds()])
def test_a_signature_counts_within_the_tolerance(seconds: float) -> None:
    signature = relay_signature(SIGNING, STAMP, BODY)

    assert check_relay(BODY, signature, STAMP, [SIGNING], AT + timedelta(seconds=seconds)).success


@pytest.mark.parametrize("seconds", [TOLERANCE.total_seconds() + 1, -TOLERANCE.total_seconds() - 1])
def test_a_genuine_signature_outside_of_it_has_expired(seconds: float) -> None:
    checked = check_relay(
        BODY, relay_signature(SIGNING, STAMP, BODY), STAMP, [SIGNING], AT + timedelta(seconds=seconds)
    )

    assert (checked.error_code, checked.details) == ("SIGNATURE_EXPIRED", {"tolerance_seconds": 300})


def test_the_timestamp_is_signed_too() -> None:
    later = str(int(STAMP) + 600)
    replayed = check_relay(BODY, relay_signature(SIGNING, STAMP, BODY), later, [SIGNING], AT + timedelta(seconds=600))

    assert replayed.error_code == "SIGNATURE_INVALID"


def test_one_right_signature_among_several_is_enough() -> None:
    given = f"v1=00, {relay_signature(SIGNING, STAMP, BODY)}"

    assert check_relay(BODY, given, STAMP, [SIGNING], AT).success


def test_the_fifth_signature_is_not_looked_at() -> None:
    given = ",".join(["v1=00"] * 4 + [relay_signature(SIGNING, STAMP, BODY)])

    assert check_relay(BODY, given, STAMP, [SIGNING], AT).error_code == "SIGNATURE_INVALID"


@pytest.mark.parametrize("stamp", ["", "now", "-1", "1e9", "\u0663\u0663", "9" * 5000, "1772456398.5"])
def test_a_timestamp_that_is_no_number_of_seconds_is_refused(stamp: str) -> None:
    assert check_relay(BODY, relay_signature(SIGNING, stamp, BODY), stamp, [SIGNING], AT).failed


@pytest.mark.parametrize("body", [BODY + b" ", b"", BODY[:-1]])
def test_a_body_that_was_changed_is_refused(body: bytes) -> None:
    assert check_relay(body, relay_signature(SIGNING, STAMP, BODY), STAMP, [SIGNING], AT).failed
