"""``POST /_admin/seed``: a whole made-up contractor as one company."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import cast

from fastapi import APIRouter
from pydantic import Field

from simulators.procore.accounts import DEFAULT_APP
from simulators.procore.admin_companies import CompanyOrder, company_shown, opened
from simulators.procore.company import Company, Install
from simulators.procore.seed_contracts import seed_contracts
from simulators.procore.seed_field import seed_field
from simulators.procore.seed_master_data import seed_company, seed_projects
from simulators.procore.seed_writer import SeedWriter
from simulators.procore.state import World
from simulators.procore.wire import Json
from simulators.seeds.generate import contractor
from simulators.seeds.model import Contractor, Size

type MakeContractor = Callable[[Size, int, date | None], Contractor]


class SeedOrder(CompanyOrder):
    """Which contractor becomes which company; ``weeks`` is for how long time and daily logs are kept."""

    company_id: int = 5_358_233
    size: Size = Size.SMALL
    seed: int = 1
    last_day: date | None = None
    weeks: int = Field(default=4, ge=0)


def generated(size: Size, seed: int, last_day: date | None) -> Contractor:
    """The made-up contractor; its fields are frozen, which the protocol does not say."""
    return cast("Contractor", contractor(size, seed, last_day))


def seed_router(world: World, make: MakeContractor) -> APIRouter:
    router = APIRouter()

    @router.post("/seed", status_code=HTTPStatus.CREATED)
    def seed(order: SeedOrder) -> Json:
        """Replace the company's records; the default app is installed, tokens stay, hooks are not told.

        Other calls are served meanwhile and see the old records.
        """
        fresh = company_from(world, make(order.size, order.seed, order.last_day), order)
        company = opened(world, order)
        company.records, company.project_vendors = fresh.records, fresh.project_vendors
        company.installs.setdefault(DEFAULT_APP.client_id, Install())
        return company_shown(company)

    return router


def company_from(world: World, made: Contractor, order: SeedOrder) -> Company:
    """Translate a contractor."""
    writer = SeedWriter(world, Company(order.company_id, order.name))
    seed_company(writer, made)
    seed_projects(writer, made)
    seed_contracts(writer, made)
    seed_field(writer, made, order.weeks)
    return writer.company
