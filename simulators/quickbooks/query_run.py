"""Runs a parsed query over the books (section 4.1)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from itertools import islice

from simulators.quickbooks.catalogue.spec import Family
from simulators.quickbooks.faults_catalogue import ApiFault, invalid_query
from simulators.quickbooks.fields import Kind
from simulators.quickbooks.query_candidates import candidates, moment_of
from simulators.quickbooks.query_language import Condition, CurrentDate, Literal, Query, parse
from simulators.quickbooks.store import Realm, Row
from simulators.quickbooks.values import Body, Json, offset, reference

type Comparable = str | Decimal | bool | datetime

_TIMES = ("MetaData.CreateTime", "MetaData.LastUpdatedTime")


def run(realm: Realm, statement: str, now: datetime, *, at_most: int | None = None) -> Body:
    """Answer a statement with the value of QueryResponse; raises ApiFault 4000 or 4001.

    `now` is what CURRENT_DATE is taken from; `at_most` cuts the page further (one batch answers with 1000 objects).
    """
    query = _dated(parse(statement), now.astimezone(offset(realm.prefs.utc_offset_minutes)).date())
    rows = _matching(realm, query)
    if query.counts:
        return {"totalCount": sum(1 for _ in rows)}
    most = query.most if at_most is None else min(query.most, at_most)
    page: list[Json] = [
        row.body for row in islice(_sorted(realm, query, rows), query.start - 1, query.start - 1 + most)
    ]
    if not page:
        return {}
    return {query.spec.title: page, "startPosition": query.start, "maxResults": len(page)}


def _dated(query: Query, today: date) -> Query:
    """Put the day in the place of CURRENT_DATE."""
    conditions = (
        replace(c, values=tuple(today.isoformat() if isinstance(v, CurrentDate) else v for v in c.values))
        for c in query.conditions
    )
    return replace(query, conditions=tuple(conditions))


def _matching(realm: Realm, query: Query) -> Iterator[Row]:
    rows = iter(candidates(realm, query))
    if query.spec.family is Family.NAME_LIST and all(c.prop != "Active" for c in query.conditions):
        rows = (row for row in rows if row.active)
    if not query.conditions:
        return rows
    return (row for row in rows if all(_holds(realm, query, row, c) for c in query.conditions))


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
        return moment_of(str(literal), realm.prefs.utc_offset_minutes, prop)
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


def _is_like(value: str, pattern: str) -> bool:
    expression = ".*".join(re.escape(part) for part in pattern.casefold().split("%"))
    return re.fullmatch(expression, value.casefold(), flags=re.DOTALL) is not None


def _sorted(realm: Realm, query: Query, rows: Iterator[Row]) -> Iterator[Row]:
    """Put the rows in order; they come in that of their creation, which for transactions is that of their ids."""
    if query.order_by is None:
        return rows
    prop, descending = query.order_by
    if prop == "Id" and query.spec.family is Family.TRANSACTION:
        return reversed(list(rows)) if descending else rows
    return iter(sorted(rows, key=lambda row: _sort_key(realm, query, row, prop), reverse=descending))


def _sort_key(realm: Realm, query: Query, row: Row, prop: str) -> tuple[timedelta, Decimal, str]:
    """Order ids and numbers as numbers, times as times, all else as text."""
    value = _value(query, row, prop)
    if isinstance(value, datetime):
        return value - realm.created, Decimal(0), ""
    if isinstance(value, Decimal):
        return timedelta(), value, ""
    shown = "" if value is None else str(value)
    return timedelta(), Decimal(shown) if prop == "Id" else Decimal(0), shown
