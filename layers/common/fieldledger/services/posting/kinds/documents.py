"""Bills and invoices. Neither has a field for retainage: it is a negative line (quickbooks.md 7.3)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from fieldledger.clients.quickbooks.fields import Fields, Value
from fieldledger.clients.quickbooks.models import Bill, Invoice
from fieldledger.domain.company import Company, CostCodeMapping
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.drafts import BillDraft, BillingLine, CostLine, InvoiceDraft
from fieldledger.result import ErrorCode, Result
from fieldledger.services.posting.kinds.needs import Need, Needs, References, job, named, supplier, unmapped

_ACCOUNT: Final = CounterpartKind.ACCOUNT
_ITEM: Final = CounterpartKind.ITEM
_RETAINAGE: Final = "Retainage"
_NO_MORE_TAX: Final[Fields] = {"TaxCodeRef": {"value": "NON"}}
"""On each line of an invoice that bills its tax itself: QuickBooks computes none on top (quickbooks.md 8)."""


def bill_needs(company: Company, draft: BillDraft) -> Needs:
    """The vendor, every line's job, account or item, and class, and the account of the retainage."""
    found: list[Need] = [supplier(draft.supplier_id)]
    for line in draft.lines:
        unnamed = _untaxed(company, line)
        if unnamed is not None:
            return unnamed
        cost = cost_of(company, line)
        if cost is None:
            text = f"cost code {line.cost_code} has no account or item"
            return Result.fail(text, ErrorCode.COST_CODE_UNMAPPED, {"subject": f"cost_code:{line.cost_code}"})
        found.append(named(*_charged(cost)))
        found.extend([] if cost.class_name is None else [named(CounterpartKind.CLASS, cost.class_name)])
        found.extend([] if line.project_id is None else [job(line.project_id)])
    if draft.retainage:
        account = company.documents.retainage_payable_account
        if account is None:
            return unmapped("retainage payable account")
        found.append(named(_ACCOUNT, account))
    return Result.ok(tuple(dict.fromkeys(found)))


def invoice_needs(company: Company, draft: InvoiceDraft) -> Needs:
    """The job, the item that is billed, and the item of the retainage."""
    billing, retainage = company.documents.billing_item, company.documents.retainage_item
    if billing is None:
        return unmapped("billing item")
    found = [job(draft.project_id), named(_ITEM, billing)]
    if draft.retainage:
        if retainage is None:
            return unmapped("retainage item")
        found.append(named(_ITEM, retainage))
    for line in draft.lines:
        if line.is_tax:
            item = company.documents.item_of_tax(line.tax_code)
            if item is None:
                return unmapped(_of_code("tax item", line.tax_code))
            found.append(named(_ITEM, item))
    return Result.ok(tuple(dict.fromkeys(found)))


def _untaxed(company: Company, line: CostLine) -> Needs | None:
    """What the company has not said of a line's tax; None if nothing is missing."""
    if line.is_tax:
        unknown = company.documents.account_of_tax(line.tax_code) is None
        return unmapped(_of_code("tax account", line.tax_code)) if unknown else None
    if line.tax_code is not None and line.tax_code not in company.documents.tax_codes:
        return unmapped(_of_code("tax code", line.tax_code))
    return None


def _of_code(what: str, code: str | None) -> str:
    return what if code is None else f"{what} for Procore's tax code {code}"


def cost_of(company: Company, line: CostLine) -> CostCodeMapping | None:
    """Where a cost goes."""
    tax = company.documents.account_of_tax(line.tax_code) if line.is_tax else None
    if tax is not None:
        return CostCodeMapping(account=tax)
    own = company.documents.cost_codes.get(line.cost_code) if line.cost_code else None
    return own or company.documents.default_cost


def _charged(cost: CostCodeMapping) -> tuple[CounterpartKind, str]:
    """The row of the books that a cost goes to."""
    if cost.item is not None:
        return _ITEM, cost.item
    return _ACCOUNT, cost.account or ""


def bill_fields(company: Company, draft: BillDraft, marker: str, refers: References, currency: str | None) -> Fields:
    """A bill with one line per cost and one for the retainage; its number is the subcontractor's own."""
    lines = [_cost_line(company, line, refers) for line in draft.lines]
    account = company.documents.retainage_payable_account
    if draft.retainage and account is not None:
        detail: Fields = {"AccountRef": refers(_ACCOUNT, account)}
        lines.append(_line("AccountBasedExpenseLineDetail", -draft.retainage, _RETAINAGE, detail))
    return {
        "VendorRef": refers(CounterpartKind.VENDOR, draft.supplier_id),
        **_head(draft, marker, currency),
        "Line": lines,
    }


def invoice_fields(
    company: Company, draft: InvoiceDraft, marker: str, refers: References, currency: str | None
) -> Fields:
    """An invoice with one line per item of work, one for each tax and one for the retainage."""
    held = company.documents.retainage_item
    told = _NO_MORE_TAX if any(line.is_tax for line in draft.lines) else {}
    lines = [_sales_line(line.amount, line.description, _item_of(company, line), refers, told) for line in draft.lines]
    if draft.retainage and held is not None:
        lines.append(_sales_line(-draft.retainage, _RETAINAGE, held, refers, told))
    return {
        "CustomerRef": refers(CounterpartKind.CUSTOMER, draft.project_id),
        **_head(draft, marker, currency),
        "Line": lines,
    }


def _item_of(company: Company, line: BillingLine) -> str:
    item = company.documents.item_of_tax(line.tax_code) if line.is_tax else company.documents.billing_item
    return item or ""


def bill_differences(wanted: Bill, held: Bill) -> Mapping[str, str]:
    """Another vendor, number, date, other amounts, or other jobs."""
    return _unequal(
        {
            "VendorRef": (wanted.vendor and wanted.vendor.value, held.vendor and held.vendor.value),
            **_document_pairs(wanted, held),
            "jobs": (_by_job(wanted.lines), _by_job(held.lines)),
        }
    )


def invoice_differences(wanted: Invoice, held: Invoice) -> Mapping[str, str]:
    """Another customer, number, date, or other amounts."""
    return _unequal(
        {
            "CustomerRef": (wanted.customer and wanted.customer.value, held.customer and held.customer.value),
            **_document_pairs(wanted, held),
        }
    )


def _head(draft: BillDraft | InvoiceDraft, marker: str, currency: str | None) -> Fields:
    """Books with several currencies want each document to name its own (quickbooks.md 8)."""
    return {
        "DocNumber": draft.document_number,
        "TxnDate": draft.document_date.isoformat(),
        "PrivateNote": marker if draft.note is None else f"{draft.note} {marker}",
        **({} if draft.due_date is None else {"DueDate": draft.due_date.isoformat()}),
        **({} if currency is None else {"CurrencyRef": {"value": currency}}),
    }


def _cost_line(company: Company, line: CostLine, refers: References) -> Fields:
    cost = cost_of(company, line)
    if cost is None:
        raise ValueError("a line without an account or item: its needs were not resolved")
    kind, bought = _bought(cost, line.amount, refers)
    detail: dict[str, Value] = {**bought, "BillableStatus": "NotBillable"}
    if line.project_id is not None:
        detail["CustomerRef"] = refers(CounterpartKind.CUSTOMER, line.project_id)
    if cost.class_name is not None:
        detail["ClassRef"] = refers(CounterpartKind.CLASS, cost.class_name)
    if line.tax_code is not None and not line.is_tax:
        detail["TaxCodeRef"] = {"value": company.documents.tax_codes[line.tax_code]}
    words = " ".join(word for word in (line.cost_code, line.description) if word)
    return _line(kind, line.amount, words, detail)


def _bought(cost: CostCodeMapping, amount: Decimal, refers: References) -> tuple[str, Fields]:
    """The kind of line and what it charges. QuickBooks holds the amount of an item against quantity times price, so one
    of it costs the whole amount (quickbooks.md 7.2).
    """
    charged = refers(*_charged(cost))
    if cost.item is not None:
        return "ItemBasedExpenseLineDetail", {"ItemRef": charged, "Qty": 1, "UnitPrice": amount}
    return "AccountBasedExpenseLineDetail", {"AccountRef": charged}


def _sales_line(amount: Decimal, text: str, item: str, refers: References, told: Fields) -> Fields:
    detail: Fields = {"ItemRef": refers(_ITEM, item), "Qty": 1, "UnitPrice": amount, **told}
    return _line("SalesItemLineDetail", amount, text, detail)


def _line(kind: str, amount: Decimal, text: str, detail: Fields) -> Fields:
    return {"DetailType": kind, "Amount": amount, "Description": text, kind: detail}


def _document_pairs(wanted: Bill | Invoice, held: Bill | Invoice) -> dict[str, tuple[object, object]]:
    return {
        "DocNumber": (wanted.doc_number, held.doc_number),
        "TxnDate": (wanted.txn_date, held.txn_date),
        "lines": (_amounts(wanted.lines), _amounts(held.lines)),
    }


def _amounts(lines: Sequence[object]) -> str:
    """The lines' accounts or items with their amounts; what QuickBooks adds by itself (subtotals, text) is left out."""
    return ", ".join(sorted(_accounted(lines)))


def _accounted(lines: Sequence[object]) -> Iterable[str]:
    for line in lines:
        detail = getattr(line, "detail", None)
        account, item = getattr(detail, "account", None), getattr(detail, "item", None)
        target = account or item
        if target is not None:
            kind = "" if account else "item "  # ids of accounts and of items are counted apart
            yield f"{kind}{target.value}: {Decimal(getattr(line, 'amount', None) or 0).normalize():f}"


def _by_job(lines: Sequence[object]) -> str:
    """What the lines charge to which customer; lines that charge none are left out."""
    charged: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        customer = getattr(getattr(line, "detail", None), "customer", None)
        if customer is not None:
            charged[customer.value] += Decimal(getattr(line, "amount", None) or 0)
    return ", ".join(f"{job}: {amount.normalize():f}" for job, amount in sorted(charged.items()))


def _unequal(pairs: Mapping[str, tuple[object, object]]) -> Mapping[str, str]:
    return {name: f"sent {ours}, holds {theirs}" for name, (ours, theirs) in pairs.items() if ours != theirs}
