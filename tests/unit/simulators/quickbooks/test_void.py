"""Voiding: what stays, and what it frees."""

import pytest

from tests.unit.simulators.quickbooks import documents as make
from tests.unit.simulators.quickbooks.bench import REALM, Bench, Json, code
from tests.unit.simulators.quickbooks.documents import applied, made, shown


def addressed(record_id: str = "1", token: str = "0", **more: object) -> Json:
    return {"Id": record_id, "SyncToken": token, **more}


async def test_a_voided_invoice_stays_with_nothing_on_it(books: Bench) -> None:
    await made(books, "Invoice", make.invoice(PrivateNote="lobby", Line=[make.sale(50, Qty=2, UnitPrice=25)]))
    void = await made(books, "Invoice", addressed(), operation="void")
    [line] = void["Line"]
    assert (void["TotalAmt"], void["Balance"], void["PrivateNote"]) == (0, 0, "Voided - lobby")
    detail = line["SalesItemLineDetail"]
    assert (line["Amount"], detail["Qty"], "UnitPrice" in detail, void["SyncToken"]) == (0, 0, False, "1")


async def test_a_voided_bill_payment_loses_its_lines_and_opens_the_bill(books: Bench) -> None:
    await made(books, "Bill", make.bill())
    await made(books, "BillPayment", make.bill_payment(applied(100, "Bill", "1")))
    void = await made(books, "BillPayment", addressed("2", sparse=True), operation="update", include="void")
    assert (void["TotalAmt"], void["Line"], void["PrivateNote"]) == (0, [], "Voided")
    assert (await shown(books, "Bill"))["Balance"] == 100


async def test_a_voided_payment_opens_the_invoice(books: Bench) -> None:
    await made(books, "Invoice", make.invoice())
    await made(books, "Payment", make.payment(applied(100, "Invoice", "1")))
    void = await made(books, "Payment", addressed("2", sparse=True), operation="update", include="void")
    assert (void["TotalAmt"], void["UnappliedAmt"]) == (0, 0)
    assert (await shown(books, "Invoice"))["Balance"] == 100


@pytest.mark.parametrize("item", [{"operation": "void"}, {"operation": "update", "optionsData": "void"}])
async def test_a_batch_can_void(books: Bench, item: Json) -> None:
    await made(books, "Payment", make.payment())
    answer = (await books.batch({"bId": "0", "Payment": addressed(), **item}))["0"]
    assert answer["Payment"]["PrivateNote"] == "Voided"


@pytest.mark.parametrize(
    ("entity", "body", "params"),
    [
        ("Bill", make.bill(), {"operation": "void"}),
        ("Invoice", make.invoice(), {"operation": "update", "include": "void"}),
        ("Payment", make.payment(), {"operation": "void"}),
    ],
)
async def test_each_kind_is_voided_in_its_own_way_or_not_at_all(
    books: Bench, entity: str, body: Json, params: dict[str, str]
) -> None:
    await made(books, entity, body)
    assert code(await books.post(entity.lower(), addressed(), **params)) == "500"


async def test_a_void_needs_the_current_token_open_books_and_nothing_applied(books: Bench) -> None:
    await made(books, "Invoice", make.invoice())
    stale = await books.post("invoice", addressed(token="9"), operation="void")
    await made(books, "Payment", make.payment(applied(1, "Invoice", "1")))
    paid = await books.post("invoice", addressed(token="1"), operation="void")
    await made(books, "Invoice", make.invoice())
    await books.admin("realms", {"realm_id": REALM, "book_close_date": "2026-12-31"})
    closed = await books.post("invoice", addressed("3"), operation="void")
    assert [code(answer) for answer in (stale, paid, closed)] == ["5010", "800", "6210"]
