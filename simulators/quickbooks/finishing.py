"""Turns a checked body into the record that QuickBooks shows: everything it computes itself."""

from datetime import datetime

from simulators.quickbooks.catalogue.lists import ITEM
from simulators.quickbooks.catalogue.spec import EntitySpec
from simulators.quickbooks.document_totals import with_totals
from simulators.quickbooks.names import with_full_name
from simulators.quickbooks.preparing import with_due_date
from simulators.quickbooks.references import fill_names
from simulators.quickbooks.store import Realm
from simulators.quickbooks.time_rules import shown_times
from simulators.quickbooks.values import Body, as_object, as_text, record_time

_HOURS_ITEM = "Hours"


def finished(realm: Realm, spec: EntitySpec, body: Body, previous: Body | None) -> Body:
    """Add defaults, names, totals, masks; a full path for name-list objects."""
    shown: Body = {**spec.defaults, **fill_names(spec.fields, body, realm)}
    for prop, rules in spec.nested.items():
        if prop in shown:
            shown[prop] = fill_names(rules, as_object(shown[prop]), realm)
    if spec.document is not None:
        shown = with_totals(spec, spec.document, with_due_date(realm, spec, shown), realm, previous)
    if spec.title == "TimeActivity":
        shown = shown_times(_with_default_item(realm, shown), realm.prefs.utc_offset_minutes)
    return with_full_name(spec, _masked(shown), realm, previous)


def stamped(realm: Realm, body: Body, previous: Body | None, created: datetime, updated: datetime) -> Body:
    """Add the next SyncToken and the two times of a record."""
    minutes = realm.prefs.utc_offset_minutes
    token = "0" if previous is None else str(int(str(previous["SyncToken"])) + 1)
    meta: Body = {"CreateTime": record_time(created, minutes), "LastUpdatedTime": record_time(updated, minutes)}
    return {**body, "domain": "QBO", "sparse": False, "SyncToken": token, "MetaData": meta}


def _masked(body: Body) -> Body:
    shown = dict(body)
    if "SSN" in shown:
        shown["SSN"] = "XXX-XX-XXXX"
    tax_id = as_text(shown.get("TaxIdentifier"))
    if tax_id is not None:
        shown["TaxIdentifier"] = "X" * (len(tax_id) - 4) + tax_id[-4:]
    return shown


def _with_default_item(realm: Realm, body: Body) -> Body:
    """Use the company's `Hours` item, where there is one, for time without an item (minor version 74)."""
    if "ItemRef" in body:
        return body
    holder = (realm.names.holder(ITEM, _HOURS_ITEM) or "").removeprefix("Item/")
    row = realm.find("Item", holder)
    if row is None or not row.active:
        return body
    return {**body, "ItemRef": {"value": row.id, "name": row.body["Name"]}}
