"""What has to be switched on in Procore: app installed, projects permitted, tools enabled (procore.md 1 and 8)."""

from typing import Final

from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.clients.procore.models.projects import Project
from fieldledger.domain.preflight import CheckItem, Finding
from fieldledger.result import Result
from fieldledger.services.connecting.preflight import finding, missing

# Every project costs four calls, so a check looks at some and says so.
MOST_PROJECTS: Final = 10


class ProcoreChecks:
    """Implements ``VendorChecks``."""

    def __init__(self, procore: ProcoreApi) -> None:
        self._procore = procore

    async def items(self, company_id: str, account_id: str) -> list[CheckItem]:
        """The account behind the token, the installation, the permitted projects, and the tools of some of them."""
        me = await self._procore.preflight.me(company_id, addressed=True)
        found = [finding("token", me, f"signed in as {me.map(lambda who: who.name or who.id).unwrap_or('')}")]
        if me.failed:
            return found
        found.append(await self._installed(company_id, account_id))
        if found[-1].finding is not Finding.OK:
            return found
        projects = await self._procore.projects.page(company_id)
        good = projects.map(lambda page: page.rows.good).unwrap_or(())
        found.append(_permitted(projects.map(lambda page: page.total), good))
        found.append(finding("vendors", await self._procore.vendors.page(company_id), "vendors can be read"))
        active = [project for project in good if project.active][:MOST_PROJECTS]
        for project in active:
            found.extend(await self._tools(company_id, project))
        return found

    async def _installed(self, company_id: str, account_id: str) -> CheckItem:
        page = 1
        while True:
            companies = await self._procore.preflight.companies(company_id, page, addressed=True)
            if companies.failed:
                return finding("installation", companies, "")
            if any(company.id == account_id for company in companies.unwrap().rows.good):
                return CheckItem(name="installation", finding=Finding.OK, message="the app is installed")
            following = companies.unwrap().next_page
            if following is None:
                return missing("installation", "the app is not installed in this Procore company")
            page = following

    async def _tools(self, company_id: str, project: Project) -> list[CheckItem]:
        """One read of each tool that the money flows need: a disabled tool and a forbidden project answer alike."""
        api, where = self._procore, f"project {project.name}"
        asked = {
            "commitments": await api.subcontracts.page(company_id, project.id),
            "subcontractor invoices": await api.requisitions.page(company_id, project.id),
            "direct costs": await api.direct_costs.page(company_id, project.id),
            "prime contracts": await api.prime_contracts.page(company_id, project.id),
        }
        return [finding(f"{where}: {tool}", answer, f"{tool} can be read") for tool, answer in asked.items()]


def _permitted(total: Result[int | None], projects: tuple[Project, ...]) -> CheckItem:
    count = total.unwrap_or(None) or len(projects)
    item = finding("projects", total, f"{count} projects are permitted; the tools of {MOST_PROJECTS} were looked at")
    if item.finding is Finding.OK and not projects:
        return missing("projects", "no project is on the app's list of permitted projects in Procore")
    return item
