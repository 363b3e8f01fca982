"""``POST /_admin/seed``: a whole made-up contractor as one company."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from importlib import import_module
from typing import cast

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from simulators.foundation.admin_companies import CompanyAnswer, answer_of
from simulators.foundation.seed import company_from
from simulators.foundation.state import FoundationState
from simulators.seeds.model import Contractor, Size

type MakeContractor = Callable[[Size, int, date | None], Contractor]


class SeedOrder(BaseModel):
    """Which contractor becomes which company; ``last_day`` is the last day with time, by default the generator's."""

    model_config = ConfigDict(extra="forbid")

    size: Size = Size.SMALL
    seed: int = 1
    company_id: str = Field(default="1", min_length=1, max_length=10)
    name: str = "Bluestem Builders"
    last_day: date | None = None


def generated(size: Size, seed: int, last_day: date | None) -> Contractor:
    """The made-up contractor; its generator is loaded only where somebody asks for one."""
    make = cast("MakeContractor", import_module("simulators.seeds.generate").contractor)
    return make(size, seed, last_day)


def seed_router(state: FoundationState, make: MakeContractor) -> APIRouter:
    router = APIRouter(prefix="/seed")

    @router.post("", status_code=HTTPStatus.CREATED)
    def seed(order: SeedOrder) -> CompanyAnswer:
        """Replace the company's books. Other calls are served meanwhile and see the old ones."""
        contractor = make(order.size, order.seed, order.last_day)
        company = company_from(contractor, order.company_id, order.name, state.now())
        state.companies[company.id] = company
        return answer_of(company)

    return router
