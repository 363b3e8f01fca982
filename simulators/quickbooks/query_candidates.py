"""The rows that a query has to look at: an index narrows them where a condition allows it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache

from simulators.quickbooks.company_info import is_single, single_row
from simulators.quickbooks.faults_catalogue import ApiFault, invalid_query
from simulators.quickbooks.query_language import Query
from simulators.quickbooks.store import Realm, Row
from simulators.quickbooks.values import offset

_LOWER = ("=", ">", ">=")
_UPPER = ("=", "<", "<=")


def candidates(realm: Realm, query: Query) -> Iterable[Row]:
    """Return, in order of creation, all rows that can fulfil the conditions, and maybe others."""
    if is_single(query.spec):
        return [single_row(realm, query.spec)]
    table = realm.tables[query.spec.title]
    by_id = next((c for c in query.conditions if c.prop == "Id"), None)
    if by_id is not None:
        found = (table.find(str(value)) for value in dict.fromkeys(by_id.values))
        return [row for row in found if row is not None]
    by_change = _bound(query, "MetaData.LastUpdatedTime", _LOWER)
    if by_change is not None:
        moment = moment_of(by_change, realm.prefs.utc_offset_minutes, "MetaData.LastUpdatedTime")
        return [row for row in table.changed_since(moment) if not row.deleted]
    first, last = _day(query, _LOWER), _day(query, _UPPER)
    return table.rows() if first is None and last is None else table.between_days(first, last)


def _bound(query: Query, prop: str, operators: tuple[str, ...]) -> str | None:
    holding = (c for c in query.conditions if c.prop == prop and c.operator in operators)
    return next((str(c.values[0]) for c in holding), None)


def _day(query: Query, operators: tuple[str, ...]) -> str | None:
    """Read a bound on TxnDate; one that is no plain day is left to the conditions, which compare texts."""
    bound = _bound(query, "TxnDate", operators)
    try:
        return None if bound is None else date.fromisoformat(bound).isoformat()
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def moment_of(literal: str, minutes: int, prop: str) -> datetime:
    """Read a date or date-time; one without an offset is taken in the company's."""
    try:
        moment = datetime.fromisoformat(literal)
    except ValueError as error:
        raise ApiFault(invalid_query(f"value {literal} is not a date for property {prop}")) from error
    zoned = moment if moment.tzinfo is not None else moment.replace(tzinfo=offset(minutes))
    return zoned.astimezone(UTC)
