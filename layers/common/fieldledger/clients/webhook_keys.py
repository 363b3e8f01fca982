"""What proves a delivery of Procore's hooks and of our relays: keys that follow from one secret, so without a table.

Procore signs nothing: each hook carries a bearer of ours, which names the Procore company and proves itself
(procore.md 5). A relay signs with a key of its own, which follows from vendor and account. Pure: no network, no store.
"""

import base64
import hmac
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Never

from fieldledger.domain.connection import VendorName
from fieldledger.result import ErrorCode, Result

SIGNATURE_HEADER: Final = "x-fieldledger-signature"
TIMESTAMP_HEADER: Final = "x-fieldledger-timestamp"
ACCOUNT_HEADER: Final = "x-fieldledger-account"
TOLERANCE: Final = timedelta(minutes=5)
"""How far a relay's clock may be away from ours, and for how long a delivery can be played back at all."""

SHOWN_OF_BEARER: Final = 5
"""Procore shows no more than this end of the header that was set on a hook (procore.md 5)."""

_BEARER: Final = re.compile(r"bearer +fl1\.(?P<account>[0-9A-Za-z_-]{1,64})\.[0-9A-Za-z_-]{43}", re.IGNORECASE)
_SEPARATOR: Final = "\x1f"
_DIGITS: Final = 11
_MOST_SIGNATURES: Final = 4


def hook_bearer(key: str, account_id: str) -> str:
    """The ``Authorization`` of deliveries from the hooks of one Procore company."""
    return f"Bearer fl1.{account_id}.{_derived(key, 'hook', VendorName.PROCORE, account_id)}"


def account_of_bearer(header: str, keys: Sequence[str]) -> Result[str]:
    """The Procore company whose hook carries ``header``; ``SIGNATURE_INVALID`` if none of the keys made it."""
    form = _BEARER.fullmatch(header.strip())
    if form is None:
        return _invalid("the request carries no bearer of a hook")
    account_id = form["account"]
    given = header.strip().rpartition(" ")[2].encode()
    expected = [hook_bearer(key, account_id).removeprefix("Bearer ").encode() for key in keys]
    return Result.ok(account_id) if _any_equal([given], expected) else _invalid("the bearer is not one of ours")


def relay_key(key: str, vendor: VendorName, account_id: str) -> str:
    """The key of the relay that reports changes of one vendor account; handed to the customer once."""
    return f"flr1.{_derived(key, 'relay', vendor, account_id)}"


def relay_signature(signing_key: str, timestamp: str, body: bytes) -> str:
    """``v1=`` and the HMAC-SHA256 over ``<timestamp>.<body>`` in hexadecimal."""
    return f"v1={hmac.digest(signing_key.encode(), timestamp.encode() + b'.' + body, sha256).hex()}"


def check_relay(
    body: bytes, signatures: str, timestamp: str, signing_keys: Sequence[str], now: datetime
) -> Result[None]:
    """Whether one of ``signatures`` (separated by commas, at most four) is one of the relay's keys over these bytes.

    ``SIGNATURE_INVALID``, or ``SIGNATURE_EXPIRED`` for a genuine delivery that is more than ``TOLERANCE`` away from
    ``now``: whoever holds an old one cannot tell it from a forged one by the answer, since it is checked last.
    """
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _DIGITS):
        return _invalid("the timestamp is no number of seconds")
    given = [each.strip().encode(errors="replace") for each in signatures.split(",")[:_MOST_SIGNATURES]]
    expected = [relay_signature(key, timestamp, body).encode() for key in signing_keys]
    if not _any_equal(given, expected):
        return _invalid("the signature does not fit timestamp and body")
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        details = {"tolerance_seconds": int(TOLERANCE.total_seconds())}
        return Result.fail("the timestamp is too far from now", ErrorCode.SIGNATURE_EXPIRED, details)
    return Result.ok(None)


def _derived(key: str, purpose: str, vendor: VendorName, account_id: str) -> str:
    text = _SEPARATOR.join((purpose, vendor.value, account_id))
    return base64.urlsafe_b64encode(hmac.digest(key.encode(), text.encode(), sha256)).decode().rstrip("=")


def _any_equal(given: Sequence[bytes], expected: Sequence[bytes]) -> bool:
    """Every pair is compared, in constant time: how long it takes tells nothing of what was right."""
    return any([hmac.compare_digest(one, other) for one in given for other in expected])  # noqa: C419 - no early stop


def _invalid(why: str) -> Result[Never]:
    return Result.fail(why, ErrorCode.SIGNATURE_INVALID)
