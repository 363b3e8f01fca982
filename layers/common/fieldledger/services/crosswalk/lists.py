"""What the vendors call jobs, workers and suppliers: their records as last read, for comparing with ours."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final, Protocol

from pydantic import JsonValue

from fieldledger.domain.connection import VendorName
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.identity import IdentityKind, founder_record
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.party import Party
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.crosswalk import Crosswalk
from fieldledger.repositories.mirror import Mirror
from fieldledger.repositories.paging import all_items
from fieldledger.repositories.parties import Parties
from fieldledger.result import Result
from fieldledger.services.posting.matching import as_party

COMPARED: Final[Mapping[SyncResource, IdentityKind]] = {
    SyncResource.PROCORE_PROJECTS: IdentityKind.PROJECT,
    SyncResource.PROCORE_USERS: IdentityKind.EMPLOYEE,
    SyncResource.PROCORE_VENDORS: IdentityKind.SUPPLIER,
    SyncResource.RAKEN_PROJECTS: IdentityKind.PROJECT,
    SyncResource.RAKEN_MEMBERS: IdentityKind.EMPLOYEE,
    SyncResource.FOUNDATION_JOBS: IdentityKind.PROJECT,
    SyncResource.FOUNDATION_EMPLOYEES: IdentityKind.EMPLOYEE,
    SyncResource.FOUNDATION_VENDORS: IdentityKind.SUPPLIER,
    SyncResource.QUICKBOOKS_CUSTOMERS: IdentityKind.PROJECT,
    SyncResource.QUICKBOOKS_EMPLOYEES: IdentityKind.EMPLOYEE,
    SyncResource.QUICKBOOKS_VENDORS: IdentityKind.SUPPLIER,
}
"""Codes are not compared: equal text is the same code, and the rest is a mapping."""
_LISTS: Final[Mapping[IdentityKind, CounterpartKind]] = {
    IdentityKind.PROJECT: CounterpartKind.CUSTOMER,
    IdentityKind.EMPLOYEE: CounterpartKind.EMPLOYEE,
    IdentityKind.SUPPLIER: CounterpartKind.VENDOR,
}
_PAGE: Final = 500
_CLOSED: Final = frozenset({"closed", "inactive", "deleted", "terminated", "i", "c", "t"})
_NUMBERS: Final[Mapping[SyncResource, tuple[str, ...]]] = {
    SyncResource.PROCORE_PROJECTS: ("number", "project_number"),
    SyncResource.PROCORE_USERS: ("number", "employee_number", "employee_id"),
    SyncResource.PROCORE_VENDORS: ("number", "erp_code", "origin_code"),
}
"""Where the number stands. FOUNDATION's is the record's own id: never ``job_number`` (time-and-identity.md D)."""


class VendorLists(Protocol):
    """Access to the vendors' records as parties."""

    async def every(self, company_id: str, kind: IdentityKind, vendor: VendorName) -> Result[list[Party]]:
        """All of a kind that the vendor has or had; those it deleted are not active."""
        ...


class MirroredLists:
    """QuickBooks' name lists, the mirror, and for Raken the records that it founded."""

    def __init__(self, crosswalk: Crosswalk, mirror: Mirror, parties: Parties) -> None:
        self._crosswalk = crosswalk
        self._mirror = mirror
        self._parties = parties

    async def every(self, company_id: str, kind: IdentityKind, vendor: VendorName) -> Result[list[Party]]:
        """One list, page by page."""
        if vendor is VendorName.QUICKBOOKS:
            rows = await self._crosswalk.counterparts(company_id, _LISTS[kind]) if kind in _LISTS else Result.ok([])
            return rows.map(lambda found: [as_party(row) for row in found])
        if vendor is VendorName.RAKEN:
            ours = await self._parties.every(company_id, kind)
            return ours.map(lambda found: [party for party in found if _founded_by(vendor, party)])
        resource = next((each for each, its in COMPARED.items() if its is kind and each.vendor is vendor), None)
        return Result.ok([]) if resource is None else await self._mirrored(company_id, resource)

    async def _mirrored(self, company_id: str, resource: SyncResource) -> Result[list[Party]]:
        listed = await all_items(lambda start: self._mirror.page(company_id, resource, _PAGE, start))
        return listed.map(lambda found: [mirrored_party(record) for record in found])


def mirrored_party(record: MirrorRecord) -> Party:
    """A mirrored record; every resource names its facts in its own way, and what is missing is empty."""
    facts = record.facts
    return Party(
        id=record.record_id,
        name=_name(facts),
        number=_number(record),
        email=_text(facts, "email", "email_address"),
        active=not record.deleted and _active(facts),
        opened_on=_day(facts),
    )


def _founded_by(vendor: VendorName, party: Party) -> bool:
    founder = founder_record(party.source, party.id)
    return founder is not None and founder[0] is vendor


def _number(record: MirrorRecord) -> str | None:
    if record.resource.vendor is VendorName.FOUNDATION:
        return record.record_id
    return _text(record.facts, *_NUMBERS.get(record.resource, ("number",)))


def _name(facts: Mapping[str, JsonValue]) -> str:
    whole = _text(facts, "name", "display_name", "description")
    return whole or " ".join(filter(None, (_text(facts, "first_name"), _text(facts, "last_name"))))


def _active(facts: Mapping[str, JsonValue]) -> bool:
    said = next((facts[key] for key in ("active", "is_active") if isinstance(facts.get(key), bool)), None)
    status = (_text(facts, "status") or "").casefold()
    return said is not False and status not in _CLOSED


def _day(facts: Mapping[str, JsonValue]) -> date | None:
    text = _text(facts, "opened_on", "start_date", "starts_on", "created_at")
    try:
        return None if text is None else datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _text(facts: Mapping[str, JsonValue], *names: str) -> str | None:
    found = (facts.get(name) for name in names)
    return next((str(value).strip() for value in found if isinstance(value, str | int) and str(value).strip()), None)


def parties_by_id(parties: Sequence[Party]) -> dict[str, Party]:
    """For looking them up."""
    return {party.id: party for party in parties}
