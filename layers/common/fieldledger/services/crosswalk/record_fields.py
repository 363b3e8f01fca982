"""Canonical records as fields that vendors' values are merged into, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fieldledger.domain.employee import Employee, EmployeeStatus
from fieldledger.domain.field_merging import Fields
from fieldledger.domain.hashing import content_hash
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.party import Party
from fieldledger.domain.project import Project, ProjectStatus
from fieldledger.domain.supplier import Supplier
from fieldledger.repositories.canonical import CanonicalRecord

FIELDS: Final[Mapping[IdentityKind, tuple[str, ...]]] = {
    IdentityKind.PROJECT: ("number", "name", "status"),
    IdentityKind.EMPLOYEE: ("number", "first_name", "last_name", "email", "status"),
    IdentityKind.SUPPLIER: ("number", "name", "email", "status"),
}


@dataclass(frozen=True, slots=True)
class Sighting:
    """A vendor's record as it was seen; ``fields`` are those of ``FIELDS``, a status is one of our words."""

    vendor_id: str
    fields: Fields
    updated_at: datetime | None = None

    @property
    def name(self) -> str:
        """As people say it."""
        both = (self.fields.get("first_name"), self.fields.get("last_name"))
        return self.fields.get("name") or " ".join(part for part in both if part)

    @property
    def party(self) -> Party:
        """For comparing it with ours."""
        active = self.fields.get("status") in {None, "active", "invited"}
        return Party(self.vendor_id, self.name, self.fields.get("number"), self.fields.get("email"), active=active)


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose record it is, under which id of ours."""

    company_id: str
    kind: IdentityKind
    canonical_id: str
    source: str


def fields_of(record: CanonicalRecord) -> Fields:
    """What is merged."""
    match record:
        case Project():
            return {"number": record.number, "name": record.name, "status": record.status.value}
        case Employee():
            return {
                "number": record.number,
                "first_name": record.first_name,
                "last_name": record.last_name,
                "email": record.email,
                "status": record.status.value,
            }
        case Supplier():
            status = "active" if record.active else "inactive"
            return {"number": record.number, "name": record.name, "email": record.email, "status": status}


def built(origin: Origin, values: Fields, updated_at: datetime | None, version: int) -> CanonicalRecord:
    """The record with these values; an unknown status reads as active, since no status hides a record."""
    common: dict[str, object] = {
        "company_id": origin.company_id,
        "source": origin.source,
        "number": values.get("number") or None,
        "content_hash": content_hash(dict(values)),
        "version": version,
    }
    own: dict[str, object]
    match origin.kind:
        case IdentityKind.EMPLOYEE:
            names = {key: values.get(key) or "" for key in ("first_name", "last_name")}
            status = EmployeeStatus(values.get("status") or "active")
            own = {"employee_id": origin.canonical_id, "email": values.get("email") or None, "status": status}
            return Employee.model_validate(common | names | own)
        case IdentityKind.SUPPLIER:
            active = values.get("status") in {None, "active"}
            own = {"supplier_id": origin.canonical_id, "email": values.get("email") or None, "active": active}
            return Supplier.model_validate(
                common | own | {"name": values.get("name") or "", "source_updated_at": updated_at}
            )
        case _:
            status_of_job = ProjectStatus(values.get("status") or "active")
            own = {"project_id": origin.canonical_id, "name": values.get("name") or "", "status": status_of_job}
            return Project.model_validate(common | own | {"source_updated_at": updated_at})
