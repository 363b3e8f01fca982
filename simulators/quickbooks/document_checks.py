"""The rules of transactions with lines: amounts, numbers, balanced entries (sections 1.5, 7.1 and 7.2)."""

from decimal import Decimal

from simulators.quickbooks.catalogue.spec import Document, EntitySpec, Totals
from simulators.quickbooks.document_totals import line_total
from simulators.quickbooks.faults_catalogue import ErrorEntry, business_rule, duplicate_document, missing, plain
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, as_list, as_number, as_object, as_text, reference

# The amount has to be the product rounded to cents, whichever way a half goes (tolerance unknown, section 7.1).
_HALF_CENT = Decimal("0.005")
_PARTY_OF_ACCOUNT = {"Accounts Receivable": "Customer", "Accounts Payable": "Vendor"}


def document_problems(spec: EntitySpec, document: Document, body: Body, realm: Realm) -> list[ErrorEntry]:
    """Report everything about amounts: 6070, 2300, 6000; 2020 without a currency where there are several."""
    found = [problem for line in as_list(body.get("Line")) if (problem := _product_problem(as_object(line)))]
    found += _payment_kind_problems(body)
    if realm.prefs.several_currencies and "CurrencyRef" in spec.fields and reference(body, "CurrencyRef") is None:
        found.append(missing("CurrencyRef"))
    if body.get("EmailStatus") == "NeedToSend" and not as_object(body.get("BillEmail")).get("Address"):
        found.append(missing("BillEmail"))
    match document.totals:
        case Totals.LINES if line_total(body) < 0:
            found.append(business_rule("You must enter a transaction amount that is 0 or greater"))
        case Totals.ZERO:
            found += _ledger_problems(body, realm)
        case Totals.SENT if (as_number(body.get("TotalAmt")) or 0) < 0:
            found.append(business_rule(f"The total of a {spec.title} cannot be negative"))
        case _:
            pass
    return found


def number_problems(
    spec: EntitySpec, document: Document, body: Body, realm: Realm, own_id: str | None, *, per_party: bool
) -> list[ErrorEntry]:
    """Report a document number that is taken (6140), with the id of its holder."""
    warned = realm.prefs.warn_duplicate_journal_number or spec.title != "JournalEntry"
    holder = realm.numbers.holder(spec, body, per_party=per_party)
    if not document.unique_number or not warned or holder in (None, own_id):
        return []
    return [duplicate_document(as_text(body.get("DocNumber")) or "", spec.title, str(holder))]


def _product_problem(line: Body) -> ErrorEntry | None:
    detail = as_object(line.get(as_text(line.get("DetailType")) or ""))
    values = (detail.get("Qty"), detail.get("UnitPrice"), line.get("Amount"))
    quantity, price, amount = (as_number(value) for value in values)
    if quantity is None or price is None or amount is None or abs(amount - quantity * price) <= _HALF_CENT:
        return None
    return plain("6070", f"Amount {amount} is not Qty {quantity} times UnitPrice {price}", "Amount")


def _payment_kind_problems(body: Body) -> list[ErrorEntry]:
    """Report a payment or purchase of an unknown kind, or a bill payment without the account of its kind."""
    match body.get("PayType"), body.get("PaymentType"):
        case (None, None) | (None, "Cash" | "Check" | "CreditCard"):
            return []
        case "Check", _:
            return _account_needed(body, "CheckPayment", "BankAccountRef")
        case "CreditCard", _:
            return _account_needed(body, "CreditCardPayment", "CCAccountRef")
        case (None, _):
            return [plain("2170", "PaymentType must be Cash, Check or CreditCard", "PaymentType")]
        case _:
            return [plain("2170", "PayType must be Check or CreditCard", "PayType")]


def _account_needed(body: Body, prop: str, account: str) -> list[ErrorEntry]:
    return [] if reference(as_object(body.get(prop)), account) is not None else [missing(f"{prop}.{account}")]


def _ledger_problems(body: Body, realm: Realm) -> list[ErrorEntry]:
    lines = [as_object(line) for line in as_list(body.get("Line"))]
    balance = Decimal(0)
    for line in lines:
        amount = as_number(line.get("Amount")) or Decimal(0)
        side = as_object(line.get("JournalEntryLineDetail")).get("PostingType")
        balance += {"Debit": amount, "Credit": -amount}.get(str(side), Decimal(0))
    found = [problem for line in lines if (problem := _entity_problem(line, realm))]
    if balance != 0:
        found.append(plain("2300", f"Debits and credits differ by {balance}", "Line"))
    return found


def _entity_problem(line: Body, realm: Realm) -> ErrorEntry | None:
    """Report a posting to receivables without customer, or to payables without vendor."""
    detail = as_object(line.get("JournalEntryLineDetail"))
    row = realm.find("Account", reference(detail, "AccountRef") or "")
    needed = _PARTY_OF_ACCOUNT.get(str(row.body["AccountType"])) if row is not None else None
    entity = as_object(detail.get("Entity"))
    party = reference(entity, "EntityRef")
    if needed is None or (party is not None and realm.find(needed, party) is not None):
        return None
    return business_rule(f"When you use this account, you must choose a {needed.lower()} in the Name field")
