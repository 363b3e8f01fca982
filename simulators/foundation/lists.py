"""Lists: filters by any field, changes, pages, with or without an envelope (foundation.md B3)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from simulators.foundation.company import Stored
from simulators.foundation.errors import invalid_record
from simulators.foundation.gate import COMPANY, KEY_QUERY, ApiCall
from simulators.foundation.resources import Row
from simulators.foundation.settings import FoundationSettings

PAGE: Final = "page"
PAGE_SIZE: Final = "pageSize"
MODIFIED_SINCE: Final = "modifiedSince"
_NO_FILTERS: Final = frozenset({PAGE, PAGE_SIZE, MODIFIED_SINCE, COMPANY, KEY_QUERY})
_ID_WIDTH: Final = 10
_POSITIVE: Final = re.compile("[1-9][0-9]{0,8}")


def listed(call: ApiCall) -> object:
    """The body of the answer to a list."""
    page, size = _whole(call, PAGE, 1), _whole(call, PAGE_SIZE, call.settings.default_page_size)
    size = min(size, call.settings.largest_page_size)
    found = list(_selected(call))
    rows = [shown(stored.row, call.settings) for stored in found[(page - 1) * size : page * size]]
    return {"items": rows, "totalCount": len(found)} if call.settings.enveloped else rows


def shown(row: Row, settings: FoundationSettings) -> Row:
    """``row`` as it leaves: where the database's fixed width shows through, ids are padded (foundation.md B4)."""
    if not settings.pad_ids:
        return row
    return {name: _padded(name, value) for name, value in row.items()}


def _padded(name: str, value: object) -> object:
    return value.ljust(_ID_WIDTH) if isinstance(value, str) and name.endswith("Id") else value


def _selected(call: ApiCall) -> Iterator[Stored]:
    since = _since(call)
    filters = _filters(call)
    for stored in call.company.rows(call.resource):
        if since is not None and stored.changed_at < since:
            continue
        if all(str(stored.row.get(name) or "").strip() == value for name, value in filters.items()):
            yield stored


def _filters(call: ApiCall) -> dict[str, str]:
    if not call.settings.supports_filters:
        return {}
    return {name: value for name, value in call.request.query_params.items() if name not in _NO_FILTERS}


def _since(call: ApiCall) -> datetime | None:
    """Where the filter is not offered it is ignored, as any parameter that nobody knows."""
    text = call.request.query_params.get(MODIFIED_SINCE)
    if text is None or not call.settings.supports_modified_since:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _invalid(call, MODIFIED_SINCE, "The value is not a date and time.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _whole(call: ApiCall, name: str, default: int) -> int:
    text = call.request.query_params.get(name, str(default))
    if not _POSITIVE.fullmatch(text):
        raise _invalid(call, name, "The value must be a positive whole number.")
    return int(text)


def _invalid(call: ApiCall, field: str, message: str) -> Exception:
    return invalid_record(call.settings.validation_status, {field: [message]})
