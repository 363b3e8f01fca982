"""POST and PATCH of one record (foundation.md B2, B5)."""

from http import HTTPStatus
from typing import Final

from simulators.foundation.company import natural_key
from simulators.foundation.errors import ApiError, duplicate, gateway_error, invalid_record, not_found
from simulators.foundation.gate import ApiCall
from simulators.foundation.json_text import parsed
from simulators.foundation.resources import DEFINITIONS, Resource, Row
from simulators.foundation.rules import (
    check_job_codes,
    check_periods,
    check_references,
    check_required,
    with_default_code,
)
from simulators.foundation.shape import Problems, check_shape

_INITIAL: Final[dict[Resource, Row]] = {
    Resource.TIME_CARDS: {"status": "PENDING"},
    Resource.AP_INVOICES: {"posted": False},
}
_STATUS: Final[Row] = {"status": "A"}
_EXISTS: Final = "A record with these values already exists."


async def create(call: ApiCall) -> Row:
    """A new record: a time card lands pending, an invoice unposted."""
    _check_writable(call)
    body = await _body(call)
    _check(call, body)
    row = with_default_code(call.company, call.resource, body)
    _check_unique(call, row)
    initial = _INITIAL.get(call.resource)
    made = row | initial if initial is not None else _STATUS | row
    return call.company.put(call.resource, made, call.now)


async def update(call: ApiCall, record_id: str) -> Row:
    """Change the fields that are given; the id stays, and what is posted stays as it is."""
    _check_writable(call)
    current = call.company.get(call.resource, record_id)
    if current is None:
        raise not_found(f"{call.resource.value} '{record_id}'")
    if current.get("posted") is True or current.get("status") in {"IMPORTED", "POSTED"}:
        raise _refused(call, "posted", "The record is posted and cannot be changed.")
    owned = _INITIAL.get(call.resource, {})
    changes = {name: value for name, value in (await _body(call)).items() if name not in owned}
    id_field = DEFINITIONS[call.resource].id_field
    if changes.get(id_field, record_id) != record_id:
        raise _refused(call, id_field, "The id cannot be changed.")
    changed = current | changes
    _check(call, changed)
    if natural_key(call.resource, changed) != natural_key(call.resource, current):
        _check_unique(call, changed)
    return call.company.put(call.resource, changed, call.now)


def _check_writable(call: ApiCall) -> None:
    """DELETE never, POST and PATCH where the list takes them."""
    closed = call.resource is Resource.TIME_CARDS and not call.settings.time_cards_writable
    if closed or not DEFINITIONS[call.resource].writable:
        raise gateway_error(HTTPStatus.METHOD_NOT_ALLOWED, "The method is not allowed for this resource.")


async def _body(call: ApiCall) -> Row:
    try:
        body = parsed(await call.request.body())
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise _refused(call, "$", "The body is not a JSON object.")
    if body.get("companyId", call.company.id) != call.company.id:
        raise _refused(call, "companyId", "The company is not the one of the request.")
    return body


def _check(call: ApiCall, body: Row) -> None:
    """Shape first: the books are only asked about what is well formed."""
    problems = Problems()
    check_shape(body, problems)
    if not problems.by_field:
        row = with_default_code(call.company, call.resource, body)
        check_required(call.resource, row, problems)
        check_references(call.company, call.resource, row, problems)
        check_job_codes(call.company, call.resource, row, problems)
        check_periods(call.company, call.resource, row, problems)
    if problems.by_field:
        raise invalid_record(call.settings.validation_status, problems.by_field)


def _check_unique(call: ApiCall, row: Row) -> None:
    """Ids, invoice numbers of a vendor, and what was deleted but left its pending row (foundation.md B5)."""
    id_field = DEFINITIONS[call.resource].id_field
    given = row.get(id_field)
    key = natural_key(call.resource, row)
    if given is not None and call.company.get(call.resource, str(given)) is not None and not _is_own(call, given):
        raise _duplicate(call, id_field, f"{id_field} '{given}' already exists.")
    if key in call.company.sticky[call.resource]:
        raise _duplicate(call, id_field, "A pending record already exists.")
    if _has_natural_key(call) and any(
        natural_key(call.resource, stored.row) == key for stored in call.company.rows(call.resource)
    ):
        raise _duplicate(call, "invoiceNumber" if call.resource is Resource.AP_INVOICES else "date", _EXISTS)


def _is_own(call: ApiCall, record_id: object) -> bool:
    return call.request.path_params.get("record_id") == record_id


def _has_natural_key(call: ApiCall) -> bool:
    if call.resource is Resource.TIME_CARDS:
        return call.settings.unique_time_cards
    return call.resource is Resource.AP_INVOICES


def _duplicate(call: ApiCall, field: str, message: str) -> ApiError:
    return duplicate(call.settings.duplicate_status, field, message)


def _refused(call: ApiCall, field: str, message: str) -> ApiError:
    return invalid_record(call.settings.validation_status, {field: [message]})
