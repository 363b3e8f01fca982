"""Canonical records from what the field systems show: the first one founds a record, the others add to it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.field_merging import Merged, merge_fields
from fieldledger.domain.identity import Identity, IdentityKind
from fieldledger.domain.identity_rules import IdentityRules
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.project import MADE_HERE, Project
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.canonical import KEPT, CanonicalRecord, CanonicalRecords
from fieldledger.repositories.documents import Write
from fieldledger.repositories.identities import Identities
from fieldledger.repositories.mirror import Mirror
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM, audit_entry
from fieldledger.services.crosswalk.comparing import Comparing
from fieldledger.services.crosswalk.lists import COMPARED, mirrored_party
from fieldledger.services.crosswalk.placing import Asked, Placing
from fieldledger.services.crosswalk.record_fields import Origin, Sighting, built, fields_of
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.writing import Transactions

_TRIES: Final = 3
_MIRRORED: Final = frozenset({VendorName.PROCORE})
"""Raken's sync keeps its records itself; the books name what exists and found nothing."""


@dataclass(frozen=True, slots=True)
class Keepers:
    """Where records, identities and what was decided about them are kept."""

    identities: Identities
    records: CanonicalRecords
    mirror: Mirror
    audit: AuditTrail
    transactions: Transactions
    inbox: Inbox


class RecordKeeping:
    """Keeps canonical records of one company. What did not change is not written."""

    def __init__(self, comparing: Comparing, placing: Placing, keepers: Keepers, clock: Clock) -> None:
        self._comparing = comparing
        self._placing = placing
        self._keepers = keepers
        self._clock = clock

    async def from_mirror(self, company_id: str, resource: SyncResource, record_ids: Collection[str]) -> Result[int]:
        """Records of a vendor that is only mirrored; the answer counts those written."""
        kind = COMPARED.get(resource)
        if kind is None or resource.vendor not in _MIRRORED:
            return Result.ok(0)
        found = await self._keepers.mirror.get_many(company_id, resource, [(None, key) for key in record_ids])
        if found.failed:
            return found.failure()
        sightings = [mirrored_sighting(kind, record) for record in found.unwrap() if _real(record)]
        return await self.keep(Asked(company_id, kind, resource.vendor, sightings))

    async def keep(self, asked: Asked) -> Result[int]:
        """Each sighting ends up in the record that it belongs to; the answer counts records written.

        A value that was not taken is in the audit trail; one that contradicts an identifier is a ``LINK_CONFLICT`` in
        the inbox. ``VERSION_CONFLICT`` if others kept changing a record.
        """
        rules = await self._comparing.rules(asked.company_id)
        if rules.failed or asked.kind not in KEPT:
            return rules.map(lambda _: 0)
        placed = await self._placing.place(asked, rules.unwrap())
        if placed.failed:
            return placed.failure()
        written = 0
        for sighting in asked.sightings:
            canonical_id = placed.unwrap().get(sighting.vendor_id)
            if canonical_id is None:
                continue
            origin = Origin(asked.company_id, asked.kind, canonical_id, asked.vendor)
            done = await self._keep(origin, sighting, rules.unwrap())
            if done.failed:
                return done.failure()
            written += done.unwrap()
        return Result.ok(written)

    async def _keep(self, origin: Origin, sighting: Sighting, rules: IdentityRules) -> Result[int]:
        for _ in range(_TRIES):
            held = await self._keepers.records.held(origin.company_id, origin.kind, [origin.canonical_id])
            known = await self._keepers.identities.of(origin.company_id, origin.kind, [origin.canonical_id])
            if held.failed or known.failed:
                return held.failure() if held.failed else known.failure()
            record = held.unwrap().get(origin.canonical_id)
            merged = _merge(origin, record, known.unwrap()[origin.canonical_id], sighting, rules)
            done = await self._write(origin, record, sighting, merged)
            if done.error_code != ErrorCode.VERSION_CONFLICT:
                return done
        return Result.fail("the record kept changing while it was kept", ErrorCode.VERSION_CONFLICT)

    async def _write(
        self, origin: Origin, held: CanonicalRecord | None, sighting: Sighting, merged: Merged
    ) -> Result[int]:
        writes: list[Write] = []
        if held is None or merged.changed:
            source = Origin(origin.company_id, origin.kind, origin.canonical_id, held.source if held else origin.source)
            version = 0 if held is None else held.version
            record = built(source, merged.values, sighting.updated_at, version)
            if isinstance(record, Project) and isinstance(held, Project):
                record = record.with_what_people_said(held)
            writes.append(self._keepers.records.write(record))
        if merged.lost:
            writes.append(self._keepers.audit.write(_entry(origin, merged, self._clock)))
        if merged.conflicts:
            raised = await self._keepers.inbox.writes(origin.company_id, [_problem(origin, sighting, merged)])
            if raised.failed:
                return raised.failure()
            writes.extend(raised.unwrap())
        written = await self._keepers.transactions.transact(writes) if writes else Result.ok(None)
        if written.failed:
            return written.failure()
        if writes:
            log_mutation(LogEvent.RECORD_SAVED, SYSTEM, origin.canonical_id, kind=origin.kind, source=origin.source)
        return Result.ok(1 if held is None or merged.changed else 0)


def _real(record: MirrorRecord) -> bool:
    """Templates and demonstration projects of Procore are nobody's job (procore.md 12)."""
    return not (record.facts.get("template") or record.facts.get("demo"))


def mirrored_sighting(kind: IdentityKind, record: MirrorRecord) -> Sighting:
    """A mirrored record as fields of ours."""
    party = mirrored_party(record)
    status = "deleted" if record.deleted and kind is not IdentityKind.SUPPLIER else "inactive"
    fields: dict[str, str | None] = {"number": party.number, "status": "active" if party.active else status}
    if kind is IdentityKind.EMPLOYEE:
        first, last = (str(record.facts.get(key) or "") for key in ("first_name", "last_name"))
        fields |= {"first_name": first or party.name, "last_name": last, "email": party.email}
    else:
        fields["name"] = party.name
        fields |= {"email": party.email} if kind is IdentityKind.SUPPLIER else {}
    return Sighting(record.record_id, fields, record.source_updated_at)


def _merge(
    origin: Origin, held: CanonicalRecord | None, identity: Identity, sighting: Sighting, rules: IdentityRules
) -> Merged:
    """A record that only this vendor knows is what the vendor says, empty values included.

    Of one that people made here, a vendor only fills what is empty.
    """
    vendor = VendorName(origin.source)
    before = None if held is None else fields_of(held)
    others = {link.vendor for link in identity.links}
    if held is not None and held.source in VendorName:
        others.add(VendorName(held.source))
    made_here = held is not None and held.source == MADE_HERE
    if before is not None and others == {vendor} and not made_here:
        changed = {key: (before.get(key), value) for key, value in sighting.fields.items() if before.get(key) != value}
        return Merged({**before, **sighting.fields}, changed, {}, ())
    known_by = frozenset(others - {vendor})
    modes = rules.modes_for(origin.kind, sighting.fields, vendor, known_by, made_here=made_here)
    return merge_fields(before, sighting.fields, modes)


def _entry(origin: Origin, merged: Merged, clock: Clock) -> AuditEntry:
    before = {field: str(kept or "") for field, (kept, _) in merged.lost.items()}
    after = {field: str(offered or "") for field, (_, offered) in merged.lost.items()}
    after |= {"not_taken_from": origin.source}
    subject = f"{origin.kind}:{origin.canonical_id}"
    return audit_entry(
        origin.company_id, SYSTEM, LogEvent.VALUES_NOT_TAKEN, subject, clock.now(), before=before, after=after
    )


def _problem(origin: Origin, sighting: Sighting, merged: Merged) -> Problem:
    fields = ", ".join(merged.conflicts)
    details = {"fields": fields, "vendor": origin.source, "vendor_id": sighting.vendor_id}
    text = f"{origin.source} has another {fields} for this {origin.kind}: it may be another one"
    return Problem(ErrorCode.LINK_CONFLICT, f"{origin.kind}:{origin.canonical_id}", text, details)
