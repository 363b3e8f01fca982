"""Voiding: the transaction stays, with nothing on it (section 1.3)."""

from simulators.quickbooks.catalogue.spec import EntitySpec, Totals, VoidBy
from simulators.quickbooks.faults_catalogue import ApiFault, books_closed, plain
from simulators.quickbooks.link_rules import removal_problem
from simulators.quickbooks.operations import Change, Operations
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, Json, as_object, as_text


def void(operations: Operations, realm: Realm, spec: EntitySpec, sent: Body, asked_by: VoidBy) -> Body:
    """Void the record that Id and SyncToken name, and free what it was applied to.

    Raises 500 where the entity cannot be voided, or not in this way.
    """
    if spec.document is None or spec.document.void_by is not asked_by:
        raise ApiFault(plain("500", f"Operation void is not supported for {spec.title}"))
    row = operations.addressed(realm, spec, sent)
    refused = removal_problem(spec, row.id, realm) or (books_closed() if realm.is_closed(row.body) else None)
    if refused is not None:
        raise ApiFault(refused)
    emptied = _emptied(row.body, keeps_lines=spec.document.totals is Totals.LINES)
    stored = operations.put(realm, spec, emptied, row)
    operations.relink(realm, spec, row.id, {})
    operations.tell(realm, Change(spec.title, "voided", row.id))
    return stored


def _emptied(body: Body, *, keeps_lines: bool) -> Body:
    note = as_text(body.get("PrivateNote"))
    zeroed: Body = {prop: 0 for prop in ("TotalAmt", "Balance", "UnappliedAmt") if prop in body}
    if "LinkedTxn" in body:
        zeroed["LinkedTxn"] = []
    lines = body.get("Line") if keeps_lines else []
    return {
        **body,
        **zeroed,
        "PrivateNote": f"Voided - {note}" if note else "Voided",
        "Line": _zeroed_lines(lines if isinstance(lines, list) else []),
    }


def _zeroed_lines(lines: list[Json]) -> list[Json]:
    kept = (as_object(line) for line in lines)
    return [_zeroed(line) for line in kept if line.get("DetailType") != "SubTotalLineDetail"]


def _zeroed(line: Body) -> Body:
    kind = as_text(line.get("DetailType")) or ""
    detail = {key: value for key, value in as_object(line.get(kind)).items() if key != "UnitPrice"}
    if "Qty" in detail:
        detail["Qty"] = 0
    return {**line, "Amount": 0, kind: detail}
