"""``/_admin/companies``: companies, their closed periods, job codes and pay rates."""

from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from simulators.foundation.company import Company
from simulators.foundation.state import FoundationState


class CompanyBody(BaseModel):
    """A new company."""

    model_config = ConfigDict(extra="forbid")

    company_id: str = Field(min_length=1, max_length=10)
    name: str = "Bluestem Builders"


class PeriodsBody(BaseModel):
    """The last closed day of each kind; None opens everything."""

    model_config = ConfigDict(extra="forbid")

    closed_through: date | None = None
    payroll_locked_through: date | None = None


class CompanyAnswer(BaseModel):
    """A company and how much it has."""

    company_id: str
    name: str
    closed_through: date | None
    payroll_locked_through: date | None
    records: dict[str, int]


def companies_router(state: FoundationState) -> APIRouter:
    router = APIRouter(prefix="/companies")

    @router.post("", status_code=HTTPStatus.CREATED)
    async def create_company(body: CompanyBody) -> CompanyAnswer:
        """Open a company without records; one of this id is replaced."""
        state.companies[body.company_id] = Company(body.company_id, body.name)
        return answer_of(state.companies[body.company_id])

    @router.get("")
    async def list_companies() -> list[CompanyAnswer]:
        return [answer_of(company) for company in state.companies.values()]

    @router.post("/{company_id}/periods")
    async def set_periods(company_id: str, body: PeriodsBody) -> CompanyAnswer:
        company = company_of(state, company_id)
        company.closed_through, company.payroll_locked_through = body.closed_through, body.payroll_locked_through
        return answer_of(company)

    @router.put("/{company_id}/job-codes/{job_id}")
    async def set_job_codes(company_id: str, job_id: str, codes: Annotated[list[str], Body()]) -> list[str]:
        """Assign exactly these cost codes to the job."""
        company_of(state, company_id).job_codes[job_id] = set(codes)
        return sorted(codes)

    @router.put("/{company_id}/pay-rates/{employee_id}")
    async def set_pay_rate(company_id: str, employee_id: str, rate: Annotated[Decimal, Body()]) -> str:
        """What an hour of the employee costs a job; the API never shows it."""
        company_of(state, company_id).pay_rates[employee_id] = str(rate)
        return str(rate)

    return router


def company_of(state: FoundationState, company_id: str) -> Company:
    """The company, or a 404 of the admin interface."""
    company = state.companies.get(company_id)
    if company is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"no company {company_id}")
    return company


def answer_of(company: Company) -> CompanyAnswer:
    return CompanyAnswer(
        company_id=company.id,
        name=company.name,
        closed_through=company.closed_through,
        payroll_locked_through=company.payroll_locked_through,
        records={resource.value: len(rows) for resource, rows in company.tables.items()},
    )
