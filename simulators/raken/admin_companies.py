"""``/_admin/companies``: the simulated customers and their tokens."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from simulators.raken.apps import DEFAULT_APP
from simulators.raken.grants import TokenAnswer
from simulators.raken.records import Company, ConnectedUser
from simulators.raken.resources import Resource
from simulators.raken.state import RakenState


class UserBody(BaseModel):
    """The administrator who connects; ``uuid`` defaults to one derived from the company."""

    model_config = ConfigDict(extra="forbid")

    uuid: str | None = None
    name: str = "Alex Administrator"
    email: str = "admin@example.com"
    role: str = "ACCOUNT_ADMIN"


class CompanyBody(BaseModel):
    """A company to create or rename; its records and tokens stay."""

    model_config = ConfigDict(extra="forbid")

    company_uuid: str = Field(min_length=1)
    name: str
    user: UserBody = Field(default_factory=UserBody)


class CompanyAnswer(BaseModel):
    """A company and how many records of each resource it holds."""

    company_uuid: str
    name: str
    records: dict[str, int]


class TokenOrder(BaseModel):
    """Which application the tokens are for."""

    model_config = ConfigDict(extra="forbid")

    client_id: str = DEFAULT_APP.client_id


class TokenCount(BaseModel):
    """How many tokens an order ended."""

    ended: int


def company_of(state: RakenState, company_uuid: str) -> Company:
    """Look a company up for an admin route, or answer 404."""
    company = state.companies.get(company_uuid)
    if company is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"company {company_uuid} is not seeded")
    return company


def companies_router(state: RakenState) -> APIRouter:
    router = APIRouter(prefix="/companies")

    @router.post("", status_code=HTTPStatus.CREATED)
    async def put_company(body: CompanyBody) -> CompanyAnswer:
        known = state.companies.get(body.company_uuid)
        company = Company(body.company_uuid, body.name, user_of(body.company_uuid, body.user))
        if known is not None:
            company.records = known.records
        state.companies[company.uuid] = company
        return answer_of(company)

    @router.get("")
    async def list_companies() -> list[CompanyAnswer]:
        return [answer_of(company) for company in state.companies.values()]

    _add_token_routes(router, state)
    return router


def _add_token_routes(router: APIRouter, state: RakenState) -> None:
    @router.post("/{company_uuid}/tokens", status_code=HTTPStatus.CREATED)
    async def issue_tokens(company_uuid: str, order: TokenOrder | None = None) -> TokenAnswer:
        """Connect without a browser: the same answer as the token endpoint's."""
        company = company_of(state, company_uuid)
        client_id = (order or TokenOrder()).client_id
        if client_id not in state.apps:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"no application {client_id}")
        return state.grants.issue(client_id, company.uuid, state.now(), state.settings)

    @router.post("/{company_uuid}/tokens/expire")
    async def expire_tokens(company_uuid: str) -> TokenCount:
        """End the access tokens now; refresh tokens keep working."""
        company = company_of(state, company_uuid)
        return TokenCount(ended=state.grants.expire_access(company.uuid, state.now()))

    @router.delete("/{company_uuid}/tokens")
    async def disconnect(company_uuid: str) -> TokenCount:
        """End all tokens: API calls get 401, refreshes ``invalid_grant``."""
        return TokenCount(ended=state.grants.disconnect(company_of(state, company_uuid).uuid))


def user_of(company_uuid: str, body: UserBody) -> ConnectedUser:
    """Who connected the company."""
    return ConnectedUser(**{**body.model_dump(), "uuid": body.uuid or f"user-{company_uuid}"})


def answer_of(company: Company) -> CompanyAnswer:
    """The company with its counts."""
    counts = {resource.value: len(company.records[resource]) for resource in Resource}
    return CompanyAnswer(company_uuid=company.uuid, name=company.name, records=counts)
