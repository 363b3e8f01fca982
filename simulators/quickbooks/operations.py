"""Create, update, delete and read one record, with every rule of its entity (sections 1.3, 1.5 and 7)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from simulators.kit.clock import SimClock
from simulators.quickbooks.documents import document_problems, with_totals
from simulators.quickbooks.entities import EntitySpec, Family
from simulators.quickbooks.faults_catalogue import (
    ApiFault,
    ErrorEntry,
    books_closed,
    missing,
    not_found,
    plain,
    stale,
)
from simulators.quickbooks.names import claim, name_problems, with_display_name, with_full_name
from simulators.quickbooks.store import Realm, Row
from simulators.quickbooks.time_rules import shown_times, time_problems
from simulators.quickbooks.validation import fill_names, known_properties, problems
from simulators.quickbooks.values import Body, as_text, offset, record_time

OnChange = Callable[[Realm, str, str, str], None]
_HOURS_ITEM = "Hours"


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """What the address may add to a write: `include=allowduplicatedocnum` (section 1.3)."""

    allow_duplicate_number: bool = False


PLAIN_WRITE = WriteOptions()


class Operations:
    """Works on the books; `on_change(realm, entity, what happened, id)` hears of every change made."""

    def __init__(self, clock: SimClock, on_change: OnChange) -> None:
        self._clock = clock
        self._on_change = on_change

    def read(self, realm: Realm, spec: EntitySpec, record_id: str) -> Body:
        """Return a record, inactive ones too; raises 610."""
        return _found(realm, spec, record_id).body

    def create(self, realm: Realm, spec: EntitySpec, sent: Body, options: WriteOptions) -> Body:
        """Add a record; raises ApiFault with every problem found."""
        body = self._prepared(realm, spec, known_properties(spec, sent))
        self._check(realm, spec, body, None, options)
        body["Id"] = realm.next_id(spec)
        return self._save(realm, spec, body, None, "created")

    def update(self, realm: Realm, spec: EntitySpec, sent: Body, options: WriteOptions) -> Body:
        """Change a record: sparse keeps what is not sent, full sets it to nothing; raises 610, 5010, ..."""
        previous = _addressed(realm, spec, sent)
        kept: Body = {}
        if sent.get("sparse") is True:
            _require_for_sparse(spec, sent)
            kept = {key: value for key, value in previous.body.items() if key in spec.fields and key not in sent}
        body = self._prepared(realm, spec, {**kept, **known_properties(spec, sent)})
        self._check(realm, spec, body, previous, options)
        body["Id"] = previous.id
        return self._save(realm, spec, body, previous, "updated")

    def delete(self, realm: Realm, spec: EntitySpec, sent: Body) -> Body:
        """Delete a transaction; name-list objects can only be deactivated (code 500 here)."""
        if spec.family is Family.NAME_LIST:
            raise ApiFault(plain("500", f"Operation delete is not supported for {spec.title}"))
        previous = _addressed(realm, spec, sent)
        if _is_closed(realm, previous.body):
            raise ApiFault(books_closed())
        now = self._clock.now()
        realm.release_document(spec, previous.body)
        realm.put(spec, Row(previous.body, previous.created, now, deleted=True))
        self._on_change(realm, spec.title, "deleted", previous.id)
        return {"status": "Deleted", "domain": "QBO", "Id": previous.id}

    def _prepared(self, realm: Realm, spec: EntitySpec, body: Body) -> Body:
        body = with_display_name(spec, body)
        if "TxnDate" in spec.fields and "TxnDate" not in body:
            today = self._clock.now().astimezone(offset(realm.utc_offset_minutes)).date()
            body["TxnDate"] = today.isoformat()
        if spec.title == "TimeActivity" and not realm.classes_per_txn:
            body.pop("ClassRef", None)
        return body

    def _check(self, realm: Realm, spec: EntitySpec, body: Body, previous: Row | None, options: WriteOptions) -> None:
        own_id = previous.id if previous is not None else None
        found: list[ErrorEntry] = problems(spec, body, realm)
        if not found:
            found = name_problems(spec, body, realm, own_id)
        if spec.title == "TimeActivity":
            found = found or time_problems(body, previous.body if previous is not None else None)
        if spec.numbered and not found:
            found = document_problems(spec, body, realm, own_id, allow_duplicate=options.allow_duplicate_number)
        closed = _is_closed(realm, body) or (previous is not None and _is_closed(realm, previous.body))
        if not found and closed:
            found = [books_closed()]
        if found:
            raise ApiFault(*found)

    def _save(self, realm: Realm, spec: EntitySpec, body: Body, previous: Row | None, event: str) -> Body:
        now = self._clock.now()
        created = previous.created if previous is not None else now
        before = previous.body if previous is not None else None
        shown = _finished(realm, spec, body, before)
        shown.update(domain="QBO", sparse=False, SyncToken=_next_token(before))
        shown["MetaData"] = _meta_data(realm, created, now)
        if before is not None:
            realm.release_document(spec, before)
        realm.put(spec, Row(shown, created, now))
        claim(spec, shown, realm, before)
        realm.claim_document(spec, shown)
        self._on_change(realm, spec.title, event, str(shown["Id"]))
        return shown


def _found(realm: Realm, spec: EntitySpec, record_id: str) -> Row:
    row = realm.find(spec.title, record_id)
    if row is None:
        raise ApiFault(not_found())
    return row


def _addressed(realm: Realm, spec: EntitySpec, sent: Body) -> Row:
    """Find the record that Id and SyncToken name; raises 2020, 610 or 5010."""
    lacking = [missing(prop) for prop in ("Id", "SyncToken") if as_text(sent.get(prop)) is None]
    if lacking:
        raise ApiFault(*lacking)
    row = _found(realm, spec, str(sent["Id"]))
    if row.body["SyncToken"] != sent["SyncToken"]:
        raise ApiFault(stale())
    return row


def _require_for_sparse(spec: EntitySpec, sent: Body) -> None:
    lacking = [missing(prop) for prop in spec.sparse_requires if sent.get(prop) is None]
    if lacking:
        raise ApiFault(*lacking)


def _is_closed(realm: Realm, body: Body) -> bool:
    day = as_text(body.get("TxnDate"))
    if day is None or realm.book_close_date is None:
        return False
    return date.fromisoformat(day) <= realm.book_close_date


def _next_token(previous: Body | None) -> str:
    return "0" if previous is None else str(int(str(previous["SyncToken"])) + 1)


def _meta_data(realm: Realm, created: datetime, updated: datetime) -> Body:
    minutes = realm.utc_offset_minutes
    return {"CreateTime": record_time(created, minutes), "LastUpdatedTime": record_time(updated, minutes)}


def _finished(realm: Realm, spec: EntitySpec, body: Body, previous: Body | None) -> Body:
    """Add everything that the vendor computes itself."""
    shown: Body = {**spec.defaults, **fill_names(spec.fields, body, realm)}
    if spec.numbered:
        shown = with_totals(spec, shown)
    if spec.title == "TimeActivity":
        shown = shown_times(_with_default_item(realm, shown), realm.utc_offset_minutes)
    if shown.get("SSN") is not None:
        shown["SSN"] = "XXX-XX-XXXX"
    return with_full_name(spec, shown, realm, previous)


def _with_default_item(realm: Realm, body: Body) -> Body:
    """Use the company's `Hours` item, where there is one, for time without an item (minor version 74)."""
    if "ItemRef" in body:
        return body
    for row in realm.rows("Item"):
        if row.active and row.body["Name"] == _HOURS_ITEM:
            return {**body, "ItemRef": {"value": row.id, "name": _HOURS_ITEM}}
    return body
