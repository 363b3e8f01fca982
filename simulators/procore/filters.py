"""``filters[name]=value``: what a list leaves out (procore.md 3)."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from starlette.datastructures import QueryParams

from simulators.procore import errors
from simulators.procore.company import Company
from simulators.procore.resource import Resource
from simulators.procore.store import Row
from simulators.procore.wire import parse_moment

type Test = Callable[[Row], bool]
type Special = Callable[[Company, Sequence[str]], Test]

DELETED: Final = "include_deleted"
DELETED_AT: Final = "deleted_at"
_NAME: Final = re.compile(r"filters\[(\w+)\](?:\[\])?")
_STAMPS: Final[Mapping[str, Callable[[Row], datetime | None]]] = {
    "created_at": lambda row: row.created_at,
    "updated_at": lambda row: row.updated_at,
    DELETED_AT: lambda row: row.deleted_at,
}


def given_filters(query: QueryParams) -> dict[str, list[str]]:
    """The filters of a call by name; ``filters[id]`` may be repeated, an array or JSON."""
    found: dict[str, list[str]] = {}
    for key, value in query.multi_items():
        match = _NAME.fullmatch(key)
        if match is not None:
            found.setdefault(match[1], []).extend(_values(match[1], value))
    return found


def _values(name: str, text: str) -> list[str]:
    if not text.startswith("["):
        return [text]
    try:
        return [str(value) for value in json.loads(text)]
    except ValueError:
        raise errors.bad_request(f"filters[{name}] is not an array", f"filters[{name}]") from None


def test_of(name: str, values: Sequence[str], resource: Resource) -> Test:
    """What one filter lets through."""
    if name in _STAMPS:
        return _between(name, values, _STAMPS[name])
    if name in resource.dates or name in resource.moments:
        return _between(name, values, lambda row: parse_moment(row.text(name)))
    wanted = frozenset(values)
    if name == "id":
        return lambda row: str(row.id) in wanted
    return lambda row: _written(row, name) in wanted


def _written(row: Row, name: str) -> str:
    value = row.body.get(name)
    return str(value).lower() if isinstance(value, bool) else row.text(name)


def _between(name: str, values: Sequence[str], read: Callable[[Row], datetime | None]) -> Test:
    first, last = moment_range(name, values[-1])

    def test(row: Row) -> bool:
        moment = read(row)
        return moment is not None and first <= moment <= last

    return test


def moment_range(name: str, text: str) -> tuple[datetime, datetime]:
    """Both ends of ``a...b``, which belong to the range; some samples quote it."""
    first, dots, last = text.strip().strip('"').partition("...")
    ends = (parse_moment(first.strip().replace(" ", "+")), parse_moment(last.strip().replace(" ", "+")))
    if not dots or ends[0] is None or ends[1] is None:
        raise errors.bad_request(f"filters[{name}] is not a range of times", f"filters[{name}]")
    return ends[0], ends[1]


def living_or_deleted(rows: Iterable[Row], given: Mapping[str, list[str]], known: frozenset[str]) -> Iterable[Row]:
    """Deleted records appear only where the list knows a filter for them and the call uses it."""
    if DELETED_AT in given and DELETED_AT in known:
        return (row for row in rows if row.deleted_at is not None)
    asked = given.get(DELETED, [""])[-1] if DELETED in known else ""
    match asked:
        case "with":
            return rows
        case "only":
            return (row for row in rows if row.deleted_at is not None)
        case _:
            return (row for row in rows if row.deleted_at is None)


def within_days(row: Row, first: date, last: date) -> bool:
    """Whether a record's ``date`` is one of the days."""
    return first.isoformat() <= row.text("date") <= last.isoformat()
