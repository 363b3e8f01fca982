"""Lists end where they end, whatever shape their pages have."""

import httpx
import pytest

from fieldledger.clients.foundation.assumptions import FoundationDialect
from fieldledger.clients.foundation.models import CostCode, TimeCard
from fieldledger.clients.foundation.paging import FoundationPage, PageStart, all_pages, read_page
from fieldledger.result import ErrorCode, Result
from tests.builders import COMPANY
from tests.unit.clients.foundation.bench import Bench, a_card_row, a_gateway_refusal, an_answer

TWO_A_PAGE = FoundationDialect(page_size=2)


def codes(*ids: str) -> list[dict[str, str]]:
    return [{"costCodeId": id_} for id_ in ids]


def bare(*ids: str) -> httpx.Response:
    return httpx.Response(200, json=codes(*ids))


def enveloped(total: int, *ids: str) -> httpx.Response:
    return httpx.Response(200, json={"items": codes(*ids), "totalCount": total})


@pytest.mark.parametrize(
    "pages",
    [
        (bare("1", "2"), bare("3")),
        (bare("1", "2"), bare("3", "4"), bare()),
        (enveloped(3, "1", "2"), enveloped(3, "3")),
        (enveloped(4, "1", "2"), enveloped(4, "3", "4")),
    ],
)
async def test_every_page_is_read_once(pages: tuple[httpx.Response, ...]) -> None:
    bench = Bench(*pages, dialect=TWO_A_PAGE)
    rows = (await (await bench.connected()).every(COMPANY, CostCode)).unwrap()
    assert [code.key for code in rows.good] == ["1", "2", "3", "4"][: len(rows.good)]
    assert len(bench.vendor.requests) == len(pages)
    assert [request.url.params["page"] for request in bench.vendor.requests] == ["1", "2", "3"][: len(pages)]


async def test_a_vendor_that_ignores_paging_is_read_once() -> None:
    bench = Bench(bare("1", "2", "3"), dialect=TWO_A_PAGE)
    rows = (await (await bench.connected()).every(COMPANY, CostCode)).unwrap()
    assert [code.key for code in rows.good] == ["1", "2", "3"]
    assert len(bench.vendor.requests) == 1


async def test_a_page_that_comes_twice_hides_what_lies_behind_it() -> None:
    bench = Bench(bare("1", "2"), dialect=TWO_A_PAGE)
    failed = await (await bench.connected()).every(COMPANY, CostCode)
    assert failed.error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE
    assert len(bench.vendor.requests) == 2


async def test_a_total_is_believed_where_pages_are_shorter_than_asked_for() -> None:
    pages = (enveloped(5, "1", "2"), enveloped(5, "3", "4"), enveloped(5, "5"))
    bench = Bench(*pages, dialect=FoundationDialect(page_size=100))
    rows = (await (await bench.connected()).every(COMPANY, CostCode)).unwrap()
    assert [code.key for code in rows.good] == ["1", "2", "3", "4", "5"]
    assert len(bench.vendor.requests) == 3


async def test_a_total_that_is_never_reached_ends_with_an_empty_page() -> None:
    bench = Bench(enveloped(4, "1", "2"), enveloped(4, "3"), enveloped(4), dialect=TWO_A_PAGE)
    rows = (await (await bench.connected()).every(COMPANY, CostCode)).unwrap()
    assert len(rows.good) == 3
    assert len(bench.vendor.requests) == 3


async def test_reading_goes_on_where_a_page_said() -> None:
    bench = Bench(enveloped(3, "1", "2"), enveloped(3, "3"), dialect=TWO_A_PAGE)
    client = await bench.connected()
    first = (await client.page(COMPANY, CostCode)).unwrap()
    assert first.next == PageStart(2, 2)
    assert (await client.page(COMPANY, CostCode, first.next)).unwrap().next is None


async def test_a_list_without_end_is_no_list() -> None:
    numbers = iter(range(100))

    async def one(start: PageStart) -> Result[FoundationPage[CostCode]]:
        return read_page(an_answer(codes(str(next(numbers)), "x")), CostCode, start, 2, TWO_A_PAGE)

    assert (await all_pages(one, PageStart(1), 3)).details["pages"] == 3
    assert next(numbers) == 3


async def test_half_a_list_is_a_failure() -> None:
    bench = Bench(bare("1", "2"), a_gateway_refusal(404, "Resource not found"), dialect=TWO_A_PAGE)
    failed = await (await bench.connected()).every(COMPANY, CostCode)
    assert failed.error_code == ErrorCode.VENDOR_NOT_FOUND


def test_a_row_that_cannot_be_read_is_set_apart_with_its_id() -> None:
    page = read_page(
        an_answer([a_card_row(), a_card_row(date="yesterday")]), TimeCard, PageStart(1), 100, TWO_A_PAGE
    ).unwrap()
    assert len(page.rows.good) == 1
    assert (page.rows.malformed[0].entity_id, page.rows.malformed[0].path) == ("9001", "1.date")


@pytest.mark.parametrize("body", [{"data": []}, {"items": {}}, "text", None, 7])
def test_an_answer_without_a_list_is_unreadable(body: object) -> None:
    assert (
        read_page(an_answer(body), CostCode, PageStart(1), 2, TWO_A_PAGE).error_code
        == ErrorCode.VENDOR_ANSWER_UNREADABLE
    )
