"""What QuickBooks computes on a transaction: line ids, what lines show, totals, due date (section 7.2)."""

from datetime import date, timedelta
from decimal import Decimal

from simulators.quickbooks.catalogue.lines import LINE_DETAILS, WITHOUT_AMOUNT
from simulators.quickbooks.catalogue.spec import Document, EntitySpec, Totals
from simulators.quickbooks.line_validation import detail_type, is_text_line
from simulators.quickbooks.references import fill_names
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, Json, as_list, as_number, as_object, as_text, reference

_TAXED = ("AccountBasedExpenseLineDetail", "ItemBasedExpenseLineDetail", "SalesItemLineDetail")
_EXPENSES = _TAXED[:2]
# The odd block that purchases come back with; the value is the kind of transaction.
_PURCHASE_KINDS = {"Cash": "54", "Check": "3", "CreditCard": "54"}


def sent_lines(body: Body) -> list[Body]:
    """Return the lines without the subtotal that QuickBooks adds itself."""
    lines = (as_object(line) for line in as_list(body.get("Line")))
    return [line for line in lines if line.get("DetailType") != "SubTotalLineDetail"]


def line_total(body: Body) -> Decimal:
    """Add up the lines that count: texts do not."""
    counted = (line for line in sent_lines(body) if line.get("DetailType") not in WITHOUT_AMOUNT)
    amounts = (as_number(line.get("Amount")) for line in counted if not is_text_line(line))
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def with_totals(spec: EntitySpec, document: Document, body: Body, realm: Realm, previous: Body | None) -> Body:
    """Finish a transaction; a line keeps its id where that was the transaction's own, all others get new ids."""
    lines: list[Json] = [
        _shown_line(document, line, realm, place)
        for place, line in enumerate(_with_ids(sent_lines(body), previous), start=1)
    ]
    total = {
        Totals.LINES: line_total(body),
        Totals.SENT: as_number(body.get("TotalAmt")) or Decimal(0),
        Totals.ZERO: Decimal(0),
    }[document.totals]
    if document.has_subtotal:
        lines.append({"DetailType": "SubTotalLineDetail", "Amount": total, "SubTotalLineDetail": {}})
    shown: Body = {**body, "Line": lines, "TotalAmt": total}
    if document.has_subtotal:
        shown["TxnTaxDetail"] = {"TotalTax": 0}
    if spec.title == "Payment":
        shown["UnappliedAmt"] = total - line_total(body)
    if spec.title == "Purchase":
        shown["PurchaseEx"] = _purchase_block(str(body.get("PaymentType")))
    return shown


def _with_ids(lines: list[Body], previous: Body | None) -> list[Body]:
    known = {str(as_object(line).get("Id")) for line in as_list((previous or {}).get("Line"))} - {"None"}
    taken = {str(line["Id"]) for line in lines if str(line.get("Id")) in known}
    fresh = max((int(line_id) for line_id in known if line_id.isdecimal()), default=0) + 1
    numbered: list[Body] = []
    for line in lines:
        line_id = str(line.get("Id"))
        if line_id in taken:
            taken.discard(line_id)
        else:
            line_id, fresh = str(fresh), fresh + 1
        numbered.append({**line, "Id": line_id})
    return numbered


def _shown_line(document: Document, line: Body, realm: Realm, place: int) -> Body:
    kind = detail_type(document, line)
    if kind not in LINE_DETAILS or not document.line_details:
        return {**line, "LineNum": place}
    detail = fill_names(LINE_DETAILS[kind], as_object(line.get(kind)), realm)
    if not realm.prefs.classes_per_line:
        detail.pop("ClassRef", None)
    if kind in _TAXED:
        detail.setdefault("TaxCodeRef", {"value": "NON"})
    if kind in _EXPENSES:
        detail.setdefault("BillableStatus", "NotBillable")
    return {**line, "DetailType": kind, kind: detail, "LineNum": place}


def _purchase_block(payment_type: str) -> Body:
    value: Body = {"Name": "TxnType", "Value": _PURCHASE_KINDS.get(payment_type, "54")}
    entry: Body = {
        "name": "{http://schema.intuit.com/finance/v3}NameValue",
        "declaredType": "com.intuit.schema.finance.v3.NameValue",
        "scope": "javax.xml.bind.JAXBElement$GlobalScope",
        "value": value,
        "nil": False,
        "globalScope": True,
        "typeSubstituted": False,
    }
    return {"any": [entry]}


def due_date(spec: EntitySpec, body: Body, realm: Realm) -> str | None:
    """Compute the day a transaction falls due: by its terms, by those of its party, else its own day."""
    document, day = spec.document, as_text(body.get("TxnDate"))
    if document is None or day is None:
        return None
    party = realm.find((document.party or "").removesuffix("Ref"), reference(body, document.party or "") or "")
    of_party = party.body if party is not None else {}
    term_id = reference(body, "SalesTermRef") or reference(of_party, "TermRef") or reference(of_party, "SalesTermRef")
    term = realm.find("Term", term_id or "")
    days = as_number(term.body.get("DueDays")) if term is not None else None
    return (date.fromisoformat(day) + timedelta(days=int(days or 0))).isoformat()
