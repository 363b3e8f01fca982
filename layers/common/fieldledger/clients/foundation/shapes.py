"""Between the vendor's names and forms and those that the models assume (foundation.md B3)."""

import time
from collections.abc import Mapping
from datetime import date
from typing import Final

from fieldledger.clients.foundation.assumptions import FoundationDialect, Resource

LINES: Final = "lines"
_ISO: Final = "%Y-%m-%d"


def as_assumed(row: object, resource: Resource, dialect: FoundationDialect) -> object:
    """A vendor's row as the models assume it; what is no object is left for them to refuse."""
    if not isinstance(row, Mapping):
        return row
    names = {dialect.lines_key: LINES, **dialect.renamed.get(resource, {})}
    assumed: dict[str, object] = {names.get(str(name), str(name)): value for name, value in row.items()}
    lines = assumed.get(LINES)
    if isinstance(lines, list):
        assumed[LINES] = [_renamed(line, dialect.renamed_lines) for line in lines]
    return assumed if dialect.date_format == _ISO else _with_iso_days(assumed, dialect)


def as_sent(body: Mapping[str, object], resource: Resource, dialect: FoundationDialect) -> dict[str, object]:
    """A body with the assumed names as the vendor wants it."""
    names = {LINES: dialect.lines_key, **_turned(dialect.renamed.get(resource, {}))}
    lines = body.get(LINES)
    if isinstance(lines, list):
        of_lines = _turned(dialect.renamed_lines)
        body = {**body, LINES: [_renamed(line, of_lines) for line in lines]}
    return {names.get(name, name): value for name, value in body.items()}


def _renamed(line: object, names: Mapping[str, str]) -> object:
    return {names.get(name, name): value for name, value in line.items()} if isinstance(line, Mapping) else line


def _turned(names: Mapping[str, str]) -> dict[str, str]:
    return {ours: theirs for theirs, ours in names.items()}


def _with_iso_days(row: Mapping[str, object], dialect: FoundationDialect) -> dict[str, object]:
    return {name: _iso(value, dialect) if name in dialect.date_fields else value for name, value in row.items()}


def _iso(value: object, dialect: FoundationDialect) -> object:
    """A day of another form stays as it is, for the model to refuse."""
    if not isinstance(value, str):
        return value
    try:
        read = time.strptime(value.strip(), dialect.date_format)
    except ValueError:
        return value
    return date(read.tm_year, read.tm_mon, read.tm_mday).isoformat()
