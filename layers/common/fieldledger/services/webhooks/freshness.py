"""Which events still need a read: those that happened after what we know of their record."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fieldledger.domain.read_mark import ReadMark
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.repositories.mirror import Mirror, MirrorKey
from fieldledger.repositories.read_marks import ReadMarks
from fieldledger.result import Result
from fieldledger.services.webhooks.subjects import Reach, subject_of
from fieldledger.services.webhooks.targets import Target, Targets


@dataclass(frozen=True, slots=True)
class Fresh:
    """Targets with the events that need a read, and the marks that were found."""

    events: Targets
    marks: Mapping[Target, ReadMark]


class Freshness:
    """Looks at the marks of earlier reads, and at the mirror, which a run may have brought up to date meanwhile."""

    def __init__(self, marks: ReadMarks, mirror: Mirror) -> None:
        self._marks = marks
        self._mirror = mirror

    async def fresh(self, company_id: str, targets: Targets) -> Result[Fresh]:
        """The store's failures."""
        found = await self._marks.get_many(company_id, [target.key for target in targets])
        if found.failed:
            return found.failure()
        marks = {target: mark for target in targets if (mark := found.unwrap().get(target.key)) is not None}
        unread = {
            target: [e for e in events if target not in marks or e.occurred_at > marks[target].covered_until]
            for target, events in targets.items()
        }
        known = await self._known_until(company_id, [target for target, events in unread.items() if events])
        if known.failed:
            return known.failure()
        until = known.unwrap()
        needed = {target: [e for e in told if _is_news(e, until.get(target))] for target, told in unread.items()}
        return Result.ok(Fresh({target: events for target, events in needed.items() if events}, marks))

    async def _known_until(self, company_id: str, targets: list[Target]) -> Result[Mapping[Target, datetime]]:
        """When the records as we hold them were changed last, by the vendor's clock."""
        by_resource: dict[SyncResource, dict[MirrorKey, Target]] = defaultdict(dict)
        for target in targets:
            if not target.is_run:
                by_resource[target.resource][target.key[1:]] = target
        known: dict[Target, datetime] = {}
        for resource, keys in by_resource.items():
            held = await self._mirror.get_many(company_id, resource, list(keys))
            if held.failed:
                return held.failure()
            for record in held.unwrap():
                if record.source_updated_at is not None and not record.deleted:
                    known[keys[record.scope_id, record.record_id]] = record.source_updated_at
        return Result.ok(known)


def _is_news(event: VendorEvent, known_until: datetime | None) -> bool:
    """A line item's change need not touch its parent's time, and a deletion touches no time at all."""
    subject = subject_of(event)
    dated = subject is not None and subject.reach is Reach.RECORD and event.operation != "deleted"
    return known_until is None or not dated or event.occurred_at > known_until
