"""Procore: a dozen reads of a sandbox company (procore.md 14)."""

from collections.abc import Mapping
from typing import Final

from fieldledger.clients.http_library import AsyncClient
from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.clients.procore.client import ProcoreClient, procore_windows
from fieldledger.clients.procore.models.projects import Project
from local.verify.access import COMPANY, GivenToken, Straight, access
from local.verify.verdicts import Checked, judged, readable

NEEDS: Final = ("PROCORE_ACCESS_TOKEN", "PROCORE_COMPANY_ID")
URL: Final = ("PROCORE_API_URL", "https://sandbox.procore.com")


async def check(http: AsyncClient, values: Mapping[str, str], url: str) -> list[Checked]:
    """Who we are, the lists of the company, and those of its first project."""
    line = Straight()
    token = GivenToken(values["PROCORE_ACCESS_TOKEN"], values["PROCORE_COMPANY_ID"])
    api = ProcoreApi(ProcoreClient(access(http, token, procore_windows(3600, 25), line), url))
    companies = await api.preflight.companies(COMPANY, addressed=True)
    projects = await api.projects.page(COMPANY)
    vendors = await api.vendors.page(COMPANY)
    found = [
        judged(
            "the token says who it is", "1", await api.preflight.me(COMPANY, addressed=True), lambda me: bool(me.id)
        ),
        judged("the company is among ours", "1", companies, lambda page: token.account_id in _ids(page.rows.good)),
        judged("answers carry the rate headers", "2", projects, lambda _: line.sent("x-rate-limit-remaining")),
        judged("lists say their total", "3", projects, lambda page: page.total is not None),
        judged("projects read as our model", "6", projects, lambda page: readable(page.rows)),
        judged("vendors read as our model", "6", vendors, lambda page: readable(page.rows)),
    ]
    good = projects.map(lambda page: page.rows.good).unwrap_or(())
    return found + (await _of_project(api, good[0]) if good else [])


async def _of_project(api: ProcoreApi, project: Project) -> list[Checked]:
    asked = {
        "subcontracts": await api.subcontracts.page(COMPANY, project.id),
        "purchase orders": await api.purchase_orders.page(COMPANY, project.id),
        "requisitions": await api.requisitions.page(COMPANY, project.id),
        "direct costs": await api.direct_costs.page(COMPANY, project.id),
        "prime contracts": await api.prime_contracts.page(COMPANY, project.id),
        "payment applications": await api.payment_applications.page(COMPANY, project.id),
    }
    return [
        judged(f"{what} read as our model", "6", page, lambda found: readable(found.rows))
        for what, page in asked.items()
    ]


def _ids(records: object) -> set[str]:
    return {str(getattr(record, "id", "")) for record in records} if isinstance(records, tuple) else set()
