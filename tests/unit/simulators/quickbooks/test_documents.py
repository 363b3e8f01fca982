"""Transactions with lines: totals, numbers, dates, line ids, and what their lines need."""

import pytest

from tests.unit.simulators.quickbooks import documents as make
from tests.unit.simulators.quickbooks.bench import REALM, Bench, Json, code, codes
from tests.unit.simulators.quickbooks.documents import expense, item_expense, made, sale


def detail(line: object) -> Json:
    assert isinstance(line, dict)
    inner: Json = line[line["DetailType"]]
    return inner


async def test_an_invoice_is_numbered_totalled_and_gets_a_subtotal_line(books: Bench) -> None:
    shown = await made(books, "Invoice", make.invoice(Line=[sale(100.25), sale(50, Qty=2, UnitPrice=25)]))
    *lines, subtotal = shown["Line"]
    assert (shown["DocNumber"], shown["TotalAmt"], shown["Balance"]) == ("1001", 150.25, 150.25)
    assert [(line["Id"], line["LineNum"]) for line in lines] == [("1", 1), ("2", 2)]
    assert subtotal == {"DetailType": "SubTotalLineDetail", "Amount": 150.25, "SubTotalLineDetail": {}}
    assert detail(lines[0])["TaxCodeRef"] == {"value": "NON"}


async def test_a_total_that_was_sent_is_overwritten(books: Bench) -> None:
    assert (await made(books, "Bill", make.bill(TotalAmt=7, Balance=7)))["TotalAmt"] == 100


async def test_sales_numbers_go_on_from_the_highest(books: Bench) -> None:
    await made(books, "Invoice", make.invoice(DocNumber="2500"))
    assert (await made(books, "Invoice", make.invoice()))["DocNumber"] == "2501"
    assert (await made(books, "Estimate", make.estimate()))["DocNumber"] == "1001"


async def test_with_custom_numbers_only_auto_generate_numbers_a_sale(books: Bench) -> None:
    await books.admin("realms", {"realm_id": REALM, "custom_txn_numbers": True})
    assert "DocNumber" not in await made(books, "Invoice", make.invoice())
    assert (await made(books, "Invoice", make.invoice(DocNumber="AUTO_GENERATE")))["DocNumber"] == "1001"


async def test_purchase_orders_follow_their_own_preference_and_bills_stay_unnumbered(books: Bench) -> None:
    numbered = await made(books, "PurchaseOrder", make.purchase_order())
    await books.admin("realms", {"realm_id": REALM, "custom_order_numbers": True})
    bare = await made(books, "PurchaseOrder", make.purchase_order())
    assert (numbered["DocNumber"], numbered["POStatus"], "DocNumber" in bare) == ("1001", "Open", False)
    assert "DocNumber" not in await made(books, "Bill", make.bill())


async def test_the_due_date_follows_the_terms_of_the_document_then_of_its_party(books: Bench) -> None:
    vendor = (await books.seed("Vendor", {"DisplayName": "Slow Pay", "TermRef": {"value": "4"}}))[0]
    on_document = await made(books, "Bill", make.bill(TxnDate="2026-11-01", SalesTermRef={"value": "3"}))
    of_vendor = await made(books, "Bill", make.bill(TxnDate="2026-11-01", VendorRef={"value": vendor["Id"]}))
    none = await made(books, "Bill", make.bill(TxnDate="2026-11-01"))
    days = [shown["DueDate"] for shown in (on_document, of_vendor, none)]
    assert days == ["2026-12-01", "2026-12-31", "2026-11-01"]


async def test_lines_keep_their_ids_and_new_or_unknown_ones_get_fresh_ids(books: Bench) -> None:
    await made(books, "Bill", make.bill(Line=[expense(1), expense(2)]))
    lines = [expense(2, Id="2"), expense(3), expense(4, Id="77")]
    updated = await made(books, "Bill", make.bill(Id="1", SyncToken="0", Line=lines))
    assert [(line["Id"], line["Amount"]) for line in updated["Line"]] == [("2", 2), ("3", 3), ("4", 4)]


async def test_an_item_line_without_an_item_is_text_and_its_amount_does_not_count(books: Bench) -> None:
    lines = [item_expense(40, ItemRef={"value": "1"}, Qty=4, UnitPrice=10), item_expense(999)]
    assert (await made(books, "Bill", make.bill(Line=lines)))["TotalAmt"] == 40


@pytest.mark.parametrize(
    ("amount", "quantity", "price", "fault"),
    [(10, 3, 3.333333, None), (0.13, 1, 0.125, None), (0.12, 1, 0.125, None), (10.01, 2, 5, "6070")],
)
async def test_an_amount_must_be_the_rounded_product(
    books: Bench, amount: float, quantity: float, price: float, fault: str | None
) -> None:
    line = item_expense(amount, ItemRef={"value": "1"}, Qty=quantity, UnitPrice=price)
    answer = await books.post("bill", make.bill(Line=[line]))
    assert (code(answer) if answer.status_code == 400 else None) == fault


@pytest.mark.parametrize(
    ("entity", "body", "expected"),
    [
        ("bill", make.bill(Line=[expense(-1)]), "6000"),
        ("bill", make.bill(Line=[]), "2020"),
        ("bill", make.bill(Line=[{"DetailType": "AccountBasedExpenseLineDetail", "Amount": 1}]), "2020"),
        ("bill", make.bill(Line=[sale()]), "2010"),
        ("bill", make.bill(APAccountRef={"value": "5"}), "6430"),
        ("bill", make.bill(Line=[expense(account="404")]), "610"),
        ("bill", make.bill(Line=[item_expense(1, ItemRef={"value": "404"}, Qty=1, UnitPrice=1)]), "610"),
        ("invoice", make.invoice(Line=[sale(ItemRef=None)]), "6440"),
        ("invoice", make.invoice(Line=[sale(TaxCodeRef={"value": "7"})]), "6100"),
        ("invoice", make.invoice(EmailStatus="NeedToSend"), "2020"),
        ("billpayment", make.bill_payment(make.applied(1, "Bill", "9"), PayType="Cash"), "2170"),
        ("billpayment", make.bill_payment(make.applied(1, "Bill", "9"), CheckPayment=None), "2020"),
        ("purchase", make.purchase(PaymentType="Barter"), "2170"),
        ("purchase", make.purchase(AccountRef={"value": "2"}), "6430"),
        ("purchaseorder", make.bill(), "2020"),
        ("taxcode", {"Name": "TAX 2"}, "500"),
    ],
)
async def test_a_bad_document_is_refused(books: Bench, entity: str, body: Json, expected: str) -> None:
    assert code(await books.post(entity, body)) == expected


async def test_a_purchase_comes_back_with_its_odd_block(books: Bench) -> None:
    shown = await made(books, "Purchase", make.purchase())
    assert shown["PurchaseEx"]["any"][0]["value"] == {"Name": "TxnType", "Value": "54"}


async def test_bills_of_two_vendors_may_share_a_number_where_it_counts_per_vendor(books: Bench) -> None:
    other = (await books.seed("Vendor", {"DisplayName": "Steel Co"}))[0]["Id"]
    await made(books, "Bill", make.bill(DocNumber="7"))
    of_other = make.bill(DocNumber="7", VendorRef={"value": other})
    assert code(await books.post("bill", of_other)) == "6140"
    await books.admin("settings", {"bill_numbers": "vendor"})
    await made(books, "Bill", of_other)
    assert code(await books.post("bill", make.bill(DocNumber="7"))) == "6140"


async def test_a_duplicate_is_allowed_in_a_batch_too(books: Bench) -> None:
    order = {"bId": "0", "operation": "create", "optionsData": "allowduplicatedocnum", "Bill": make.bill(DocNumber="7")}
    for _ in range(2):
        assert "Bill" in (await books.batch(order))["0"]


async def test_what_a_company_does_not_track_is_dropped(books: Bench) -> None:
    class_id = (await books.seed("Class", {"Name": "Field"}))[0]["Id"]
    department_id = (await books.seed("Department", {"Name": "East"}))[0]["Id"]
    line = expense()
    detail(line)["ClassRef"] = {"value": class_id}
    body = make.bill(Line=[line], DepartmentRef={"value": department_id})
    first = await made(books, "Bill", body)
    await books.admin("realms", {"realm_id": REALM, "track_departments": True, "classes_per_line": False})
    second = await made(books, "Bill", body)
    tracked = [("ClassRef" in detail(shown["Line"][0]), "DepartmentRef" in shown) for shown in (first, second)]
    assert tracked == [(True, False), (False, True)]


async def test_faults_of_several_lines_come_together(books: Bench) -> None:
    lines = [expense(account="404"), expense(account="405"), {"Amount": 1}]
    assert codes(await books.post("bill", make.bill(Line=lines))) == ["610", "610", "2020"]
