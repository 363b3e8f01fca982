"""Pieces that the shapes of many records share."""

from decimal import Decimal
from itertools import count
from typing import Final

from pydantic import JsonValue

from simulators.procore.company import Company
from simulators.procore.store import Row
from simulators.procore.wire import ZERO, Json, decimal_of, int_of, moment_text, objects_in

_SIGNATURES: Final = count(1)
CURRENCY: Final[Json] = {"currency_iso_code": "USD"}


def currency_of(*rows: Row | None) -> Json:
    """What amounts are in: what the first of a record and its contract says that says anything; else dollars."""
    codes = (row.body.get("currency_iso_code") for row in rows if row is not None)
    return next(({"currency_iso_code": code} for code in codes if code is not None), CURRENCY)


def signed_files(row: Row) -> list[JsonValue]:
    """Links of files carry a signature, which is another one with each answer."""
    files = objects_in(row.body.get("attachments"))
    return [{**each, "url": f"{each.get('url')}?sig={next(_SIGNATURES)}"} for each in files]


def fields_of(row: Row, names: str) -> Json:
    """The named values, null where there is none, in the order named."""
    return {name: row.body.get(name) for name in names.split()}


def stamps(row: Row) -> Json:
    return {"created_at": moment_text(row.created_at), "updated_at": moment_text(row.updated_at)}


def all_stamps(row: Row) -> Json:
    deleted = None if row.deleted_at is None else moment_text(row.deleted_at)
    return {**stamps(row), "deleted_at": deleted}


def origin(row: Row) -> Json:
    return fields_of(row, "origin_id origin_data")


def amount(row: Row, name: str) -> Decimal:
    """A stored amount; nothing counts as zero."""
    return decimal_of(row.body.get(name)) or ZERO


def linked(company: Company, resource: str, row: Row, name: str) -> Row | None:
    """The record that an id field names, deleted or not."""
    record_id = int_of(row.body.get(name))
    return None if record_id is None else company.collection(resource).rows.get(record_id)


def named(target: Row | None) -> JsonValue:
    return None if target is None else {"id": target.id, "name": target.text("name")}


def project_ref(company: Company, row: Row) -> JsonValue:
    return named(company.find("projects", row.project_id))


def company_ref(company: Company) -> JsonValue:
    return {"id": company.id, "name": company.name}


def vendor_ref(company: Company, row: Row) -> JsonValue:
    """The vendor of a contract, where ``company`` is its name."""
    vendor = linked(company, "vendors", row, "vendor_id")
    if vendor is None:
        return None
    return {"id": vendor.id, "company": vendor.text("name"), **origin(vendor)}


def line_item_type_ref(target: Row | None) -> JsonValue:
    if target is None:
        return None
    return {"id": target.id, **fields_of(target, "name code base_type origin_data origin_id")}


def wbs_ref(target: Row | None) -> JsonValue:
    if target is None:
        return None
    return {"id": target.id, **fields_of(target, "flat_code description")}


def cost_code_ref(target: Row | None) -> JsonValue:
    if target is None:
        return None
    return {"id": target.id, **fields_of(target, "code full_code name origin_id origin_data")}
