"""``/_admin``: apps, companies, what they installed, permitted and switched off, and tokens without a browser."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, JsonValue

from simulators.procore.accounts import DEFAULT_APP, App
from simulators.procore.company import Company, Install
from simulators.procore.directory_routes import TOOLS
from simulators.procore.state import World
from simulators.procore.wire import Json


class Order(BaseModel):
    """What is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class CompanyOrder(Order):
    """A company to open, with the person who may approve apps in it."""

    company_id: int
    name: str = "Bluestem Builders"
    user_login: str = "office@bluestem.example"
    user_name: str = "Olive Office"


class InstallOrder(Order):
    """An app to install; ``permitted_projects`` None permits all, now and later."""

    client_id: str = DEFAULT_APP.client_id
    permitted_projects: list[int] | None = None


class ToolOrder(Order):
    """A tool to switch on or off, in one project or in the whole company."""

    tool: str
    enabled: bool
    project_id: int | None = None


class TokenOrder(Order):
    """Without a login the token is the app's own, without a refresh token."""

    client_id: str = DEFAULT_APP.client_id
    login: str | None = None


class BudgetOrder(Order):
    """A locked budget takes no new amounts."""

    project_id: int
    locked: bool


def company_of(world: World, company_id: int) -> Company:
    company = world.companies.get(company_id)
    if company is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"no company {company_id}")
    return company


def opened(world: World, order: CompanyOrder) -> Company:
    """Open a company or rename it; its person belongs to it."""
    company = world.companies.setdefault(order.company_id, Company(order.company_id, order.name))
    company.name = order.name
    world.accounts.person(order.user_login, order.user_name).company_ids.add(company.id)
    return company


def company_shown(company: Company) -> Json:
    installs: Json = {client_id: _install_shown(install) for client_id, install in company.installs.items()}
    tools: list[JsonValue] = [{"project_id": project, "tool": tool} for project, tool in company.disabled_tools]
    records: Json = {name: len(found.rows) for name, found in company.records.items() if found.rows}
    shown: Json = {"company_id": company.id, "name": company.name, "installs": installs}
    return {**shown, "disabled_tools": tools, "records": records}


def _install_shown(install: Install) -> Json:
    permitted = None if install.permitted is None else list[JsonValue](sorted(install.permitted))
    return {"permitted_projects": permitted}


def companies_router(world: World) -> APIRouter:
    router = APIRouter()
    _add_companies(router, world)
    _add_access(router, world)
    _add_tokens(router, world)
    return router


def _add_companies(router: APIRouter, world: World) -> None:
    @router.post("/apps", status_code=HTTPStatus.CREATED)
    async def put_app(app: App) -> Json:
        account = world.accounts.register(app)
        return {"client_id": app.client_id, "service_account_id": account.id}

    @router.get("/apps")
    async def list_apps() -> list[App]:
        return list(world.accounts.apps.values())

    @router.post("/companies", status_code=HTTPStatus.CREATED)
    async def put_company(order: CompanyOrder) -> Json:
        return company_shown(opened(world, order))

    @router.get("/companies")
    async def list_companies() -> list[Json]:
        return [company_shown(company) for company in world.companies.values()]


def _add_access(router: APIRouter, world: World) -> None:
    @router.post("/companies/{company_id}/install")
    async def install(company_id: int, order: InstallOrder) -> Json:
        """Install an app, or change which projects it may see."""
        company = company_of(world, company_id)
        permitted = None if order.permitted_projects is None else set(order.permitted_projects)
        company.installs[order.client_id] = Install(permitted)
        return company_shown(company)

    @router.delete("/companies/{company_id}/install/{client_id}")
    async def uninstall(company_id: int, client_id: str) -> Json:
        company = company_of(world, company_id)
        company.installs.pop(client_id, None)
        return company_shown(company)

    @router.post("/companies/{company_id}/tools")
    async def switch_tool(company_id: int, order: ToolOrder) -> Json:
        company = company_of(world, company_id)
        if order.tool not in TOOLS:
            raise HTTPException(HTTPStatus.UNPROCESSABLE_CONTENT, f"tools are {', '.join(TOOLS)}")
        place = (order.project_id, order.tool)
        (company.disabled_tools.discard if order.enabled else company.disabled_tools.add)(place)
        return company_shown(company)

    @router.post("/companies/{company_id}/budget")
    async def lock_budget(company_id: int, order: BudgetOrder) -> Json:
        company = company_of(world, company_id)
        (company.locked_budgets.add if order.locked else company.locked_budgets.discard)(order.project_id)
        return {"project_id": order.project_id, "locked": order.locked}


def _add_tokens(router: APIRouter, world: World) -> None:
    @router.post("/tokens", status_code=HTTPStatus.CREATED)
    async def connect(order: TokenOrder) -> Json:
        """What the token endpoint would answer after the whole round trip."""
        if order.client_id not in world.accounts.apps:
            raise HTTPException(HTTPStatus.NOT_FOUND, "unknown app")
        if order.login is None:
            owner = world.accounts.service[order.client_id]
            return world.grants.issue(order.client_id, owner, world.now(), world.settings, refreshable=False)
        person = world.accounts.person(order.login, order.login)
        return world.grants.issue(order.client_id, person.id, world.now(), world.settings)

    @router.post("/tokens/expire")
    async def expire() -> dict[str, int]:
        """End all access tokens now; refresh tokens keep working."""
        return {"expired": world.grants.expire_access(world.now())}
