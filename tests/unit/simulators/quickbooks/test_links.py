"""Transactions applied to others: balances, states, and what may no longer be changed or deleted."""

import pytest

from tests.unit.simulators.quickbooks import documents as make
from tests.unit.simulators.quickbooks.bench import Bench, code, hours
from tests.unit.simulators.quickbooks.documents import applied, expense, made, shown


async def state(bench: Bench, entity: str, record_id: str = "1") -> tuple[object, object]:
    record = await shown(bench, entity, record_id)
    return record["Balance"], record["SyncToken"]


async def delete(bench: Bench, entity: str, record_id: str, token: str = "0") -> str | None:
    answer = await bench.post(entity, {"Id": record_id, "SyncToken": token}, operation="delete")
    return None if answer.status_code == 200 else code(answer)


async def test_a_bill_payment_closes_the_bill_and_moves_its_token(books: Bench) -> None:
    await made(books, "Bill", make.bill())
    await made(books, "BillPayment", make.bill_payment(applied(100, "Bill", "1")))
    assert await state(books, "Bill") == (0, "1")
    assert (await shown(books, "Bill"))["LinkedTxn"] == [{"TxnId": "2", "TxnType": "BillPaymentCheck"}]


async def test_part_payments_add_up_and_cannot_exceed_what_is_open(books: Bench) -> None:
    await made(books, "Bill", make.bill())
    await made(books, "BillPayment", make.bill_payment(applied(60, "Bill", "1"), total=60))
    refused = await books.post("billpayment", make.bill_payment(applied(40.01, "Bill", "1")))
    await made(books, "BillPayment", make.bill_payment(applied(40, "Bill", "1"), total=40))
    assert (code(refused), await state(books, "Bill")) == ("6000", (0, "2"))


async def test_a_changed_payment_is_applied_anew(books: Bench) -> None:
    await made(books, "Bill", make.bill())
    await made(books, "BillPayment", make.bill_payment(applied(100, "Bill", "1")))
    changed = make.bill_payment(applied(30, "Bill", "1"), total=30, Id="2", SyncToken="0")
    await made(books, "BillPayment", changed)
    assert (await state(books, "Bill"))[0] == 70


async def test_a_deleted_payment_opens_the_bill_again(books: Bench) -> None:
    await made(books, "Bill", make.bill())
    await made(books, "BillPayment", make.bill_payment(applied(100, "Bill", "1")))
    assert await delete(books, "billpayment", "2") is None
    bill = await shown(books, "Bill")
    assert (bill["Balance"], bill["LinkedTxn"]) == (100, [])


async def test_a_paid_bill_cannot_be_deleted_before_it_is_unlinked(books: Bench) -> None:
    await made(books, "Bill", make.bill())
    await made(books, "BillPayment", make.bill_payment(applied(1, "Bill", "1"), total=1))
    assert await delete(books, "bill", "1", "1") == "800"
    await delete(books, "billpayment", "2")
    assert await delete(books, "bill", "1", "2") is None


async def test_a_bill_cannot_fall_below_what_is_paid(books: Bench) -> None:
    await made(books, "Bill", make.bill())
    await made(books, "BillPayment", make.bill_payment(applied(80, "Bill", "1"), total=80))
    lower = await books.post("bill", make.bill(Id="1", SyncToken="1", Line=[expense(79)]))
    kept = await made(books, "Bill", make.bill(Id="1", SyncToken="1", Line=[expense(80)]))
    assert (code(lower), kept["Balance"]) == ("6000", 0)


async def test_a_credit_pays_a_bill_without_money(books: Bench) -> None:
    await made(books, "Bill", make.bill())
    await made(books, "VendorCredit", make.vendor_credit(Line=[expense(60)]))
    lines = (applied(100, "Bill", "1"), applied(60, "VendorCredit", "2"))
    await made(books, "BillPayment", make.bill_payment(*lines, total=40))
    assert [(await state(books, "Bill"))[0], (await state(books, "VendorCredit", "2"))[0]] == [0, 0]


@pytest.mark.parametrize(
    ("kind", "txn_id", "total", "expected"),
    [("Bill", "404", 1, "610"), ("Invoice", "1", 1, "620"), ("Bill", "1", 0.5, "6000")],
)
async def test_a_payment_of_something_else_is_refused(
    books: Bench, kind: str, txn_id: str, total: float, expected: str
) -> None:
    await made(books, "Bill", make.bill())
    refused = await books.post("billpayment", make.bill_payment(applied(1, kind, txn_id), total=total))
    assert code(refused) == expected


async def test_a_payment_cannot_pay_another_vendors_bill(books: Bench) -> None:
    other = (await books.seed("Vendor", {"DisplayName": "Steel Co"}))[0]["Id"]
    await made(books, "Bill", make.bill(VendorRef={"value": other}))
    assert code(await books.post("billpayment", make.bill_payment(applied(1, "Bill", "1")))) == "6000"


async def test_a_customers_payment_closes_the_invoice_and_the_rest_stays_unapplied(books: Bench) -> None:
    await made(books, "Invoice", make.invoice())
    paid = await made(books, "Payment", make.payment(applied(70, "Invoice", "1"), total=75))
    assert ((await state(books, "Invoice"))[0], paid["UnappliedAmt"]) == (30, 5)
    assert paid["DepositToAccountRef"] == {"value": "6", "name": "Undeposited Funds"}


async def test_a_deposited_payment_can_neither_be_changed_nor_deleted(books: Bench) -> None:
    await made(books, "Payment", make.payment())
    await made(books, "Deposit", make.deposit(applied(100, "Payment", "1")))
    token = str((await shown(books, "Payment"))["SyncToken"])
    changed = await books.post("payment", make.payment(Id="1", SyncToken=token, total=50))
    assert (code(changed), await delete(books, "payment", "1", token)) == ("6540", "6540")


async def test_a_deposit_adds_up_payments_and_other_lines(books: Bench) -> None:
    await made(books, "Payment", make.payment())
    other = {"Amount": 5, "DetailType": "DepositLineDetail", "DepositLineDetail": {"AccountRef": {"value": "1"}}}
    assert (await made(books, "Deposit", make.deposit(applied(100, "Payment", "1"), other)))["TotalAmt"] == 105


async def test_a_bill_closes_its_purchase_order_until_it_is_deleted(books: Bench) -> None:
    await made(books, "PurchaseOrder", make.purchase_order())
    link = [{"TxnId": "1", "TxnType": "PurchaseOrder"}]
    bill = await made(books, "Bill", make.bill(LinkedTxn=link))
    closed = (await shown(books, "PurchaseOrder"))["POStatus"]
    await delete(books, "bill", "2")
    assert (bill["LinkedTxn"], closed, (await shown(books, "PurchaseOrder"))["POStatus"]) == (link, "Closed", "Open")


async def test_an_invoice_bills_time_until_it_is_deleted(books: Bench) -> None:
    await made(books, "TimeActivity", hours(BillableStatus="Billable", HourlyRate=50))
    await made(books, "Invoice", make.invoice(LinkedTxn=[{"TxnId": "1", "TxnType": "TimeActivity"}]))
    billed = (await shown(books, "TimeActivity"))["BillableStatus"]
    refused = await delete(books, "timeactivity", "1", "1")
    await delete(books, "invoice", "1")
    now = (await shown(books, "TimeActivity"))["BillableStatus"]
    assert (billed, refused, now) == ("HasBeenBilled", "800", "Billable")


async def test_an_invoice_closes_its_estimate(books: Bench) -> None:
    await made(books, "Estimate", make.estimate())
    await made(books, "Invoice", make.invoice(LinkedTxn=[{"TxnId": "1", "TxnType": "Estimate"}]))
    assert (await shown(books, "Estimate"))["TxnStatus"] == "Closed"


async def test_a_link_tells_of_the_other_record_too(books: Bench) -> None:
    await made(books, "Bill", make.bill())
    await books.admin("webhooks", {"url": "https://app.example/hook", "verifier_token": "v", "enabled": False})
    await made(books, "BillPayment", make.bill_payment(applied(100, "Bill", "1")))
    await books.admin("webhooks/flush", None)
    told = [event["type"] for event in books.inbox.events()]
    assert told == ["qbo.bill.updated.v1", "qbo.billpayment.created.v1"]
