"""Cursors: signed, and good for one company and one query only."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.http.cursors import Cursors, ListQuery, seal, unseal
from fieldledger.result import ErrorCode, Result
from fieldledger.runtime.secrets import CursorSecret

KEY, OLD_KEY, FOREIGN_KEY = "a" * 32, "b" * 32, "c" * 32
START = {"pk": "COMPANY#company-1", "sk": "PROJECT#p-50"}
QUERY = ListQuery("list_time_cards", "company-1", {"from": "2026-02-23", "status": None})


def test_a_cursor_leads_back_to_where_it_was_made() -> None:
    assert unseal([KEY], QUERY, seal(KEY, QUERY, START)).unwrap() == START


@pytest.mark.parametrize(
    "other",
    [
        ListQuery("list_time_cards", "company-2", {"from": "2026-02-23"}),
        ListQuery("list_projects", "company-1", {"from": "2026-02-23"}),
        ListQuery("list_time_cards", "company-1", {"from": "2026-02-24"}),
        ListQuery("list_time_cards", "company-1", {"from": "2026-02-23", "status": "ready"}),
        ListQuery("list_time_cards", "company-1"),
    ],
    ids=["company", "route", "value", "filter", "without"],
)
def test_a_cursor_of_another_company_or_query_is_invalid(other: ListQuery) -> None:
    assert unseal([KEY], other, seal(KEY, QUERY, START)).error_code == ErrorCode.CURSOR_INVALID


def test_parameters_that_are_absent_and_their_order_do_not_matter() -> None:
    same = ListQuery("list_time_cards", "company-1", {"project_id": None, "from": "2026-02-23"})

    assert unseal([KEY], same, seal(KEY, QUERY, START)).success


@given(st.text(max_size=300))
def test_no_text_that_we_did_not_make_is_a_cursor(text: str) -> None:
    assert unseal([KEY], QUERY, text).error_code == ErrorCode.CURSOR_INVALID


@given(st.data())
def test_a_cursor_that_was_changed_anywhere_is_invalid(data: st.DataObject) -> None:
    cursor = seal(KEY, QUERY, START)
    sealed = bytearray(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    changed = base64.urlsafe_b64encode(bytes(sealed)).decode()

    assert unseal([KEY], QUERY, changed).error_code == ErrorCode.CURSOR_INVALID


def test_a_start_key_cannot_be_forged_without_the_key() -> None:
    forged = seal(FOREIGN_KEY, QUERY, {"pk": "COMPANY#company-2", "sk": "PROJECT#"})

    assert unseal([KEY, OLD_KEY], QUERY, forged).error_code == ErrorCode.CURSOR_INVALID


def test_a_cursor_survives_the_change_of_the_signing_key_while_the_old_key_is_kept() -> None:
    cursor = seal(OLD_KEY, QUERY, START)

    assert unseal([KEY, OLD_KEY], QUERY, cursor).unwrap() == START
    assert unseal([KEY], QUERY, cursor).error_code == ErrorCode.CURSOR_INVALID


def test_signed_content_that_is_no_start_key_is_invalid() -> None:
    wrong = seal(KEY, QUERY, {"pk": 1})  # type: ignore[dict-item]

    assert unseal([KEY], QUERY, wrong).error_code == ErrorCode.CURSOR_INVALID


def test_a_cursor_travels_in_an_address_without_escaping() -> None:
    cursor = seal(KEY, QUERY, {"pk": "COMPANY#é", "sk": json.dumps({"?": "&/+="})})

    assert cursor.replace("-", "").replace("_", "").isalnum()


@pytest.mark.anyio
async def test_new_cursors_are_signed_with_the_first_key() -> None:
    async def secret() -> Result[CursorSecret]:
        return Result.ok(CursorSecret(keys=(KEY, OLD_KEY)))

    cursor = (await Cursors(secret).write(QUERY, START)).unwrap()
    assert cursor is not None
    assert unseal([KEY], QUERY, cursor).success


@pytest.mark.anyio
async def test_a_list_of_one_page_needs_no_key() -> None:
    async def unavailable() -> Result[CursorSecret]:
        return Result.fail("a secret could not be read", ErrorCode.STORE_UNAVAILABLE)

    cursors = Cursors(unavailable)
    assert (await cursors.read(QUERY, None)).unwrap() is None
    assert (await cursors.write(QUERY, None)).unwrap() is None
    assert (await cursors.write(QUERY, START)).error_code == ErrorCode.STORE_UNAVAILABLE
