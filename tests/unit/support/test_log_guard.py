"""The guard over every test's log notices what may not be there."""

import pytest

from fieldledger.clients.oauth import TokenGrant
from fieldledger.clients.raken.models import RakenMember
from fieldledger.log import logger
from tests.support.log_guard import guarded_logs


def _leaks(text: str) -> list[str]:
    """What a guard of its own says; the one around this test must not hear it."""
    handlers = list(logger.handlers)
    for handler in handlers:
        logger.removeHandler(handler)
    try:
        with guarded_logs() as guard:
            TokenGrant.model_validate({"access_token": "opaque-value-1", "refresh_token": "opaque-value-2"})
            RakenMember.model_validate({"uuid": "m-1", "firstName": "Rosalinda", "lastName": "Delgado"})
            logger.info("event", extra={"note": text})
            return guard.leaks()
    finally:
        for handler in handlers:
            logger.addHandler(handler)


@pytest.mark.parametrize(
    "text",
    [
        "token opaque-value-1 was refused",
        "opaque-value-2",
        "card of Delgado",
        "ask rosa@crew.example",
        "123-45-6789",
        "eyJhbGciOiJFUzUxMiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0",
    ],
)
def test_what_is_confidential_is_noticed(text: str) -> None:
    assert len(_leaks(text)) == 1


@pytest.mark.parametrize("text", ["company-1:quickbooks", "member m-1", "555-1234", "opaque"])
def test_ids_and_numbers_are_no_secret(text: str) -> None:
    assert _leaks(text) == []


def test_what_is_watched_is_left_as_it_was() -> None:
    before = TokenGrant.model_validate
    with guarded_logs():
        pass
    assert TokenGrant.model_validate == before
