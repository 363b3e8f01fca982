"""Checks the lines of a transaction, each kind by its own needs (sections 1.5 and 7.2)."""

from collections.abc import Callable

from simulators.quickbooks.catalogue.lines import LINE_DETAILS, WITHOUT_AMOUNT
from simulators.quickbooks.catalogue.spec import Document, EntitySpec
from simulators.quickbooks.faults_catalogue import ErrorEntry, business_rule, missing, plain
from simulators.quickbooks.references import reference_problems, value_problems
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, as_list, as_number, as_object, as_text, reference

_MOST_LINES = 10_000
_US_TAX_CODES = ("TAX", "NON")
_POSTING_TYPES = ("Debit", "Credit")


def line_problems(spec: EntitySpec, body: Body, realm: Realm) -> list[ErrorEntry]:
    """Collect the problems of every line."""
    if spec.document is None:
        return []
    lines = as_list(body.get("Line"))
    if len(lines) > _MOST_LINES:
        return [business_rule(f"A transaction may have {_MOST_LINES} lines, this one has {len(lines)}")]
    return [problem for line in lines for problem in _one_line(spec.document, as_object(line), realm)]


def detail_type(document: Document, line: Body) -> str | None:
    return as_text(line.get("DetailType")) or document.default_detail


def is_text_line(line: Body) -> bool:
    """Tell whether an item line without an item: it is kept as text, and its amount is ignored (section 7.2)."""
    detail = as_object(line.get("ItemBasedExpenseLineDetail"))
    return line.get("DetailType") == "ItemBasedExpenseLineDetail" and "ItemRef" not in detail


def _one_line(document: Document, line: Body, realm: Realm) -> list[ErrorEntry]:
    if not document.line_details:
        return [] if as_number(line.get("Amount")) is not None else [missing("Amount")]
    kind = detail_type(document, line)
    if kind is None:
        return [missing("DetailType")]
    if kind not in document.line_details:
        return [plain("2010", f"DetailType {kind} is unsupported", "DetailType")]
    if kind in WITHOUT_AMOUNT or is_text_line(line):
        return []
    if as_number(line.get("Amount")) is None:
        return [missing("Amount")]
    detail = as_object(line.get(kind))
    rules = LINE_DETAILS[kind]
    return (
        value_problems(rules, detail)
        or _NEEDS.get(kind, _nothing)(line, detail)
        or _tax_code_problems(detail)
        or reference_problems(rules, detail, realm)
    )


def _nothing(_line: Body, _detail: Body) -> list[ErrorEntry]:
    return []


def _account_needed(_line: Body, detail: Body) -> list[ErrorEntry]:
    return [] if "AccountRef" in detail else [missing("AccountRef")]


def _item_needed(_line: Body, detail: Body) -> list[ErrorEntry]:
    return [] if "ItemRef" in detail else [plain("6440", "A line needs an ItemRef", "ItemRef")]


def _deposit_needs(line: Body, detail: Body) -> list[ErrorEntry]:
    return [] if as_list(line.get("LinkedTxn")) else _account_needed(line, detail)


def _posting_needs(line: Body, detail: Body) -> list[ErrorEntry]:
    found: list[ErrorEntry] = []
    if detail.get("PostingType") not in _POSTING_TYPES:
        found.append(plain("2260", "PostingType must be Debit or Credit", "PostingType"))
    found += _account_needed(line, detail)
    amount = as_number(line.get("Amount"))
    if amount is not None and amount < 0:
        found.append(plain("2290", "Post a negative amount to the other side", "Amount"))
    return found


_NEEDS: dict[str, Callable[[Body, Body], list[ErrorEntry]]] = {
    "AccountBasedExpenseLineDetail": _account_needed,
    "SalesItemLineDetail": _item_needed,
    "DepositLineDetail": _deposit_needs,
    "JournalEntryLineDetail": _posting_needs,
}


def _tax_code_problems(detail: Body) -> list[ErrorEntry]:
    code = reference(detail, "TaxCodeRef")
    if code is None or code in _US_TAX_CODES:
        return []
    return [plain("6100", "Lines of a US company take TAX or NON", "TaxCodeRef")]
