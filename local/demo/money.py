"""Approved against the books to the cent: bills, invoices and what was paid on them.

Documents are matched by our marker, never by their number: numbers are the company's to choose.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from local.demo.api import Json, as_object, objects
from local.demo.markers import marker_of

_ZERO: Final = Decimal(0)

type Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One invoice. ``problems`` are sentences; none: it is in the books once, as it was approved."""

    number: str
    approved: Decimal
    in_books: Decimal
    problems: tuple[str, ...] = ()

    @property
    def difference(self) -> Decimal:
        """What the books hold beyond what was approved."""
        return self.in_books - self.approved


@dataclass(frozen=True, slots=True)
class MoneyComparison:
    """All invoices of one kind, and what the books hold that nobody approved."""

    lines: tuple[MoneyLine, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing differs, is missing, or is there twice or unasked."""
        return not any(line.problems for line in self.lines)


def compare_documents(
    invoices: Iterable[Json], documents: Iterable[Row], retainage_lines: frozenset[str]
) -> MoneyComparison:
    """``invoices`` are the approved ones by the API, each read by itself; ``documents`` the living ones of the books.

    ``retainage_lines`` names the account or item of the lines that hold retainage.
    """
    of_posting: defaultdict[str | None, list[Row]] = defaultdict(list)
    for document in documents:
        of_posting[marker_of(document, "PrivateNote")].append(document)
    lines: list[MoneyLine] = []
    for invoice in invoices:
        own = [row for posting_id in _texts(invoice, "posting_ids") for row in of_posting.pop(posting_id, [])]
        lines.append(_document_line(invoice, own, retainage_lines))
    strays = [row for left in of_posting.values() for row in left]
    return MoneyComparison((*lines, *(_stray(row) for row in strays)))


def compare_payments(
    invoices: Iterable[Json], documents: Iterable[Row], payments: Iterable[Row], kind: str
) -> MoneyComparison:
    """What each invoice says is paid, against what the books' payments apply to its document.

    ``kind`` is the books' word for the document, ``Bill`` or ``Invoice``.
    """
    applied = _applied(payments, kind)
    document_of = {marker_of(row, "PrivateNote"): str(row["Id"]) for row in documents}
    lines: list[MoneyLine] = []
    for invoice in invoices:
        known = {document_of[each] for each in _texts(invoice, "posting_ids") if each in document_of}
        there = sum((applied.pop(each, _ZERO) for each in known), _ZERO)
        lines.append(_payment_line(invoice, there))
    strays = (
        MoneyLine(f"{kind} {each}", _ZERO, paid, ("a payment of no invoice of ours",)) for each, paid in applied.items()
    )
    return MoneyComparison((*lines, *strays))


def _document_line(invoice: Json, own: list[Row], retainage_lines: frozenset[str]) -> MoneyLine:
    total = _money(invoice["total"])
    in_books = sum((_money(row["TotalAmt"]) for row in own), _ZERO)
    problems: list[str] = []
    if not own:
        problems.append("is approved and not in the books")
    if len(own) > 1:
        problems.append(f"is in the books {len(own)} times")
    if own and in_books != total:
        problems.append(f"{total:,.2f} is approved, the books hold {in_books:,.2f}")
    withheld = -sum((_retained(row, retainage_lines) for row in own), _ZERO)
    if len(own) == 1 and withheld != _money(invoice["retainage"]):
        problems.append(f"{invoice['retainage']} is withheld, the books hold {withheld:,.2f}")
    if len(own) == 1 and own[0]["TxnDate"] != invoice["invoice_date"]:
        problems.append(f"is of {invoice['invoice_date']}, the books say {own[0]['TxnDate']}")
    return MoneyLine(str(invoice["number"]), total, in_books, tuple(problems))


def _stray(row: Row) -> MoneyLine:
    name = str(row.get("DocNumber") or row["Id"])
    return MoneyLine(name, _ZERO, _money(row["TotalAmt"]), ("is in the books, and nobody approved it",))


def _payment_line(invoice: Json, there: Decimal) -> MoneyLine:
    payment = invoice["payment"]
    here = _ZERO if payment is None else _money(as_object(payment)["paid"])
    problem = f"the books hold payments of {there:,.2f}, the invoice says {here:,.2f}"
    return MoneyLine(str(invoice["number"]), here, there, () if here == there else (problem,))


def _applied(payments: Iterable[Row], kind: str) -> dict[str, Decimal]:
    """By document."""
    found: defaultdict[str, Decimal] = defaultdict(lambda: _ZERO)
    for payment in payments:
        for line in objects(payment["Line"]):
            for link in objects(line.get("LinkedTxn", [])):
                if link["TxnType"] == kind:
                    found[str(link["TxnId"])] += _money(line["Amount"])
    return dict(found)


def _retained(row: Row, names: frozenset[str]) -> Decimal:
    """The sum of the lines on the account or item of retainage."""
    return sum((_money(line["Amount"]) for line in objects(row["Line"]) if _named(line) in names), _ZERO)


def _named(line: Json) -> str:
    for detail, reference in (("AccountBasedExpenseLineDetail", "AccountRef"), ("SalesItemLineDetail", "ItemRef")):
        if detail in line:
            return str(as_object(as_object(line[detail])[reference]).get("name"))
    return ""


def _texts(invoice: Json, name: str) -> list[str]:
    listed = invoice[name]
    return [str(each) for each in listed] if isinstance(listed, list) else []


def _money(value: object) -> Decimal:
    return Decimal(str(value))
