"""Pages: the total in either spelling, rows of any kind."""

import json

import pytest

from fieldledger.clients.raken.paging import RakenPage, read_page
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.result import ErrorCode


def _read(body: object) -> RakenPage:
    return read_page(VendorAnswer(200, {}, json.dumps(body).encode())).unwrap()


@pytest.mark.parametrize(
    ("envelope", "total"),
    [
        ({"page": {"totalElements": 7}}, 7),
        ({"totalElements": 7}, 7),
        ({"page": {"totalElements": 7}, "totalElements": 9}, 7),
        ({"page": {"totalElements": None}, "totalElements": 9}, 9),
        ({"page": {"offset": 0}}, None),
        ({"page": None}, None),
        ({"page": "first"}, None),
        ({"page": {"totalElements": True}}, None),
        ({"page": {"totalElements": "7"}}, None),
        ({}, None),
    ],
)
def test_the_total_is_read_where_it_is_and_tolerated_where_it_is_not(envelope: object, total: int | None) -> None:
    assert isinstance(envelope, dict)
    assert _read(envelope | {"collection": []}).total == total


@pytest.mark.parametrize(
    ("rows", "total", "offset", "ends"),
    [
        (3, None, 0, False),
        (2, None, 0, True),
        (0, None, 0, True),
        (3, 3, 0, True),
        (3, 4, 0, False),
        (3, 6, 3, True),
        (3, 2, 0, True),
        (2, 99, 0, True),
    ],
)
def test_a_list_ends_at_a_short_page_or_at_its_total(rows: int, total: int | None, offset: int, *, ends: bool) -> None:
    assert RakenPage(tuple(range(rows)), total).ends(offset, limit=3) is ends


def test_a_row_that_is_no_object_does_not_spoil_its_page() -> None:
    assert _read({"collection": [{"uuid": "a"}, None, "b", 3]}).collection == ({"uuid": "a"}, None, "b", 3)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"collection": {}}', b'{"collection": null}'])
def test_what_is_no_page_is_unreadable(body: bytes) -> None:
    failed = read_page(VendorAnswer(200, {}, body))
    assert failed.error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE
