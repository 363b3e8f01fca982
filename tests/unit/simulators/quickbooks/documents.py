"""Builders of transactions with lines; a change to None leaves the property out.

Accounts of a new company: 1 income, 2 cost of goods sold, 3 payable, 4 receivable, 5 bank, 6 undeposited, 7 card.
"""

from tests.unit.simulators.quickbooks.bench import Bench, Json

CUSTOMER, VENDOR = "2", "3"


async def with_vendor(bench: Bench) -> Bench:
    """A company whose vendor has id 3, without limits on calls."""
    await bench.limits(requests_per_second=1000)
    await bench.seed("Vendor", {"DisplayName": "Concrete Co"})
    return bench


def expense(amount: object = 100, account: str = "2", **line: object) -> Json:
    detail = {"AccountRef": {"value": account}}
    return {
        "DetailType": "AccountBasedExpenseLineDetail",
        "Amount": amount,
        "AccountBasedExpenseLineDetail": detail,
        **line,
    }


def item_expense(amount: object, **detail: object) -> Json:
    return {"DetailType": "ItemBasedExpenseLineDetail", "Amount": amount, "ItemBasedExpenseLineDetail": detail}


def sale(amount: object = 100, **detail: object) -> Json:
    inner = _without_none({"ItemRef": {"value": "1"}, **detail})
    return {"DetailType": "SalesItemLineDetail", "Amount": amount, "SalesItemLineDetail": inner}


def posting(side: str | None, amount: object, account: str = "2", **detail: object) -> Json:
    inner = _without_none({"PostingType": side, "AccountRef": {"value": account}, **detail})
    return {"DetailType": "JournalEntryLineDetail", "Amount": amount, "JournalEntryLineDetail": inner}


def applied(amount: object, kind: str, txn_id: str) -> Json:
    return {"Amount": amount, "LinkedTxn": [{"TxnId": txn_id, "TxnType": kind}]}


def bill(**changes: object) -> Json:
    return _without_none({"VendorRef": {"value": VENDOR}, "Line": [expense()], **changes})


def vendor_credit(**changes: object) -> Json:
    return bill(**changes)


def bill_payment(*lines: Json, total: object = 100, **changes: object) -> Json:
    body = {
        "VendorRef": {"value": VENDOR},
        "PayType": "Check",
        "CheckPayment": {"BankAccountRef": {"value": "5"}},
        "TotalAmt": total,
        "Line": list(lines),
        **changes,
    }
    return _without_none(body)


def purchase_order(**changes: object) -> Json:
    return bill(APAccountRef={"value": "3"}, **changes)


def purchase(**changes: object) -> Json:
    return _without_none({"PaymentType": "CreditCard", "AccountRef": {"value": "7"}, "Line": [expense()], **changes})


def invoice(**changes: object) -> Json:
    return _without_none({"CustomerRef": {"value": CUSTOMER}, "Line": [sale()], **changes})


def estimate(**changes: object) -> Json:
    return invoice(**changes)


def payment(*lines: Json, total: object = 100, **changes: object) -> Json:
    return _without_none({"CustomerRef": {"value": CUSTOMER}, "TotalAmt": total, "Line": list(lines), **changes})


def deposit(*lines: Json) -> Json:
    return {"DepositToAccountRef": {"value": "5"}, "Line": list(lines)}


def journal_entry(*lines: Json, **changes: object) -> Json:
    return {"Line": list(lines) or [posting("Debit", 10), posting("Credit", 10, "5")], **changes}


async def made(bench: Bench, entity: str, body: Json, **params: str) -> Json:
    """Create a record through the API."""
    answer = await bench.post(entity.lower(), body, **params)
    assert answer.status_code == 200, answer.text
    record: Json = answer.json()[entity]
    return record


async def shown(bench: Bench, entity: str, record_id: str = "1") -> Json:
    """Read a record through the API."""
    record: Json = (await bench.get(f"{entity.lower()}/{record_id}")).json()[entity]
    return record


def _without_none(body: Json) -> Json:
    return {key: value for key, value in body.items() if value is not None}
