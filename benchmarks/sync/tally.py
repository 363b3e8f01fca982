"""What was asked of the vendors, and the fewest calls that could have brought the same lists.

A list is a path with its parameters, those of paging left out. It takes one call for each page of the largest size that
the vendor gives, and one if it is empty. A record that came twice (pages overlap) counts once. Answers are
counted some at a time, and what that takes is kept, so that it can be left out of what is measured.
"""

import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from math import ceil
from typing import Final
from urllib.parse import parse_qsl, urlsplit

# The largest page of each list (procore.md 3, raken.md A3, foundation.md B3, quickbooks.md 4); the first that fits.
_LARGEST_PAGES: Final = (
    ("/rest/v1.1/projects?", 300),
    ("/rest/v2", 100),
    ("/rest/", 2000),
    ("/api/", 1000),
    ("/foundation/", 100),
    ("/v3/", 1000),
)
_PAGING: Final = {"page", "per_page", "pageSize", "limit", "offset"}
_ROWS: Final = re.compile(r" STARTPOSITION \d+ MAXRESULTS \d+$")
_NUMBER: Final = re.compile(r"/\d+(?=/|$)")
_ENTITY: Final = re.compile(r" FROM \w+", re.IGNORECASE)
_IDS: Final = ("id", "uuid", "Id", "jobId", "vendorId", "employeeId", "costCodeId")
_ENVELOPES: Final = ("collection", "items", "data")
_AT_ONCE: Final = 100
_MOST_BYTES: Final = 4_000_000


@dataclass
class Tally:
    """Calls by status and by vendor; what the lists held."""

    calls: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    by_vendor: Counter[str] = field(default_factory=Counter)
    single_records: int = 0
    received: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    _lists: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _waiting: list[tuple[str, int, bytes]] = field(default_factory=list)
    _bytes: int = 0

    def note(self, url: str, status: int, content: bytes) -> None:
        """An answer of an API; what goes to a token endpoint is no call of it."""
        self._waiting.append((url, status, content))
        self._bytes += len(content)
        if len(self._waiting) >= _AT_ONCE or self._bytes >= _MOST_BYTES:
            self.finish()

    def finish(self) -> None:
        """Count what waits: to be called before anything is read here."""
        began, cpu = time.perf_counter(), time.process_time()
        for url, status, content in self._waiting:
            self._note(url, status, content)
        self._waiting.clear()
        self._bytes = 0
        self.cpu_seconds += time.process_time() - cpu
        self.seconds += time.perf_counter() - began

    def _note(self, url: str, status: int, content: bytes) -> None:
        prefix = next((prefix for prefix, _ in _LARGEST_PAGES if _named(url).startswith(prefix)), None)
        if prefix is not None:
            self.calls += 1
            self.statuses[status] += 1
            self.by_vendor[_vendor(prefix)] += 1
            self._count(_list_of(url), json.loads(content) if status == HTTPStatus.OK else [])

    @property
    def bound(self) -> int:
        """The fewest calls; a single record takes one."""
        return self.single_records + sum(max(1, ceil(len(ids) / _page(name))) for name, ids in self._lists.items())

    @property
    def whole_pages(self) -> int:
        """The fewest calls if one list held what is asked for project by project, contract by contract, span by span.

        No vendor offers that; it tells what the shape of the vendors' lists costs.
        """
        kinds: Counter[tuple[str, int]] = Counter()
        for name, ids in self._lists.items():
            kinds[_kind(name), _page(name)] += len(ids)
        return sum(max(1, ceil(records / size)) for (_, size), records in kinds.items())

    @property
    def records(self) -> int:
        """Different records of all lists, and single ones."""
        return self.single_records + sum(len(ids) for ids in self._lists.values())

    def _count(self, name: str, body: object) -> None:
        rows = _rows(body)
        if rows is None:
            self.single_records += 1
            self.received += 1
            return
        self.received += len(rows)
        self._lists[name].update(_identity(row) for row in rows)


def _named(url: str) -> str:
    return f"{urlsplit(url).path}?"


def _list_of(url: str) -> str:
    parts = urlsplit(url)
    given = sorted(pair for pair in parse_qsl(parts.query) if pair[0] not in _PAGING)
    return f"{parts.path}?" + "&".join(f"{name}={_ROWS.sub('', value)}" for name, value in given)


def _kind(name: str) -> str:
    """The list's path without ids; QuickBooks' lists are told apart by the entity in the query."""
    entity = _ENTITY.search(name)
    return _NUMBER.sub("/*", name.partition("?")[0]) + ("" if entity is None else entity.group())


def _page(name: str) -> int:
    return next(size for prefix, size in _LARGEST_PAGES if name.startswith(prefix))


def _vendor(prefix: str) -> str:
    return {"/api/": "raken", "/foundation/": "foundation", "/v3/": "quickbooks"}.get(prefix, "procore")


def _rows(body: object) -> list[object] | None:
    """The rows of a list in whatever it is wrapped; None for a single record."""
    if isinstance(body, list):
        return body
    if not isinstance(body, Mapping):
        return None
    if "QueryResponse" in body:
        return [row for value in body["QueryResponse"].values() if isinstance(value, list) for row in value]
    if "CDCResponse" in body:
        answers = [answer for part in body["CDCResponse"] for answer in part.get("QueryResponse", [])]
        return [row for answer in answers for value in answer.values() if isinstance(value, list) for row in value]
    return next((body[name] for name in _ENVELOPES if isinstance(body.get(name), list)), None)


def _identity(row: object) -> str:
    """Its id; rows without one (posted costs) are told apart by what they say."""
    if isinstance(row, Mapping) and "datePosted" not in row:
        found = next((str(row[name]) for name in _IDS if row.get(name)), None)
        if found is not None:
            return found
    return json.dumps(row, sort_keys=True)
