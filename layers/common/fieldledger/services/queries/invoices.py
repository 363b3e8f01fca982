"""Reading invoices of one side with the names that a person needs to judge them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from fieldledger.domain.company import ApprovalRules
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.invoice import Invoice, InvoiceStatus
from fieldledger.domain.project import Project
from fieldledger.domain.supplier import Supplier
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.domain.visibility import VisibleProjects
from fieldledger.repositories.canonical import CanonicalRecord, CanonicalRecords
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.identities import Identities, survivors
from fieldledger.repositories.invoice_records import InvoiceDays, InvoiceRecords
from fieldledger.repositories.paging import Slice
from fieldledger.result import ErrorCode, Result

_READS: Final = 10
"""Pages that are read for one page of the answer: filters that fit little end it early, and the cursor goes on."""


@dataclass(frozen=True, slots=True)
class InvoiceFilters:
    """What a list is narrowed to; ``vendor_id`` is our id of the subcontractor."""

    days: InvoiceDays = field(default_factory=InvoiceDays)
    status: InvoiceStatus | None = None
    project_id: str | None = None
    vendor_id: str | None = None


@dataclass(frozen=True, slots=True)
class ShownInvoice[M: Invoice]:
    """``project`` and ``supplier`` are those that the invoice's ids stand for by now; None if nobody knows them here.

    ``needs_two``: above the company's limit, as it is now.
    """

    invoice: M
    project: Project | None
    supplier: Supplier | None
    needs_two: bool


@dataclass(frozen=True, slots=True)
class _Survivors:
    """The ids that the invoices' ids stand for by now."""

    projects: Mapping[str, str]
    suppliers: Mapping[str, str]

    def project_of(self, invoice: Invoice) -> str | None:
        return None if invoice.project_id is None else self.projects[invoice.project_id]

    def supplier_of(self, invoice: Invoice) -> str | None:
        mine = _supplier_id(invoice)
        return None if mine is None else self.suppliers[mine]


@dataclass(frozen=True, slots=True)
class _Names:
    """Records by id; a project and a subcontractor may have the same id."""

    projects: Mapping[str, CanonicalRecord]
    suppliers: Mapping[str, CanonicalRecord]


class InvoiceQueries[M: Invoice]:
    """Invoices of one company."""

    def __init__(
        self,
        invoices: InvoiceRecords[M],
        companies: Companies,
        records: CanonicalRecords,
        identities: Identities,
    ) -> None:
        self._invoices: InvoiceRecords[M] = invoices
        self._companies = companies
        self._records = records
        self._identities = identities

    async def page(
        self,
        company_id: str,
        filters: InvoiceFilters,
        visible: VisibleProjects,
        limit: int,
        start: StartKey | None,
    ) -> Result[Slice[ShownInvoice[M]]]:
        """A page by the invoices' dates. What is filtered out does not count, but a page may still be a short one."""
        shown: list[ShownInvoice[M]] = []
        for _ in range(_READS):
            page = await self._invoices.by_date(company_id, filters.days, limit - len(shown), start)
            if page.failed:
                return page.failure()
            fitting = await self._fitting(company_id, page.unwrap().items, filters, visible)
            if fitting.failed:
                return fitting.failure()
            shown.extend(fitting.unwrap())
            start = page.unwrap().next_start
            if start is None or len(shown) >= limit:
                break
        return Result.ok(Slice(tuple(shown), start))

    async def get(self, company_id: str, invoice_id: str, visible: VisibleProjects) -> Result[ShownInvoice[M]]:
        """``NOT_FOUND`` also for another company's invoice and for one of a project that the caller does not see."""
        found = await self._invoices.find(company_id, invoice_id)
        if found.failed:
            return found.failure()
        invoice = found.unwrap()
        listed = [] if invoice is None else [invoice]
        shown = await self._fitting(company_id, listed, InvoiceFilters(), visible)
        if shown.failed:
            return shown.failure()
        if not shown.unwrap():
            return Result.fail("The invoice was not found", ErrorCode.NOT_FOUND)
        return Result.ok(shown.unwrap()[0])

    async def _fitting(
        self, company_id: str, invoices: Sequence[M], filters: InvoiceFilters, visible: VisibleProjects
    ) -> Result[list[ShownInvoice[M]]]:
        ids = await self._survivors(company_id, invoices)
        if ids.failed:
            return ids.failure()
        known = ids.unwrap()
        fitting = [each for each in invoices if _fits(each, known, filters, visible)]
        return await self._shown(company_id, fitting, known) if fitting else Result.ok([])

    async def _survivors(self, company_id: str, invoices: Sequence[M]) -> Result[_Survivors]:
        jobs = [each.project_id for each in invoices if each.project_id is not None]
        parties = [mine for each in invoices if (mine := _supplier_id(each)) is not None]
        projects = await survivors(self._identities, company_id, IdentityKind.PROJECT, jobs)
        suppliers = await survivors(self._identities, company_id, IdentityKind.SUPPLIER, parties)
        if projects.failed or suppliers.failed:
            return projects.failure() if projects.failed else suppliers.failure()
        return Result.ok(_Survivors(projects.unwrap(), suppliers.unwrap()))

    async def _shown(self, company_id: str, invoices: Sequence[M], ids: _Survivors) -> Result[list[ShownInvoice[M]]]:
        jobs = sorted({job for each in invoices if (job := ids.project_of(each)) is not None})
        parties = sorted({party for each in invoices if (party := ids.supplier_of(each)) is not None})
        projects = await self._records.held(company_id, IdentityKind.PROJECT, jobs)
        suppliers = await self._records.held(company_id, IdentityKind.SUPPLIER, parties)
        rules = await self._rules(company_id)
        if projects.failed or suppliers.failed or rules.failed:
            return next(each.failure() for each in (projects, suppliers, rules) if each.failed)
        names = _Names(projects.unwrap(), suppliers.unwrap())
        return Result.ok([_show(each, ids, names, rules.unwrap()) for each in invoices])

    async def _rules(self, company_id: str) -> Result[ApprovalRules]:
        company = await self._companies.get(company_id)
        if company.error_code == ErrorCode.NOT_FOUND:
            return Result.ok(ApprovalRules())
        return company.map(lambda found: found.approvals)


def _show[M: Invoice](invoice: M, ids: _Survivors, names: _Names, rules: ApprovalRules) -> ShownInvoice[M]:
    project = names.projects.get(ids.project_of(invoice) or "")
    supplier = names.suppliers.get(ids.supplier_of(invoice) or "")
    return ShownInvoice(
        invoice,
        project if isinstance(project, Project) else None,
        supplier if isinstance(supplier, Supplier) else None,
        rules.needs_two(invoice.at_stake),
    )


def _fits(invoice: Invoice, ids: _Survivors, filters: InvoiceFilters, visible: VisibleProjects) -> bool:
    project_id = ids.project_of(invoice)
    return (
        visible.includes(project_id)
        and filters.status in {None, invoice.status}
        and filters.project_id in {None, project_id}
        and filters.vendor_id in {None, ids.supplier_of(invoice)}
    )


def _supplier_id(invoice: Invoice) -> str | None:
    return invoice.supplier_id if isinstance(invoice, VendorInvoice) else None
