"""What people do to records in Raken after they were first read (raken.md A8, A10)."""

from datetime import datetime

from simulators.raken.records import Company, with_defaults
from simulators.raken.resources import DELETED, STATUSES, JsonObject, Resource
from simulators.raken.times import timestamp_text


class LockedCardError(Exception):
    """An approved card is locked until it is unapproved."""


def patch(company: Company, resource: Resource, uuid: str, changes: JsonObject, now: datetime) -> JsonObject:
    """Merge top-level keys and set ``updatedAt`` to ``now``; entries of a card are replaced whole.

    ``totalHours`` follows changed entries unless the changes name it.
    """
    record = {**company.get(resource, uuid), **changes, "uuid": uuid}
    if resource is Resource.TIME_CARDS and "timeEntries" in changes and "totalHours" not in changes:
        del record["totalHours"]
    return _store(company, resource, with_defaults(resource, record), now)


def edit_card(company: Company, uuid: str, changes: JsonObject, now: datetime, *, force: bool) -> JsonObject:
    """Change a card; only ``approved`` may be changed while it is approved, unless forced."""
    unlocking = changes.get("approved") is False
    if not unlocking and set(changes) - {"approved"}:
        _refuse_if_locked(company, uuid, force=force)
    return patch(company, Resource.TIME_CARDS, uuid, changes, now)


def set_approved(company: Company, uuid: str, now: datetime, *, approved: bool) -> JsonObject:
    return patch(company, Resource.TIME_CARDS, uuid, {"approved": approved}, now)


def delete_card(company: Company, uuid: str, now: datetime, *, force: bool) -> JsonObject:
    """Move a card to the deleted feed; its ``deletedAt`` and ``updatedAt`` become ``now``."""
    _refuse_if_locked(company, uuid, force=force)
    return patch(company, Resource.TIME_CARDS, uuid, {"deletedAt": timestamp_text(now)}, now)


def bring_back_card(company: Company, uuid: str, now: datetime) -> JsonObject:
    """Let a deleted card re-appear: out of the deleted feed, into the changed feed."""
    return patch(company, Resource.TIME_CARDS, uuid, {"deletedAt": None}, now)


def delete(company: Company, resource: Resource, uuid: str, now: datetime) -> JsonObject:
    """Mark a record DELETED where the resource has that status; remove it for good where it has none."""
    if DELETED in STATUSES.get(resource, ()):
        return patch(company, resource, uuid, {"status": DELETED}, now)
    return vanish(company, resource, uuid)


def vanish(company: Company, resource: Resource, uuid: str) -> JsonObject:
    """Remove a record without a trace: no feed and no status tells of it, and its address answers 404."""
    record = company.get(resource, uuid)
    company.records[resource].remove(uuid)
    return record


def _refuse_if_locked(company: Company, uuid: str, *, force: bool) -> None:
    if company.get(Resource.TIME_CARDS, uuid).get("approved") is True and not force:
        raise LockedCardError(f"card {uuid} is approved, hence locked: unapprove it first, or force")


def _store(company: Company, resource: Resource, record: JsonObject, now: datetime) -> JsonObject:
    stored = {**record, "updatedAt": timestamp_text(now)}
    company.put(resource, stored)
    return stored
