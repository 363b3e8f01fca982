"""Rows of the books' name lists that records refer to, as postings keep them when such a row is switched off."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.posting import Posting

REFERS_TO: Final = "refers_to"
"""The detail of a problem that names the rows."""

type Row = tuple[CounterpartKind, str]

_KINDS: Final[Mapping[str, CounterpartKind]] = {
    "EmployeeRef": CounterpartKind.EMPLOYEE,
    "CustomerRef": CounterpartKind.CUSTOMER,
    "ParentRef": CounterpartKind.CUSTOMER,
    "VendorRef": CounterpartKind.VENDOR,
    "ItemRef": CounterpartKind.ITEM,
    "AccountRef": CounterpartKind.ACCOUNT,
    "ClassRef": CounterpartKind.CLASS,
}


def told(rows: Iterable[Row]) -> dict[str, str]:
    """The detail that names ``rows``."""
    return {REFERS_TO: ", ".join(sorted({f"{kind}:{vendor_id}" for kind, vendor_id in rows}))}


def named(details: Mapping[str, str]) -> frozenset[Row]:
    """The rows that such a detail names."""
    pairs = (text.partition(":") for text in details.get(REFERS_TO, "").split(", ") if text)
    return frozenset((CounterpartKind(kind), vendor_id) for kind, _, vendor_id in pairs)


def in_body(body: str) -> frozenset[Row]:
    """The rows that a sealed record refers to."""
    return frozenset(_found(json.loads(body)))


def waits_for(posting: Posting, rows: frozenset[Row]) -> bool:
    """Whether a parked posting waits for one of ``rows``; one that does not say for which may wait for any."""
    mine = named(posting.error.details) if posting.error is not None else frozenset()
    return not mine or bool(mine & rows)


def _found(value: object) -> Iterator[Row]:
    if isinstance(value, list):
        for each in value:
            yield from _found(each)
    if not isinstance(value, dict):
        return
    for name, inside in value.items():
        kind = _KINDS.get(name)
        if kind is not None and isinstance(inside, dict) and "value" in inside:
            yield kind, str(inside["value"])
        else:
            yield from _found(inside)
