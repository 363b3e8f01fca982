"""A job as its costs are looked for: what the vendors call it, and how its codes are written."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from fieldledger.domain.company import Company
from fieldledger.domain.connection import VendorName
from fieldledger.domain.facts.procore_cost_codes import CostCodeFacts
from fieldledger.domain.foundation_mappings import FoundationMappings
from fieldledger.domain.identity import Identity, IdentityKind, founder_record
from fieldledger.domain.posting import Target
from fieldledger.domain.project import Project
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.visibility import EVERY_PROJECT, VisibleProjects
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.identities import Identities
from fieldledger.repositories.mappings_for_foundation import MappingsForFoundation
from fieldledger.repositories.mirror import Mirror
from fieldledger.repositories.projects import Projects
from fieldledger.result import ErrorCode, Result
from fieldledger.services.job_cost.codes import CodeBook
from fieldledger.services.job_cost.mirrored import living


@dataclass(frozen=True, slots=True)
class Job:
    """A job, what the vendors call it, and how its codes are written."""

    company: Company
    project: Project
    identity: Identity
    names: Mapping[VendorName, str]
    book: CodeBook

    def name_at(self, vendor: VendorName) -> str | None:
        """The vendor's id of the job."""
        return self.names.get(vendor)

    @property
    def hours(self) -> Target:
        """The books that say what its hours cost."""
        return "foundation" if "foundation" in self.company.books.time else "quickbooks"

    @property
    def ours(self) -> frozenset[str]:
        """Every id that it has, or had, here."""
        return frozenset({self.project.project_id, self.identity.canonical_id, *self.identity.aliases})


class Jobs:
    """Finds one job at a time."""

    def __init__(
        self,
        companies: Companies,
        projects: Projects,
        identities: Identities,
        foundation: MappingsForFoundation,
        mirror: Mirror,
    ) -> None:
        self._companies = companies
        self._projects = projects
        self._identities = identities
        self._foundation = foundation
        self._mirror = mirror

    async def visible(self, company_id: str, project_id: str, visible: VisibleProjects = EVERY_PROJECT) -> Result[Job]:
        """Codes: ``NOT_FOUND``, also for a job that the caller may not see; ``COMPANY_NOT_CONFIGURED``."""
        if not visible.includes(project_id):
            return Result.fail("The project was not found", ErrorCode.NOT_FOUND)
        project, company, identity, mappings = await asyncio.gather(
            self._projects.get(company_id, project_id),
            self._companies.get(company_id),
            self._identities.of(company_id, IdentityKind.PROJECT, [project_id]),
            self._foundation.mappings(company_id),
        )
        for read in (project, identity, mappings):
            if read.failed:
                return read.failure()
        if company.error_code == ErrorCode.NOT_FOUND:
            return Result.fail("the company is not set up yet", ErrorCode.COMPANY_NOT_CONFIGURED)
        if company.failed:
            return company.failure()
        known = identity.unwrap()[project_id]
        names = _names(project.unwrap(), known, mappings.unwrap())
        codes = await living(
            self._mirror, company_id, SyncResource.PROCORE_COST_CODES, CostCodeFacts, names.get(VendorName.PROCORE)
        )
        style = company.unwrap().cost_code_format
        return codes.map(
            lambda found: Job(
                company.unwrap(), project.unwrap(), known, names, CodeBook(style, mappings.unwrap(), found)
            )
        )


def _names(project: Project, identity: Identity, mappings: FoundationMappings) -> dict[VendorName, str]:
    """By links; the record that founded a job needs none, and a number may be FOUNDATION's id."""
    names = {vendor: link.vendor_id for vendor in VendorName if (link := identity.link(vendor)) is not None}
    founder = founder_record(project.source, identity.canonical_id)
    if founder is not None:
        names.setdefault(*founder)
    if mappings.numbers_are_ids and project.number:
        names.setdefault(VendorName.FOUNDATION, project.number.strip())
    return names
