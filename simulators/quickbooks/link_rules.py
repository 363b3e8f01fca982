"""What it takes to apply one transaction to another, and what that does to both (sections 1.3 and 7.2)."""

from decimal import Decimal

from simulators.quickbooks.catalogue.spec import EntitySpec
from simulators.quickbooks.entities import SPECS
from simulators.quickbooks.faults_catalogue import ErrorEntry, business_rule, not_found, plain
from simulators.quickbooks.links import ALLOWED, TxnKey, line_links, links_of, own_links
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, Json, as_number, reference

# A credit is spent on the bills of the same payment, so it counts the other way round.
_CREDITS = "VendorCredit"


def link_problems(spec: EntitySpec, body: Body, realm: Realm, own_id: str | None) -> list[ErrorEntry]:
    """Report links of a wrong kind (620), to nothing (610), to another party or above what is open (6000)."""
    allowed = ALLOWED.get(spec.title, ())
    wrong = [kind for kind, _, _ in line_links(body) if kind not in allowed]
    if spec.title in ALLOWED and wrong:
        return [plain("620", f"A {spec.title} cannot be linked to {wrong[0] or 'nothing'}", "LinkedTxn")]
    if spec.title not in ALLOWED:
        return []
    links = links_of(spec, body)
    found = [problem for key, amount in links.items() for problem in _one_link(spec, body, realm, own_id, key, amount)]
    return found or _sum_problems(spec, body, links)


def _one_link(
    spec: EntitySpec, body: Body, realm: Realm, own_id: str | None, key: TxnKey, amount: Decimal
) -> list[ErrorEntry]:
    row = realm.find(key.title, key.id)
    if row is None:
        return [not_found()]
    found: list[ErrorEntry] = []
    document = spec.document
    party = document.party if document is not None else None
    if party is not None and party in row.body and reference(row.body, party) != reference(body, party):
        found.append(business_rule(f"{key.title} {key.id} does not belong to the same {party.removesuffix('Ref')}"))
    total = as_number(row.body.get("TotalAmt"))
    own = TxnKey(spec.title, own_id) if own_id is not None else None
    if _has_balance(key) and total is not None and amount > total - realm.links.applied(key, without=own):
        found.append(business_rule(f"The amount applied to {key.title} {key.id} is more than its open balance"))
    return found


def _has_balance(key: TxnKey) -> bool:
    document = SPECS[key.title].document
    return document is not None and document.has_balance


def _sum_problems(spec: EntitySpec, body: Body, links: dict[TxnKey, Decimal]) -> list[ErrorEntry]:
    """Report payments that give out more than they are; less is kept as a credit."""
    total = as_number(body.get("TotalAmt"))
    if spec.title not in ("BillPayment", "Payment") or total is None:
        return []
    spent = sum((-amount if key.title == _CREDITS else amount for key, amount in links.items()), Decimal(0))
    return [business_rule("The amounts applied are more than the payment")] if spent > total else []


def settled(spec: EntitySpec, body: Body, realm: Realm, *, released: bool = False) -> Body:
    """Recompute what depends on the transactions applied to this one; `released` means that a link was undone."""
    if spec.title not in _TARGETS and spec.title not in ALLOWED:
        return body
    key = TxnKey(spec.title, str(body["Id"]))
    incoming: list[Json] = [
        {"TxnId": source.id, "TxnType": _shown_kind(source, realm)} for source in sorted(realm.links.incoming(key))
    ]
    shown: Body = {**body, **(_RELEASED.get(spec.title, {}) if released else {})}
    if incoming:
        shown.update(_LINKED.get(spec.title, {}))
    if spec.title in _SHOWING_LINKS:
        shown["LinkedTxn"] = [*own_links(spec, body), *incoming]
    if _has_balance(key):
        shown["Balance"] = (as_number(body.get("TotalAmt")) or Decimal(0)) - realm.links.applied(key)
    return shown


_TARGETS = frozenset(target for targets in ALLOWED.values() for target in targets)
_LINKED: dict[str, Body] = {
    "Estimate": {"TxnStatus": "Closed"},
    "PurchaseOrder": {"POStatus": "Closed"},
    "TimeActivity": {"BillableStatus": "HasBeenBilled"},
}
_RELEASED: dict[str, Body] = {
    "Estimate": {"TxnStatus": "Pending"},
    "PurchaseOrder": {"POStatus": "Open"},
    "TimeActivity": {"BillableStatus": "Billable"},
}
_SHOWING_LINKS = frozenset({"Bill", "Estimate", "Invoice", "Payment", "PurchaseOrder"})


def _shown_kind(source: TxnKey, realm: Realm) -> str:
    row = realm.find(source.title, source.id) if source.title == "BillPayment" else None
    return source.title if row is None else f"BillPayment{row.body['PayType']}"


def removal_problem(spec: EntitySpec, record_id: str, realm: Realm) -> ErrorEntry | None:
    """Report that a transaction has others applied to it, so it cannot go: 6540 if deposited, else 800."""
    sources = sorted(realm.links.incoming(TxnKey(spec.title, record_id)))
    if not sources:
        return None
    if any(source.title == "Deposit" for source in sources):
        return plain("6540", f"{spec.title} {record_id} is part of deposit {sources[0].id}")
    return plain("800", f"Unlink {sources[0].title} {sources[0].id} first")


def change_problem(spec: EntitySpec, body: Body, record_id: str, realm: Realm, total: Decimal) -> ErrorEntry | None:
    """Report a change of a deposited payment (6540), or below what is already paid (6000)."""
    key = TxnKey(spec.title, record_id)
    if any(source.title == "Deposit" for source in realm.links.incoming(key)):
        return removal_problem(spec, record_id, realm)
    if _has_balance(key) and total < realm.links.applied(key):
        return business_rule(f"{spec.title} {body.get('DocNumber') or record_id} is paid with more than its new total")
    return None
