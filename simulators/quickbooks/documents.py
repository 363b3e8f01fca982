"""Bills and invoices: line numbers, totals, document numbers (sections 1.5 and 7.2)."""

from decimal import Decimal

from simulators.quickbooks.entities import EntitySpec
from simulators.quickbooks.faults_catalogue import ErrorEntry, duplicate_document, plain
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, Json, as_list, as_number, as_object, as_text


def document_problems(
    spec: EntitySpec, body: Body, realm: Realm, own_id: str | None, *, allow_duplicate: bool
) -> list[ErrorEntry]:
    """Report a number already taken (6140) and lines whose amount is not quantity times price (6070)."""
    found = [problem for line in as_list(body.get("Line")) if (problem := _product_problem(as_object(line)))]
    number = as_text(body.get("DocNumber"))
    holder = realm.document_holder(spec, number) if number else None
    if number and holder not in (None, own_id) and not allow_duplicate:
        found.append(duplicate_document(number, spec.title, str(holder)))
    return found


def _product_problem(line: Body) -> ErrorEntry | None:
    detail = as_object(line.get(as_text(line.get("DetailType")) or ""))
    quantity, price, amount = (as_number(v) for v in (detail.get("Qty"), detail.get("UnitPrice"), line["Amount"]))
    if quantity is None or price is None or amount == round(quantity * price, 2):
        return None
    return plain("6070", f"Amount {amount} is not Qty {quantity} times UnitPrice {price}", "Amount")


def with_totals(spec: EntitySpec, body: Body) -> Body:
    """Number the lines and compute TotalAmt and Balance; an invoice also gets its subtotal line."""
    sent = [as_object(line) for line in as_list(body.get("Line"))]
    lines = [line for line in sent if line.get("DetailType") != "SubTotalLineDetail"]
    total = sum((as_number(line.get("Amount")) or Decimal(0) for line in lines), Decimal(0))
    shown: list[Json] = [
        {**line, "Id": as_text(line.get("Id")) or str(place), "LineNum": place}
        for place, line in enumerate(lines, start=1)
    ]
    if spec.title == "Invoice":
        shown.append({"DetailType": "SubTotalLineDetail", "Amount": total, "SubTotalLineDetail": {}})
    return {**body, "Line": shown, "TotalAmt": total, "Balance": total}
