"""Create, update, delete and read one record, with every rule of its entity (sections 1.3, 1.5 and 7)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from simulators.kit.clock import SimClock
from simulators.quickbooks.catalogue.spec import EntitySpec, Family
from simulators.quickbooks.checks import check
from simulators.quickbooks.entities import SPECS
from simulators.quickbooks.faults_catalogue import ApiFault, books_closed, missing, not_found, plain, stale
from simulators.quickbooks.finishing import finished, stamped
from simulators.quickbooks.link_rules import removal_problem, settled
from simulators.quickbooks.links import TxnKey, links_of
from simulators.quickbooks.names import claim
from simulators.quickbooks.normal import known_properties
from simulators.quickbooks.preparing import prepared
from simulators.quickbooks.settings import SettingsHolder
from simulators.quickbooks.store import Realm, Row
from simulators.quickbooks.values import Body, as_id
from simulators.quickbooks.write_options import PLAIN_WRITE, WriteOptions


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to a record, in the words of webhooks; `lost_id` is the loser of a merge."""

    entity: str
    event: str
    record_id: str
    lost_id: str | None = None


type OnChange = Callable[[Realm, Change], None]


class Operations:
    """Works on the books; `on_change` hears of every change made."""

    def __init__(self, clock: SimClock, settings: SettingsHolder, on_change: OnChange) -> None:
        self.clock = clock
        self._settings = settings
        self._on_change = on_change

    def read(self, realm: Realm, spec: EntitySpec, record_id: str) -> Body:
        """Return a record, inactive ones too; raises 610."""
        return self.found(realm, spec, record_id).body

    def found(self, realm: Realm, spec: EntitySpec, record_id: str) -> Row:
        """Find a record with its times; raises 610."""
        row = realm.find(spec.title, record_id)
        if row is None:
            raise ApiFault(not_found())
        return row

    def create(self, realm: Realm, spec: EntitySpec, sent: Body, options: WriteOptions = PLAIN_WRITE) -> Body:
        """Add a record; raises ApiFault with every problem found."""
        _refuse_read_only(spec, "create")
        body = self._ready(realm, spec, known_properties(spec, sent), None, options)
        return self.save(realm, spec, {**body, "Id": realm.next_id(spec)}, None, "created")

    def update(self, realm: Realm, spec: EntitySpec, sent: Body, options: WriteOptions = PLAIN_WRITE) -> Body:
        """Change a record: sparse keeps what is not sent, full sets it to nothing; raises 610, 5010, ..."""
        _refuse_read_only(spec, "update")
        previous = self.addressed(realm, spec, sent)
        kept: Body = {}
        if str(sent.get("sparse")).lower() == "true":
            _require_for_sparse(spec, sent)
            kept = {key: value for key, value in previous.body.items() if key in spec.fields and key not in sent}
        body = self._ready(realm, spec, {**kept, **known_properties(spec, sent)}, previous, options)
        return self.save(realm, spec, {**body, "Id": previous.id}, previous, "updated")

    def delete(self, realm: Realm, spec: EntitySpec, sent: Body) -> Body:
        """Delete a transaction that nothing is applied to; a name-list object can only be deactivated (500 here)."""
        if spec.family is Family.NAME_LIST:
            raise ApiFault(plain("500", f"Operation delete is not supported for {spec.title}"))
        previous = self.addressed(realm, spec, sent)
        refused = removal_problem(spec, previous.id, realm)
        if refused is not None:
            raise ApiFault(refused)
        if realm.is_closed(previous.body):
            raise ApiFault(books_closed())
        self.remove(realm, spec, previous)
        self.relink(realm, spec, previous.id, {})
        self.tell(realm, Change(spec.title, "deleted", previous.id))
        return {"status": "Deleted", "domain": "QBO", "Id": previous.id}

    def addressed(self, realm: Realm, spec: EntitySpec, sent: Body) -> Row:
        """Find the record that Id and SyncToken name; raises 2020, 610 or 5010."""
        lacking = [missing(prop) for prop in ("Id", "SyncToken") if as_id(sent.get(prop)) is None]
        if lacking:
            raise ApiFault(*lacking)
        row = self.found(realm, spec, as_id(sent["Id"]) or "")
        if row.body["SyncToken"] != as_id(sent["SyncToken"]):
            raise ApiFault(stale())
        return row

    def save(self, realm: Realm, spec: EntitySpec, body: Body, previous: Row | None, event: str) -> Body:
        """Write a checked body, apply it to what it is linked to, and tell of it."""
        before = previous.body if previous is not None else None
        shown = settled(spec, finished(realm, spec, body, before), realm)
        stored = self.put(realm, spec, shown, previous)
        claim(spec, stored, realm, before)
        self.relink(realm, spec, str(stored["Id"]), links_of(spec, stored))
        self.tell(realm, Change(spec.title, event, str(stored["Id"])))
        return stored

    def put(self, realm: Realm, spec: EntitySpec, shown: Body, previous: Row | None) -> Body:
        """Store a record as it is shown, under its next SyncToken."""
        now = self.clock.now()
        created = previous.created if previous is not None else now
        before = previous.body if previous is not None else None
        stored = stamped(realm, shown, before, created, now)
        if before is not None:
            realm.numbers.release(spec, before)
        realm.put(spec, Row(stored, created, now))
        realm.numbers.claim(spec, stored)
        return stored

    def remove(self, realm: Realm, spec: EntitySpec, row: Row) -> None:
        realm.numbers.release(spec, row.body)
        realm.put(spec, Row(row.body, row.created, self.clock.now(), deleted=True))

    def tell(self, realm: Realm, change: Change) -> None:
        self._on_change(realm, change)

    def relink(self, realm: Realm, spec: EntitySpec, record_id: str, links: dict[TxnKey, Decimal]) -> None:
        """Recompute everything this transaction is newly, or no longer, applied to."""
        for target in sorted(realm.links.replace(TxnKey(spec.title, record_id), links)):
            row = realm.find(target.title, target.id)
            if row is None:
                continue
            of_target = SPECS[target.title]
            shown = settled(of_target, row.body, realm, released=target not in links)
            if shown != row.body:
                self.put(realm, of_target, shown, row)
                self.tell(realm, Change(target.title, "updated", target.id))

    def _ready(self, realm: Realm, spec: EntitySpec, body: Body, previous: Row | None, options: WriteOptions) -> Body:
        settings = self._settings.current
        ready = prepared(realm, spec, body, options, settings, self.clock.now())
        check(realm, spec, ready, previous, options, settings)
        return ready


def _refuse_read_only(spec: EntitySpec, operation: str) -> None:
    if spec.read_only:
        raise ApiFault(plain("500", f"Operation {operation} is not supported for {spec.title}"))


def _require_for_sparse(spec: EntitySpec, sent: Body) -> None:
    lacking = [missing(prop) for prop in spec.sparse_requires if sent.get(prop) is None]
    if lacking:
        raise ApiFault(*lacking)
