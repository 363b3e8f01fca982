"""After a lost answer a record is found by what people would call it by."""

import httpx
import pytest

from fieldledger.clients.foundation.assumptions import FoundationDialect
from fieldledger.clients.foundation.look_ups import ApInvoiceKey, TimeCardKey
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.unit.clients.foundation.bench import (
    Bench,
    a_card,
    a_card_row,
    a_problem,
    an_invoice,
    an_invoice_row,
)

TWO_A_PAGE = FoundationDialect(page_size=2)


def a_key(**changes: str | None) -> TimeCardKey:
    return TimeCardKey.of(a_card(**changes))


async def test_a_time_card_is_found_by_its_natural_key_even_if_filters_are_ignored() -> None:
    other = a_card_row(timecardId="9002", earnCodeId="RT")
    bench = Bench(httpx.Response(200, json=[other, a_card_row()]))
    found = (await (await bench.connected()).find_time_card(COMPANY, a_key())).unwrap()
    assert [card.timecard_id for card in found] == ["9001"]
    asked = bench.request.url.params
    assert (asked["employeeId"], asked["date"], asked["jobId"]) == ("ABECHR", "2026-02-27", "17355")


async def test_a_key_without_cost_code_finds_the_card_whose_code_was_filled_in() -> None:
    bench = Bench(httpx.Response(200, json=[a_card_row()]))
    found = (await (await bench.connected()).find_time_card(COMPANY, a_key(cost_code_id=None))).unwrap()
    assert len(found) == 1


async def test_our_reference_tells_two_equal_cards_apart() -> None:
    rows = [a_card_row(note="ours-1"), a_card_row(timecardId="9002", note="ours-2    ")]
    bench = Bench(httpx.Response(200, json=rows), dialect=FoundationDialect(time_card_reference="note"))
    found = (await (await bench.connected()).find_time_card(COMPANY, a_key(reference="ours-2"))).unwrap()
    assert [card.timecard_id for card in found] == ["9002"]


async def test_a_row_that_cannot_be_read_leaves_the_question_open() -> None:
    bench = Bench(httpx.Response(200, json=[{"timecardId": "9001"}]))
    failed = await (await bench.connected()).find_time_card(COMPANY, a_key())
    assert failed.error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE


async def test_an_invoice_is_found_by_vendor_and_number() -> None:
    rows = [an_invoice_row(), an_invoice_row(voucherId="55022", invoiceNumber="INV-8890")]
    bench = Bench(httpx.Response(200, json={"items": rows, "totalCount": 2}))
    found = (await (await bench.connected()).find_ap_invoice(COMPANY, ApInvoiceKey("GRAYBAR", "INV-889"))).unwrap()
    assert [invoice.voucher_id for invoice in found] == ["55021"]


async def test_an_invoice_is_found_by_the_number_that_was_sent() -> None:
    bench = Bench(httpx.Response(200, json=[an_invoice_row()]))
    key = ApInvoiceKey.of(an_invoice(invoice_number=" INV\u2013889"))
    assert len((await (await bench.connected()).find_ap_invoice(COMPANY, key)).unwrap()) == 1
    assert bench.request.url.params["invoiceNumber"] == "INV-889"


async def test_every_page_is_searched() -> None:
    others = [a_card_row(timecardId=str(number), employeeId="OTHER") for number in range(2)]
    bench = Bench(
        httpx.Response(200, json=others),
        httpx.Response(200, json=[a_card_row()]),
        dialect=TWO_A_PAGE,
    )
    assert len((await (await bench.connected()).find_time_card(COMPANY, a_key())).unwrap()) == 1


async def test_a_search_that_breaks_off_finds_nothing_out() -> None:
    bench = Bench(httpx.Response(200, json=[a_card_row(), a_card_row()]), a_problem(400), dialect=TWO_A_PAGE)
    assert (await (await bench.connected()).find_time_card(COMPANY, a_key())).failed


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"costCodeId": "26-051"}, 0),
        ({"date": "2026-02-26"}, 0),
        ({"phaseId": None}, 0),
        ({"hours": 8, "status": "POSTED"}, 1),
    ],
)
async def test_only_the_parts_of_the_key_count(changes: dict[str, object], found: int) -> None:
    bench = Bench(httpx.Response(200, json=[a_card_row(**changes)]))
    assert len((await (await bench.connected()).find_time_card(COMPANY, a_key())).unwrap()) == found


async def test_the_dialect_says_what_the_key_is() -> None:
    dialect = FoundationDialect(time_card_key=("employee_id", "day"), look_up_filters={})
    bench = Bench(httpx.Response(200, json=[a_card_row(jobId="OTHER")]), dialect=dialect)
    assert len((await (await bench.connected()).find_time_card(COMPANY, a_key())).unwrap()) == 1
    assert set(bench.request.url.params) == {"companyId", "page", "pageSize"}
