"""Who calls, which companies and tools there are, and the vendors of a project."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import JsonValue

from simulators.procore import errors
from simulators.procore.calls import Call, Caller
from simulators.procore.catalogue import RESOURCES
from simulators.procore.company import Company
from simulators.procore.contracts import PRIME_CONTRACTS
from simulators.procore.gate import Gate, OpenGate
from simulators.procore.list_routes import PROJECT, PROJECT_V11, V1
from simulators.procore.paging import Paging, page_of
from simulators.procore.record_routes import answer, shown
from simulators.procore.wire import Json, encode

TOOLS: Final = (
    "Admin",
    "Budget",
    "Change Orders",
    "Commitments",
    "Daily Log",
    "Direct Costs",
    "Directory",
    "Invoicing",
    "Portfolio",
    "Prime Contracts",
    "Timesheets",
    "Webhooks",
)


def directory_router(gate: Gate, open_gate: OpenGate) -> APIRouter:
    router = APIRouter()
    _add_open_routes(router, open_gate)
    _add_project_routes(router, gate)

    @router.get(f"{V1}/prime_contract")
    async def prime_contract(call: Call = Depends(gate)) -> Response:
        """A project's prime contract, without its id."""
        resource = RESOURCES[PRIME_CONTRACTS]
        project_id = call.project(resource)
        for row in call.company.collection(resource.name).of_project(project_id):
            if row.deleted_at is None:
                return shown(call, resource, row)
        raise errors.not_found()

    return router


def _add_open_routes(router: APIRouter, gate: OpenGate) -> None:
    @router.get(f"{V1}/me")
    async def me(caller: Caller = Depends(gate)) -> Response:
        account = caller.account
        return answer({"id": account.id, "login": account.login, "name": account.name})

    @router.get(f"{V1}/companies")
    async def companies(caller: Caller = Depends(gate)) -> Response:
        """For a service account, the companies that installed its app."""
        found = [_company_shown(company) for company in _companies_of(caller)]
        page = page_of(caller.request.query_params, Paging(), caller.world.settings)
        part: JsonValue = list[JsonValue](found[(page.number - 1) * page.size : page.number * page.size])
        headers = page.headers(str(caller.request.url.replace(query="")), len(found))
        return Response(encode(part), media_type="application/json", headers=headers)


def _companies_of(caller: Caller) -> list[Company]:
    if caller.account.is_service:
        return [company for company in caller.world.companies.values() if caller.grant.client_id in company.installs]
    return [company for company in caller.world.companies.values() if company.id in caller.account.company_ids]


def _company_shown(company: Company) -> Json:
    return {
        "id": company.id,
        "name": company.name,
        "is_active": company.is_active,
        "logo_url": None,
        "pcn_business_experience": None,
        "my_company": True,
    }


def _add_project_routes(router: APIRouter, gate: Gate) -> None:
    @router.get(f"{PROJECT}/tools")
    async def tools(call: Call = Depends(gate)) -> Response:
        project_id = call.needed("project_id")
        call.check_project(project_id)
        found: list[JsonValue] = [_tool_shown(call, project_id, n, name) for n, name in enumerate(TOOLS)]
        return Response(encode(found), media_type="application/json")

    @router.post(f"{PROJECT_V11}/vendors/{{vendor_id:int}}/actions/add")
    async def add_vendor(call: Call = Depends(gate)) -> Response:
        """Put a vendor of the company into the project's directory."""
        project_id = call.needed("project_id")
        call.check_project(project_id)
        call.check_tool("Directory", project_id)
        vendor = call.company.find("vendors", call.path_id("vendor_id"))
        if vendor is None:
            raise errors.not_found()
        call.company.project_vendors.setdefault(project_id, set()).add(vendor.id)
        return answer(RESOURCES["vendors"].shape(call.company, vendor, "extended"), HTTPStatus.CREATED)


def _tool_shown(call: Call, project_id: int, number: int, name: str) -> Json:
    enabled = call.company.tool_enabled(name, project_id)
    return {
        "id": number + 1,
        "engine_name": name.lower().replace(" ", "_"),
        "title": name,
        "is_active": enabled,
        "user_access_level": "admin" if enabled else "none",
    }
