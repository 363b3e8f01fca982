"""A company's records and its vendors' lists in a store of their own, with the crosswalk over them."""

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import JsonValue

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.company import Company
from fieldledger.domain.connection import VendorName
from fieldledger.domain.crosswalk import Counterpart, CounterpartKind
from fieldledger.domain.employee import Employee, EmployeeStatus
from fieldledger.domain.identity import Identity, IdentityKind, Link
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.project import Project, ProjectStatus
from fieldledger.domain.supplier import Supplier
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.canonical import CanonicalRecord, DocumentCanonicalRecords
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.parties import DocumentParties
from fieldledger.result import Result
from fieldledger.services.crosswalk.deciding import Wanted
from fieldledger.services.crosswalk.doubles import Doubles, Doubling
from fieldledger.services.crosswalk.links import LinkAnswer
from fieldledger.services.crosswalk.unlinking import UnlinkWish
from fieldledger.wiring.crosswalk import crosswalk_over
from tests.builders import ACCOUNTANT, COMPANY, CONTENT_HASH, SYNCED_AT, a_counterpart, a_project, an_employee
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow.doubles import RecordingQueue

PROJECT, EMPLOYEE, SUPPLIER = IdentityKind.PROJECT, IdentityKind.EMPLOYEE, IdentityKind.SUPPLIER
QUICKBOOKS, FOUNDATION = VendorName.QUICKBOOKS, VendorName.FOUNDATION
PROCORE, RAKEN = VendorName.PROCORE, VendorName.RAKEN


class Office:
    """One company."""

    def __init__(self) -> None:
        self.store = InMemoryDocumentStore()
        self.queue = RecordingQueue()
        self.clock = FakeClock()
        self.parts = crosswalk_over(self.store, self.queue, self.clock)
        self.identities = DocumentIdentities(self.store)
        self.records = DocumentCanonicalRecords(self.store)
        self.mirror = DocumentMirror(self.store)

    async def company(self, company: Company) -> None:
        """Settings that differ from the usual ones."""
        (await DocumentCompanies(self.store).save(company)).unwrap()

    async def job(
        self,
        project_id: str,
        number: str | None = "2214",
        name: str = "Riverside Clinic",
        *,
        source: str = "raken",
        status: ProjectStatus = ProjectStatus.ACTIVE,
    ) -> None:
        """A job of ours."""
        await self._save(a_project(project_id=project_id, number=number, name=name, source=source, status=status))

    async def worker(
        self,
        employee_id: str,
        number: str | None = "107",
        name: str = "Rosa Delgado",
        *,
        email: str | None = None,
        status: EmployeeStatus = EmployeeStatus.ACTIVE,
    ) -> None:
        """A worker of ours."""
        first, _, last = name.partition(" ")
        await self._save(
            an_employee(
                employee_id=employee_id, number=number, first_name=first, last_name=last, email=email, status=status
            )
        )

    async def supplier(self, supplier_id: str, name: str, number: str | None = None) -> None:
        """A subcontractor of ours."""
        await self._save(
            Supplier(
                company_id=COMPANY,
                supplier_id=supplier_id,
                source="procore",
                name=name,
                number=number,
                content_hash=CONTENT_HASH,
            )
        )

    async def _save(self, record: CanonicalRecord) -> None:
        (await self.store.transact([self.records.write(record)])).unwrap()

    async def books_worker(self, vendor_id: str, name: str, number: str | None, *, email: str | None = None) -> None:
        """An employee of QuickBooks."""
        row = a_counterpart(vendor_id=vendor_id, display_name=name, number=number, email=email)
        await self.books(row)

    async def customer(self, vendor_id: str, name: str, *, active: bool = True) -> None:
        """A customer of QuickBooks."""
        kind = CounterpartKind.CUSTOMER
        row = a_counterpart(kind=kind, vendor_id=vendor_id, display_name=name, number=None, active=active)
        await self.books(row)

    async def books(self, *rows: Counterpart) -> None:
        """Rows of QuickBooks' lists."""
        (await DocumentCrosswalk(self.store).save_counterparts(rows)).unwrap()

    async def shows(
        self, resource: SyncResource, record_id: str, facts: Mapping[str, JsonValue], *, deleted: bool = False
    ) -> None:
        """A vendor's record as a sync mirrors it."""
        held = (await self.mirror.find(COMPANY, resource, record_id)).unwrap()
        record = MirrorRecord(
            company_id=COMPANY,
            resource=resource,
            record_id=record_id,
            facts=dict(facts),
            content_hash=CONTENT_HASH,
            deleted_at=SYNCED_AT if deleted else None,
            written_at=SYNCED_AT,
            version=0 if held is None else held.version,
        )
        (await self.mirror.save(record)).unwrap()

    async def foundation_job(
        self,
        job_no: str,
        name: str,
        *,
        opened_on: date | None = None,
        status: str = "active",
        job_number: str | None = None,
    ) -> None:
        """A job of FOUNDATION."""
        day = None if opened_on is None else opened_on.isoformat()
        facts = {"name": name, "start_date": day, "status": status, "job_number": job_number}
        await self.shows(SyncResource.FOUNDATION_JOBS, job_no, facts)

    async def shows_vendor(self, vendor_no: str, name: str) -> None:
        """A vendor of FOUNDATION."""
        await self.shows(SyncResource.FOUNDATION_VENDORS, vendor_no, {"name": name})

    async def confirm(
        self,
        kind: IdentityKind,
        canonical_id: str,
        vendor: VendorName,
        vendor_id: str,
        *,
        replace: bool = False,
        user_id: str = ACCOUNTANT,
    ) -> Result[LinkAnswer]:
        """A person links."""
        wanted = Wanted(COMPANY, kind, canonical_id, vendor, vendor_id, user_id, "knows it", replace=replace)
        return await self.parts.links.confirm(user_id, wanted)

    async def unlink(
        self, kind: IdentityKind, canonical_id: str, vendor: VendorName, reason: str, vendor_id: str | None = None
    ) -> Result[LinkAnswer]:
        """A person takes a link away."""
        wish = UnlinkWish(COMPANY, kind, canonical_id, vendor, reason, vendor_id)
        return await self.parts.unlinking.unlink(ACCOUNTANT, wish)

    async def doubles(self, kind: IdentityKind) -> tuple[Doubles, ...]:
        """Ours that may be one."""
        doubling = Doubling(self.identities, DocumentParties(self.store))
        return (await doubling.page(COMPANY, kind, 10, None)).unwrap().items

    async def identity(self, kind: IdentityKind, canonical_id: str) -> Identity:
        """What is known of one of ours."""
        return (await self.parts.links.look_up(COMPANY, kind, canonical_id)).unwrap()

    async def link(self, kind: IdentityKind, canonical_id: str, vendor: VendorName) -> Link | None:
        """Its link to a vendor."""
        return (await self.identity(kind, canonical_id)).link(vendor)

    async def projects(self) -> dict[str, Project]:
        """All jobs, by id."""
        documents = self.store.documents(TableName.RECORDS)
        bodies = [document.body for document in documents if document.sk.startswith("PROJECT#")]
        return {found.project_id: found for found in map(Project.model_validate_json, bodies)}

    async def employees(self) -> dict[str, Employee]:
        """All workers, by id."""
        documents = self.store.documents(TableName.RECORDS)
        bodies = [document.body for document in documents if document.sk.startswith("EMPLOYEE#")]
        return {found.employee_id: found for found in map(Employee.model_validate_json, bodies)}

    def audit(self, action: str) -> list[AuditEntry]:
        """Entries of one kind, oldest first."""
        bodies = [document.body for document in self.store.documents(TableName.AUDIT)]
        entries: Sequence[AuditEntry] = [AuditEntry.model_validate_json(body) for body in bodies]
        return [entry for entry in entries if entry.action == action]
