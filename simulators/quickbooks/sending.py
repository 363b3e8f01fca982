"""Sending a transaction by e-mail (section 7.2); nothing leaves the simulator."""

import re

from simulators.quickbooks.catalogue.spec import EntitySpec
from simulators.quickbooks.faults_catalogue import ApiFault, missing, plain
from simulators.quickbooks.operations import Change, Operations
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, as_object, as_text, record_time

_ADDRESS = re.compile(r"[^@\s,]+@[^@\s,]+\.[^@\s,]+")


def send(operations: Operations, realm: Realm, spec: EntitySpec, record_id: str, send_to: str | None) -> Body:
    """Mark a record as sent, to the given address or its own; raises 500, 610, 2020 or 2210."""
    if spec.document is None or not spec.document.can_be_sent:
        raise ApiFault(plain("500", f"Operation send is not supported for {spec.title}"))
    row = operations.found(realm, spec, record_id)
    prop = "POEmail" if spec.title == "PurchaseOrder" else "BillEmail"
    address = send_to or as_text(as_object(row.body.get(prop)).get("Address"))
    if address is None:
        raise ApiFault(missing(prop))
    if _ADDRESS.fullmatch(address) is None:
        raise ApiFault(plain("2210", f"{address} is not an e-mail address", prop))
    delivered = record_time(operations.clock.now(), realm.prefs.utc_offset_minutes)
    info: Body = {"DeliveryType": "Email", "DeliveryTime": delivered}
    shown: Body = {**row.body, prop: {"Address": address}, "EmailStatus": "EmailSent", "DeliveryInfo": info}
    stored = operations.put(realm, spec, shown, row)
    operations.tell(realm, Change(spec.title, "emailed", record_id))
    return stored
