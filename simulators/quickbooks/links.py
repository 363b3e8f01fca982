"""Which transaction is applied to which: payments to bills and invoices, bills to orders, invoices to time."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from simulators.quickbooks.catalogue.spec import EntitySpec
from simulators.quickbooks.values import Body, Json, as_list, as_number, as_object, as_text

ALLOWED: dict[str, tuple[str, ...]] = {
    "Bill": ("PurchaseOrder",),
    "BillPayment": ("Bill", "VendorCredit"),
    "Deposit": ("Payment",),
    "Invoice": ("TimeActivity", "Estimate"),
    "Payment": ("Invoice",),
    "Purchase": ("PurchaseOrder",),
}


@dataclass(frozen=True, slots=True, order=True)
class TxnKey:
    """A transaction of a company."""

    title: str
    id: str


class LinkTable:
    """What is applied to each transaction, by whom and with how much."""

    def __init__(self) -> None:
        self._incoming: dict[TxnKey, dict[TxnKey, Decimal]] = {}
        self._outgoing: dict[TxnKey, dict[TxnKey, Decimal]] = {}

    def replace(self, source: TxnKey, links: dict[TxnKey, Decimal]) -> set[TxnKey]:
        """Set what a transaction is applied to; returns everything that gained or lost a link."""
        old = self._outgoing.pop(source, {})
        for target in old:
            del self._incoming[target][source]
        for target, amount in links.items():
            self._incoming.setdefault(target, {})[source] = amount
        if links:
            self._outgoing[source] = links
        return {target for target in {*old, *links} if old.get(target) != links.get(target)}

    def incoming(self, target: TxnKey) -> dict[TxnKey, Decimal]:
        """What is applied to a transaction."""
        return self._incoming.get(target, {})

    def applied(self, target: TxnKey, *, without: TxnKey | None = None) -> Decimal:
        """Sum what is applied to a transaction."""
        amounts = (amount for source, amount in self.incoming(target).items() if source != without)
        return sum(amounts, Decimal(0))


def own_links(spec: EntitySpec, body: Body) -> list[Json]:
    """Keep of the links at the top those that a client may set; the rest says what is applied to this one."""
    kept = ALLOWED.get(spec.title, ())
    return [link for link in as_list(body.get("LinkedTxn")) if as_object(link).get("TxnType") in kept]


def line_links(body: Body) -> Iterator[tuple[str, str, Decimal]]:
    """Yield kind, id and amount of every link that stands in a line."""
    for entry in as_list(body.get("Line")):
        line = as_object(entry)
        amount = as_number(line.get("Amount")) or Decimal(0)
        for link in as_list(line.get("LinkedTxn")):
            yield *_named(as_object(link)), amount


def links_of(spec: EntitySpec, body: Body) -> dict[TxnKey, Decimal]:
    """Sum up what a transaction is applied to; a link at the top carries no amount."""
    found: dict[TxnKey, Decimal] = {}
    allowed = ALLOWED.get(spec.title, ())
    for link in own_links(spec, body):
        found.setdefault(TxnKey(*_named(as_object(link))), Decimal(0))
    for kind, record_id, amount in line_links(body):
        key = TxnKey(kind, record_id)
        if kind in allowed:
            found[key] = found.get(key, Decimal(0)) + amount
    return found


def _named(link: Body) -> tuple[str, str]:
    record_id = link.get("TxnId")
    return as_text(link.get("TxnType")) or "", "" if record_id is None else str(record_id)
