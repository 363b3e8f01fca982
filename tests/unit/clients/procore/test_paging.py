"""Where a list ends: Procore's word counts more than the length of a page (procore.md 3)."""

import json
from typing import Any

import pytest

from fieldledger.clients.procore.models.base import Named
from fieldledger.clients.procore.paging import V2_DATA, ProcorePage, all_pages, each_page, read_page
from fieldledger.clients.reading import Rows
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.result import ErrorCode, Result
from tests.unit.clients.procore.bench import an_answer

NEXT = '<https://elsewhere.test/x?page=9>; rel="next", <https://elsewhere.test/x?page=9>; rel="last"'
LAST = '<https://api.test/x?page=1>; rel="first", <https://api.test/x?page=1>; rel="prev"'


def _rows(count: int) -> list[dict[str, Any]]:
    return [{"id": number} for number in range(count)]


def _page(answer: VendorAnswer, page: int = 1, per_page: int = 3) -> ProcorePage[Named]:
    return read_page(answer, Named, page, per_page).unwrap()


@pytest.mark.parametrize(
    ("received", "headers", "next_page"),
    [
        (3, {"link": NEXT}, 2),
        (2, {"link": NEXT}, 2),
        (0, {"link": NEXT}, None),
        (3, {"link": LAST}, None),
        (3, {"total": "3"}, None),
        (3, {"total": "4"}, 2),
        (2, {"total": "9", "per-page": "2"}, 2),
        (3, {}, 2),
        (2, {}, None),
        (2, {"per-page": "2"}, 2),
        (3, {"total": "many"}, 2),
    ],
)
def test_a_list_goes_on_as_long_as_procore_says(received: int, headers: dict[str, str], next_page: int | None) -> None:
    assert _page(VendorAnswer(200, headers, json.dumps(_rows(received)).encode())).next_page == next_page


def test_the_next_page_is_counted_and_never_taken_from_a_link() -> None:
    assert _page(an_answer(_rows(3), link=NEXT), page=4).next_page == 5


def test_a_page_says_the_total_and_its_rows() -> None:
    page = _page(an_answer(_rows(2), total="150"))
    assert (page.total, [row.id for row in page.rows.good]) == (150, ["0", "1"])


def test_v2_lists_are_under_data() -> None:
    page = read_page(an_answer({"data": [{"id": "160586"}]}), Named, 1, 100, V2_DATA).unwrap()
    assert page.rows.good[0].id == "160586"


def test_a_malformed_row_stands_apart_and_counts() -> None:
    page = _page(an_answer([{"id": 1}, {"name": "lost"}, {"id": 3}]))
    assert ([row.id for row in page.rows.good], [row.index for row in page.rows.malformed]) == (["1", "3"], [1])
    assert page.next_page == 2


def test_an_answer_without_a_list_is_unreadable() -> None:
    failed = read_page(an_answer({"id": 1}), Named, 1, 100)
    assert failed.error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE


class _Shelf:
    """Pages of one row each."""

    def __init__(self, count: int, broken: int | None = None) -> None:
        self.asked: list[int] = []
        self._count = count
        self._broken = broken

    async def page(self, number: int) -> Result[ProcorePage[Named]]:
        self.asked.append(number)
        if number == self._broken:
            return Result.fail("down", ErrorCode.VENDOR_UNAVAILABLE)
        following = number + 1 if number < self._count else None
        return Result.ok(ProcorePage(Rows((Named(id=str(number)),)), following, self._count))


async def test_all_pages_come_as_one_list() -> None:
    shelf = _Shelf(3)
    rows = (await all_pages(shelf.page, max_pages=3)).unwrap()
    assert [row.id for row in rows.good] == ["1", "2", "3"]


async def test_half_a_list_never_looks_whole() -> None:
    shelf = _Shelf(9)
    failed = await all_pages(shelf.page, max_pages=2)
    assert (failed.error_code, shelf.asked) == (ErrorCode.INTERNAL, [1, 2])


async def test_a_failed_page_fails_the_list() -> None:
    failed = await all_pages(_Shelf(3, broken=2).page, max_pages=5)
    assert failed.error_code == ErrorCode.VENDOR_UNAVAILABLE


async def test_pages_come_one_by_one_and_end_with_the_failure() -> None:
    shelf = _Shelf(4, broken=3)
    outcomes = [page.success async for page in each_page(shelf.page)]
    assert (outcomes, shelf.asked) == ([True, True, False], [1, 2, 3])
