"""Reads that show whether the setup in Procore is complete, before anything else is tried (procore.md 1 and 8)."""

from typing import Final

from fieldledger.clients.procore.models.companies import Company, Me, Tool
from fieldledger.clients.procore.paging import ProcorePage, read_page
from fieldledger.clients.procore.requester import fetch_page, path
from fieldledger.clients.procore.resources.base import Resource
from fieldledger.clients.reading import read_record
from fieldledger.result import Result

_COMPANIES: Final = 100


class Preflight(Resource):
    """Who we are, which companies have the app, which tools a project has. Projects are under ``Projects``."""

    async def me(self, company_id: str, *, addressed: bool = False) -> Result[Me]:
        """``GET /rest/v1.0/me``; the company header goes along only if ``addressed``: it may not be known yet."""
        answered = await self._requester.get(company_id, "/rest/v1.0/me", addressed=addressed)
        return answered.and_then(lambda answer: read_record(answer, Me))

    async def companies(
        self, company_id: str, page: int = 1, *, addressed: bool = False
    ) -> Result[ProcorePage[Company]]:
        """``GET /rest/v1.0/companies``: with a service account, those that have installed the app."""
        params = {"page": str(page), "per_page": str(_COMPANIES)}
        answered = await self._requester.get(company_id, "/rest/v1.0/companies", params, addressed=addressed)
        return answered.and_then(lambda answer: read_page(answer, Company, page, _COMPANIES))

    async def tools(self, company_id: str, project_id: str, page: int = 1) -> Result[ProcorePage[Tool]]:
        """``GET /rest/v1.0/projects/{id}/tools``: the tools of a project and whether they are active."""
        where = path("/rest/v1.0/projects/{project}/tools", project=project_id)
        return await fetch_page(self._requester, company_id, where, Tool, page)
