"""Fills in what a client left to QuickBooks, before the rules are checked."""

from datetime import datetime

from simulators.quickbooks.catalogue.spec import EntitySpec, Numbering
from simulators.quickbooks.document_totals import due_date
from simulators.quickbooks.names import with_display_name
from simulators.quickbooks.settings import SimSettings
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, offset, reference
from simulators.quickbooks.write_options import WriteOptions

_SEQUENCED = "AUTO_GENERATE"
_UNDEPOSITED = "Undeposited Funds"


def prepared(
    realm: Realm, spec: EntitySpec, body: Body, options: WriteOptions, settings: SimSettings, now: datetime
) -> Body:
    """Add names, dates and numbers; drop what the company does not track."""
    ready = with_display_name(spec, body)
    if "TxnDate" in spec.fields and "TxnDate" not in ready:
        ready["TxnDate"] = now.astimezone(offset(realm.prefs.utc_offset_minutes)).date().isoformat()
    if not realm.prefs.classes_per_txn and spec.title != "Class":
        ready.pop("ClassRef", None)
    if not realm.prefs.track_departments:
        ready.pop("DepartmentRef", None)
    if spec.title == "TimeActivity" and settings.time_retyping:
        ready = _retyped(realm, ready)
    if spec.title == "Payment" and "DepositToAccountRef" not in ready:
        ready.update(_undeposited(realm))
    if spec.document is not None:
        ready = _numbered(realm, spec, ready, options)
    return ready


def with_due_date(realm: Realm, spec: EntitySpec, body: Body) -> Body:
    """Add the day a checked transaction falls due, unless the client said it."""
    if spec.document is None or not spec.document.has_due_date or "DueDate" in body:
        return body
    return {**body, "DueDate": due_date(spec, body, realm)}


def _numbered(realm: Realm, spec: EntitySpec, body: Body, options: WriteOptions) -> Body:
    number = body.get("DocNumber")
    if number == _SEQUENCED or (number is None and _is_automatic(realm, spec, options)):
        return {**body, "DocNumber": realm.numbers.next_free(spec)}
    return body


def _is_automatic(realm: Realm, spec: EntitySpec, options: WriteOptions) -> bool:
    match spec.document.numbering if spec.document is not None else Numbering.GIVEN:
        case Numbering.SALES:
            return not realm.prefs.custom_txn_numbers
        case Numbering.PURCHASES:
            return not realm.prefs.custom_order_numbers
        case Numbering.ON_REQUEST:
            return options.auto_number
        case _:
            return False


def _retyped(realm: Realm, body: Body) -> Body:
    """Turn an "employee" who is really a customer into another name, in silence, as QuickBooks was seen to do."""
    person = reference(body, "EmployeeRef")
    if person is None or realm.find("Customer", person) is None:
        return body
    kept = {key: value for key, value in body.items() if key != "EmployeeRef"}
    return {**kept, "NameOf": "Other", "OtherNameRef": {"value": person}}


def _undeposited(realm: Realm) -> Body:
    for row in realm.rows("Account"):
        if row.body["Name"] == _UNDEPOSITED:
            return {"DepositToAccountRef": {"value": row.id}}
    return {}
