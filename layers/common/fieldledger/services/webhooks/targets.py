"""From events to what has to be read: many events of one record become one target. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.repositories.read_marks import MarkKey
from fieldledger.services.sync.source import Scope
from fieldledger.services.webhooks.subjects import Reach, Subject, procore_subject

WHOLE_RESOURCE: Final = "*"
"""Stands for the record in the mark of a run."""


@dataclass(frozen=True, slots=True)
class Target:
    """One read, or one run (``record_id`` is ``WHOLE_RESOURCE``)."""

    resource: SyncResource
    scope: Scope | None
    record_id: str

    @property
    def is_run(self) -> bool:
        """Whether a run has to bring it."""
        return self.record_id == WHOLE_RESOURCE

    @property
    def key(self) -> MarkKey:
        """The target's mark."""
        return self.resource, None if self.scope is None else self.scope.scope_id, self.record_id


type Targets = Mapping[Target, list[VendorEvent]]


def targets_of(events: Iterable[tuple[VendorEvent, Subject]]) -> Targets:
    """What ``events`` lead to, in the order of their first event."""
    found: dict[Target, list[VendorEvent]] = defaultdict(list)
    for event, subject in events:
        found[_target(event, subject)].append(event)
    return found


def run_of(resource: SyncResource) -> Target:
    """An incremental run of the whole resource."""
    return Target(resource, None, WHOLE_RESOURCE)


def _target(event: VendorEvent, subject: Subject) -> Target:
    match subject.reach:
        case Reach.RECORD:
            scope = None if subject.of_company else _scope(event)
            return Target(subject.resource, scope, subject.record_id(event.entity_id))
        case Reach.PARENT:
            parent_id = _parent(event, subject.resource)
            return run_of(subject.resource) if parent_id is None else Target(subject.resource, _scope(event), parent_id)
        case Reach.RUN:
            return run_of(subject.resource)


def _scope(event: VendorEvent) -> Scope | None:
    return None if event.scope_id is None else Scope(event.scope_id, event.scope_parent_id)


def _parent(event: VendorEvent, resource: SyncResource) -> str | None:
    """Payload v3.0 names the record that a line item belongs to; the other versions do not."""
    for related in event.related:
        subject = procore_subject(related.entity)
        if subject is not None and subject.resource is resource and subject.reach is Reach.RECORD:
            return subject.record_id(related.entity_id)
    return None
