"""Writes records: checks them, stamps them, tells the hooks."""

from dataclasses import dataclass, replace

from simulators.procore.catalogue import RESOURCES
from simulators.procore.cleaning import accepted_fields, clean
from simulators.procore.company import Company
from simulators.procore.errors import InvalidRecordError
from simulators.procore.events import Event, EventType, new_ulid
from simulators.procore.resource import ORIGIN_FIELDS, Draft, Resource
from simulators.procore.state import World
from simulators.procore.store import Row
from simulators.procore.wire import Json


@dataclass(frozen=True, slots=True)
class Actor:
    """Whose call makes a change; ``client_id`` is None for a person in the web interface."""

    user_id: int
    client_id: str | None


@dataclass(frozen=True, slots=True)
class Records:
    """The writer of one company for one actor; implements ``Writer``."""

    world: World
    company: Company
    actor: Actor

    def create(
        self, resource: str, fields: Json, *, project_id: int | None = None, holder_id: int | None = None
    ) -> Row:
        """Make a record, or raise ``InvalidRecordError``; unknown fields are dropped."""
        spec = RESOURCES[resource]
        draft = Draft(self.company, self.world.settings, project_id, holder_id, None, dict(fields))
        draft.fields = {**spec.defaults, **accepted_fields(spec, fields, self.world.settings)}
        self._check(spec, draft)
        spec.complete(draft)
        now = self.world.now()
        row = Row(self.world.new_id(), project_id, draft.holder_id, draft.fields, now, now)
        self.company.collection(resource).add(row)
        self.tell(spec, row, EventType.CREATE)
        spec.sequel(self, self.company, row)
        return row

    def validate(self, resource: str, fields: Json, *, project_id: int | None, row: Row | None = None) -> None:
        """Raise what ``create`` or ``update`` would, without writing: for calls that write all or nothing."""
        spec = RESOURCES[resource]
        draft = Draft(self.company, self.world.settings, project_id, None if row is None else row.holder_id, row, {})
        draft.fields = {**(spec.defaults if row is None else {}), **accepted_fields(spec, fields, self.world.settings)}
        self._check(spec, draft)

    def update(self, resource: str, row: Row, fields: Json) -> Row:
        """Change a record; one that belongs to the books may be locked but for its origin (procore.md 11)."""
        spec = RESOURCES[resource]
        draft = Draft(self.company, self.world.settings, row.project_id, row.holder_id, row, dict(fields))
        draft.fields = accepted_fields(spec, fields, self.world.settings)
        locked = spec.lockable and row.origin_id is not None and self.world.settings.lock_synced_records
        if locked and not draft.fields.keys() <= ORIGIN_FIELDS:
            draft.refuse("base", "The record is synced with an ERP system and cannot be changed")
        self._check(spec, draft)
        self.put(spec, row, draft.fields)
        spec.sequel(self, self.company, row)
        return row

    def new_id(self) -> int:
        return self.world.new_id()

    def put(self, spec: Resource, row: Row, fields: Json) -> None:
        """Change fields without any check."""
        before = row.origin_id
        row.body.update(fields)
        row.updated_at = self.world.now()
        self.company.collection(spec.name).index_origin(row, before)
        self.tell(spec, row, EventType.UPDATE)

    def delete(self, resource: str, row: Row) -> None:
        """Records stay, with the time of their deletion."""
        spec = RESOURCES[resource]
        row.deleted_at = row.updated_at = self.world.now()
        self.company.collection(resource).index_origin(row, row.origin_id)
        self.tell(spec, row, EventType.DELETE)

    def tell(self, spec: Resource, row: Row, event_type: EventType) -> None:
        """Enqueue the change for every hook that wants it."""
        if spec.webhook is None or not self.world.hooks.by_id:
            return
        event = self._event(spec.webhook, spec, row, event_type)
        for hook in self.world.hooks.wanting(event, self.world.settings.webhook):
            self.world.deliveries.enqueue(hook, replace(event, id=self.world.new_id()))

    def _check(self, spec: Resource, draft: Draft) -> None:
        clean(spec, draft)
        self._check_origin(spec, draft)
        if not draft.errors:
            spec.check(draft)
        if draft.errors:
            raise InvalidRecordError(draft.errors)

    def _check_origin(self, spec: Resource, draft: Draft) -> None:
        """An origin_id is unique for a kind of record in the whole company."""
        origin = draft.fields.get("origin_id")
        holder = self.company.collection(spec.name).by_origin(str(origin)) if origin else None
        if holder is not None and holder is not draft.row:
            draft.refuse("origin_id", "has already been taken")

    def _event(self, name: str, spec: Resource, row: Row, event_type: EventType) -> Event:
        at = self.world.clock.now()
        parent = RESOURCES[spec.parent].webhook if spec.parent is not None else None
        related = ((row.holder_id, parent),) if parent is not None and row.holder_id is not None else ()
        named = self.world.settings.webhook.name_source_application
        return Event(
            id=0,
            ulid=new_ulid(at, self.world.rng),
            at=at,
            event_type=event_type,
            resource_name=name,
            resource_id=row.id,
            company_id=self.company.id,
            project_id=row.project_id,
            user_id=self.actor.user_id,
            application_id=self.actor.client_id if named else None,
            related=related,
        )
