"""Runs a parsed query over the books (section 4.1)."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from itertools import islice

from simulators.quickbooks.entities import Family
from simulators.quickbooks.faults_catalogue import ApiFault, invalid_query
from simulators.quickbooks.fields import Kind
from simulators.quickbooks.query_language import Condition, Literal, Query, parse
from simulators.quickbooks.store import Realm, Row
from simulators.quickbooks.values import Body, Json, offset, reference

type Comparable = str | Decimal | bool | datetime

_TIMES = ("MetaData.CreateTime", "MetaData.LastUpdatedTime")


def run(realm: Realm, statement: str) -> Body:
    """Answer a statement with the value of QueryResponse; raises ApiFault 4000 or 4001."""
    query = parse(statement)
    rows = [row for row in _candidates(realm, query) if all(_holds(realm, query, row, c) for c in query.conditions)]
    if query.counts:
        return {"totalCount": len(rows)}
    ordered = _sorted(realm, query, rows)
    page: list[Json] = [row.body for row in islice(ordered, query.start - 1, query.start - 1 + query.most)]
    if not page:
        return {}
    return {query.spec.title: page, "startPosition": query.start, "maxResults": len(page)}


def _candidates(realm: Realm, query: Query) -> Iterable[Row]:
    """Start from the rows an Id condition names, else from all; hide inactive ones unless asked for."""
    by_id = next((c for c in query.conditions if c.prop == "Id"), None)
    if by_id is not None:
        found = (realm.find(query.spec.title, str(value)) for value in by_id.values)
        rows: Iterable[Row] = [row for row in found if row is not None]
    else:
        rows = realm.rows(query.spec.title)
    names_active = any(c.prop == "Active" for c in query.conditions)
    if query.spec.family is Family.TRANSACTION or names_active:
        return rows
    return (row for row in rows if row.active)


def _value(query: Query, row: Row, prop: str) -> Comparable | None:
    if prop in _TIMES:
        return (row.created if prop == _TIMES[0] else row.updated).replace(microsecond=0)
    rule = query.spec.fields.get(prop)
    if rule is not None and rule.kind is Kind.REF:
        return reference(row.body, prop)
    value = row.body.get(prop)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal):
        return Decimal(value)
    return value.casefold() if isinstance(value, str) else None


def _holds(realm: Realm, query: Query, row: Row, condition: Condition) -> bool:
    value = _value(query, row, condition.prop)
    if value is None:
        return False
    if condition.operator == "LIKE":
        return _is_like(str(value), str(condition.values[0]))
    wanted = [_as_type_of(value, literal, realm, condition.prop) for literal in condition.values]
    return value in wanted if condition.operator == "IN" else _compares(value, condition.operator, wanted[0])


def _compares(value: Comparable, operator: str, wanted: Comparable) -> bool:
    if operator == "=":
        return value == wanted
    order = _order_of(value, wanted)
    return order in {"<": (-1,), ">": (1,), "<=": (-1, 0), ">=": (0, 1)}[operator]


def _order_of(value: Comparable, wanted: Comparable) -> int:
    """Compare two values of the same type: -1, 0 or 1."""
    if isinstance(value, datetime) and isinstance(wanted, datetime):
        return (value > wanted) - (value < wanted)
    if isinstance(value, Decimal) and isinstance(wanted, Decimal):
        return (value > wanted) - (value < wanted)
    return (str(value) > str(wanted)) - (str(value) < str(wanted))


def _as_type_of(value: Comparable, literal: Literal, realm: Realm, prop: str) -> Comparable:
    if isinstance(value, datetime):
        return _moment(str(literal), realm.utc_offset_minutes, prop)
    if isinstance(value, bool):
        return str(literal).lower() == "true"
    if isinstance(value, Decimal):
        return _decimal(literal, prop)
    return str(literal).casefold()


def _decimal(literal: Literal, prop: str) -> Decimal:
    try:
        return Decimal(str(literal))
    except InvalidOperation as error:
        raise ApiFault(invalid_query(f"value {literal} is not a number for property {prop}")) from error


def _moment(literal: str, minutes: int, prop: str) -> datetime:
    """Read a date or date-time; one without an offset is taken in the company's."""
    try:
        moment = datetime.fromisoformat(literal)
    except ValueError as error:
        raise ApiFault(invalid_query(f"value {literal} is not a date for property {prop}")) from error
    zoned = moment if moment.tzinfo is not None else moment.replace(tzinfo=offset(minutes))
    return zoned.astimezone(UTC)


def _is_like(value: str, pattern: str) -> bool:
    expression = ".*".join(re.escape(part) for part in pattern.casefold().split("%"))
    return re.fullmatch(expression, value.casefold(), flags=re.DOTALL) is not None


def _sorted(realm: Realm, query: Query, rows: list[Row]) -> list[Row]:
    if query.order_by is None:
        return rows
    prop, descending = query.order_by
    return sorted(rows, key=lambda row: _sort_key(realm, query, row, prop), reverse=descending)


def _sort_key(realm: Realm, query: Query, row: Row, prop: str) -> tuple[timedelta, Decimal, str]:
    """Order ids and numbers as numbers, times as times, all else as text."""
    value = _value(query, row, prop)
    if isinstance(value, datetime):
        return value - realm.created, Decimal(0), ""
    if isinstance(value, Decimal):
        return timedelta(), value, ""
    shown = "" if value is None else str(value)
    return timedelta(), Decimal(shown) if prop == "Id" else Decimal(0), shown
