"""What the comparisons with the vendors found (services/sync/reconciling.py), from what they leave behind.

When: the state of each resource. That both were the same: the census of the read that was compared. What differs: the
items of the inbox, which close when a later comparison finds both the same.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.census import Census, whole
from fieldledger.domain.connection import VendorName
from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncRun, SyncState
from fieldledger.repositories.at_once import at_once
from fieldledger.repositories.exceptions import Exceptions
from fieldledger.repositories.paging import all_items
from fieldledger.repositories.sync_states import SyncStates
from fieldledger.result import ErrorCode, Result

_PAGE: Final = 100
_SUBJECT: Final = "sync:"
# A run's end is several small writes.
_ENDING: Final = timedelta(minutes=5)


class ReconciliationResult(StrEnum):
    """``NEVER``: not compared yet."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NEVER = "never"


class Side(CanonicalModel):
    """What one side had when both were compared; ``amount`` is money or what else the records add up to."""

    records: int
    amount: Decimal | None


class Difference(CanonicalModel):
    """An open difference; its item of the inbox says what to do. ``part``: the first day of the pay period it is of."""

    exception_id: str
    part: str | None
    message: str
    first_seen_at: Utc
    last_seen_at: Utc
    theirs: Side | None
    ours: Side | None
    details: dict[str, str]


class Reconciliation(CanonicalModel):
    """One resource. ``theirs`` and ``ours`` are there where both agree and the compared read is still known."""

    resource: SyncResource
    vendor: VendorName
    result: ReconciliationResult
    compared_at: Utc | None
    theirs: Side | None
    ours: Side | None
    differences: tuple[Difference, ...]


class ReconciliationQueries:
    """Of all resources of one company."""

    def __init__(self, states: SyncStates, exceptions: Exceptions) -> None:
        self._states = states
        self._exceptions = exceptions

    async def every(
        self, company_id: str, vendor: VendorName | None = None, result: ReconciliationResult | None = None
    ) -> Result[list[Reconciliation]]:
        """In the order of the resources' names, of one vendor or with one result if that is asked for."""
        states, items = await asyncio.gather(self._states.every(company_id), self._open(company_id))
        if states.failed or items.failed:
            return states.failure() if states.failed else items.failure()
        censuses = await self._censuses(states.unwrap())
        if censuses.failed:
            return censuses.failure()
        found: list[Reconciliation] = []
        for state, census in zip(states.unwrap(), censuses.unwrap(), strict=True):
            resources = dict.fromkeys((*census, *(each for each in items.unwrap() if each.read_with is state.resource)))
            found.extend(
                _reconciliation(state, resource, census.get(resource), items.unwrap().get(resource, ()))
                for resource in resources or {state.resource: None}
            )
        wanted = [each for each in found if vendor in {None, each.vendor} and result in {None, each.result}]
        return Result.ok(sorted(wanted, key=lambda each: each.resource))

    async def _open(self, company_id: str) -> Result[Mapping[SyncResource, Sequence[ExceptionItem]]]:
        by_state = self._exceptions.by_state
        open_ = await all_items(lambda start: by_state(company_id, ExceptionState.OPEN, _PAGE, start))
        return open_.map(_by_resource)

    async def _censuses(self, states: Sequence[SyncState]) -> Result[list[Mapping[SyncResource, Census]]]:
        read = await at_once(self._census, states)
        failed = next((each for each in read if each.failed), None)
        return failed.failure() if failed is not None else Result.ok([each.unwrap() for each in read])

    async def _census(self, state: SyncState) -> Result[Mapping[SyncResource, Census]]:
        """Of the last read of everything, if that is the one that was compared."""
        if state.full_at is None or state.reconciled_at is None:
            return Result.ok({})
        if state.last is not None and _was_compared(state.last, state):
            return Result.ok(_wholes(state.last))
        kept = await self._states.begun_at(state.company_id, state.resource, state.full_at)
        return kept.map(lambda run: _wholes(run) if run is not None and _was_compared(run, state) else {})


def _by_resource(items: Sequence[ExceptionItem]) -> Mapping[SyncResource, Sequence[ExceptionItem]]:
    found: defaultdict[SyncResource, list[ExceptionItem]] = defaultdict(list)
    for item in items:
        if item.code == ErrorCode.SYNC_DIFFERS and (resource := _resource_of(item)) is not None:
            found[resource].append(item)
    return found


def _wholes(run: SyncRun) -> Mapping[SyncResource, Census]:
    return {resource: whole(buckets) for resource, buckets in run.progress.census.items()}


def _was_compared(run: SyncRun, state: SyncState) -> bool:
    """A comparison is the end of its run."""
    at, ended = state.reconciled_at, run.finished_at
    if at is None or ended is None or run.started_at != state.full_at:
        return False
    return run.started_at <= at <= ended + _ENDING


def _reconciliation(
    state: SyncState, resource: SyncResource, census: Census | None, items: Sequence[ExceptionItem]
) -> Reconciliation:
    result = ReconciliationResult.NEVER if state.reconciled_at is None else ReconciliationResult.AGREES
    both = None if census is None or items else Side(records=census.records, amount=census.amount)
    return Reconciliation(
        resource=resource,
        vendor=resource.vendor,
        result=ReconciliationResult.DIFFERS if items else result,
        compared_at=state.reconciled_at,
        theirs=both,
        ours=both,
        differences=tuple(_difference(item) for item in items),
    )


def _difference(item: ExceptionItem) -> Difference:
    _, _, part = item.subject.removeprefix(_SUBJECT).partition(":")
    return Difference(
        exception_id=item.exception_id,
        part=part or None,
        message=item.message,
        first_seen_at=item.first_seen_at,
        last_seen_at=item.last_seen_at,
        theirs=_side(item.details, "vendor"),
        ours=_side(item.details, "our"),
        details=item.details,
    )


def _side(details: Mapping[str, str], whose: str) -> Side | None:
    records, amount = details.get(f"{whose}_records"), details.get(f"{whose}_amount")
    if records is None:
        return None
    return Side(records=int(records), amount=None if amount is None else Decimal(amount))


def _resource_of(item: ExceptionItem) -> SyncResource | None:
    """None for a resource that this release does not know any more."""
    name = item.subject.removeprefix(_SUBJECT).partition(":")[0]
    return SyncResource(name) if name in SyncResource else None
