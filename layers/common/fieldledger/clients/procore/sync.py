"""Batch upserts: ``PATCH .../sync`` answers 200 whatever became of the single items (procore.md 4).

An item with an id updates that record; one with only an origin_id updates the record that has it or creates one; one
with neither creates. So repeating is harmless only where every item carries an origin_id.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Final, Never

from pydantic import BaseModel

from fieldledger.clients.procore.body import ProcoreWrite, SyncWrite
from fieldledger.clients.procore.error_text import Fields
from fieldledger.clients.procore.errors import busy
from fieldledger.clients.procore.filters import Params
from fieldledger.clients.procore.requester import NO_PARAMS, Requester, Write
from fieldledger.clients.procore.sync_matching import Echo, matched, read_echoes
from fieldledger.clients.vendor_answer import CallOutcome, VendorAnswer, outcome_of
from fieldledger.result import ErrorCode, Result

MOST_ITEMS: Final = 1000
CHUNK: Final = 500


class SyncState(StrEnum):
    """What became of one item."""

    WRITTEN = "written"
    REFUSED = "refused"  # see ``errors``
    UNTOUCHED = "untouched"  # surely nothing happened: not sent, or its request was refused as a whole
    UNKNOWN = "unknown"  # may have been written: look before it is sent again


@dataclass(frozen=True, slots=True)
class SyncedItem[M: BaseModel]:
    """The result of one input item.

    ``entity`` is None where Procore wrote the record but answered it in an unreadable form; ``entity_id`` may still
    name it.
    """

    state: SyncState
    entity: M | None = None
    entity_id: str | None = None
    errors: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SyncReport[M: BaseModel]:
    """``items`` has one result for each input, in the order of the inputs.

    ``failure`` is that of the request that ended the sync early. The items of earlier requests keep their results.
    """

    items: tuple[SyncedItem[M], ...]
    failure: Result[Never] | None = None

    def in_state(self, state: SyncState) -> tuple[int, ...]:
        """Indices of the inputs in ``state``."""
        return tuple(index for index, item in enumerate(self.items) if item.state is state)


@dataclass(frozen=True, slots=True)
class SyncTarget[M: BaseModel]:
    """Where a kind of record is synced; ``frame`` is what stands beside the list in the body.

    ``exclusive`` marks the actions that answer 409 to concurrent requests.
    """

    path: str
    kind: type[M]
    frame: Mapping[str, object] = field(default_factory=dict)
    params: Params = NO_PARAMS
    list_name: str = "updates"
    exclusive: bool = False


async def sync[M: BaseModel](
    requester: Requester,
    company_id: str,
    target: SyncTarget[M],
    items: Sequence[ProcoreWrite],
    chunk: int = CHUNK,
) -> SyncReport[M]:
    """Write ``items`` in requests of at most ``chunk`` (never more than 1000), one after the other.

    A request that is too large for Procore (413) is halved. Any other failed request ends the sync.
    """
    if not 1 <= chunk <= MOST_ITEMS:
        raise ValueError(f"a sync takes 1 to {MOST_ITEMS} items, not {chunk}")
    results: list[SyncedItem[M]] = [SyncedItem(SyncState.UNTOUCHED)] * len(items)
    waiting = deque(range(start, min(start + chunk, len(items))) for start in range(0, len(items), chunk))
    while waiting:
        span = waiting.popleft()
        part = items[span.start : span.stop]
        answered = await _send(requester, company_id, target, part)
        if answered.error_code == ErrorCode.BATCH_TOO_LARGE and len(span) > 1:
            waiting.extendleft(reversed(_halves(span)))
            continue
        read = answered.and_then(partial(read_echoes, kind=target.kind, size=len(part)))
        if read.failed:
            return _ended(results, span, read.failure())
        results[span.start : span.stop] = _results(part, read.unwrap())
    return SyncReport(tuple(results))


async def _send[M: BaseModel](
    requester: Requester, company_id: str, target: SyncTarget[M], items: Sequence[ProcoreWrite]
) -> Result[VendorAnswer]:
    body = {**target.frame, target.list_name: [item.fields() for item in items]}
    write = Write("PATCH", target.path, body, target.params, safe=all(_carries_origin(item) for item in items))
    answered = await requester.write(company_id, write)
    return busy(answered) if target.exclusive else answered


def _carries_origin(item: ProcoreWrite) -> bool:
    return isinstance(item, SyncWrite) and bool(item.origin_id)


def _halves(span: range) -> tuple[range, range]:
    middle = span.start + len(span) // 2
    return range(span.start, middle), range(middle, span.stop)


def _ended[M: BaseModel](results: list[SyncedItem[M]], span: range, failure: Result[Never]) -> SyncReport[M]:
    if outcome_of(failure) is CallOutcome.UNKNOWN:
        results[span.start : span.stop] = [SyncedItem(SyncState.UNKNOWN)] * len(span)
    return SyncReport(tuple(results), failure)


def _results[M: BaseModel](items: Sequence[ProcoreWrite], echoes: Sequence[Echo[M]]) -> list[SyncedItem[M]]:
    found = matched([item.fields() for item in items], echoes)
    return [_result(echo) for echo in found]


def _result[M: BaseModel](echo: Echo[M] | None) -> SyncedItem[M]:
    if echo is None:
        return SyncedItem(SyncState.UNKNOWN)
    if echo.refused:
        return SyncedItem(SyncState.REFUSED, errors=echo.errors)
    return SyncedItem(SyncState.WRITTEN, echo.entity, echo.entity_id)
