"""``POST /_admin/seed``: a whole made-up contractor as one company."""

from collections.abc import Callable
from datetime import date, datetime
from http import HTTPStatus
from itertools import chain
from typing import cast

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from simulators.raken.admin_companies import CompanyAnswer, UserBody, answer_of, user_of
from simulators.raken.records import Company, ConnectedUser
from simulators.raken.seed_field_records import FieldRecords
from simulators.raken.seed_master_data import master_data
from simulators.raken.seed_names import SeedNames
from simulators.raken.state import RakenState
from simulators.seeds.generate import contractor
from simulators.seeds.model import Contractor, Size

type MakeContractor = Callable[[Size, int, date | None], Contractor]


class SeedOrder(BaseModel):
    """Which contractor becomes which company; ``last_day`` is the last day with time, by default the generator's."""

    model_config = ConfigDict(extra="forbid")

    size: Size = Size.SMALL
    seed: int = 1
    company: str = Field(default="c-contractor", min_length=1)
    name: str = "Bluestem Builders"
    user: UserBody = Field(default_factory=UserBody)
    last_day: date | None = None


def generated(size: Size, seed: int, last_day: date | None) -> Contractor:
    """The made-up contractor; its fields are frozen, which the protocol does not say."""
    return cast("Contractor", contractor(size, seed, last_day))


def seed_router(state: RakenState, make: MakeContractor) -> APIRouter:
    router = APIRouter(prefix="/seed")

    @router.post("", status_code=HTTPStatus.CREATED)
    def seed(order: SeedOrder) -> CompanyAnswer:
        """Replace the company's records; its tokens stay. Other calls are served meanwhile and see the old records."""
        made = make(order.size, order.seed, order.last_day)
        user = user_of(order.company, order.user)
        company = company_from(made, order.company, order.name, user, state.now())
        state.companies[company.uuid] = company
        return answer_of(company)

    return router


def company_from(made: Contractor, uuid: str, name: str, user: ConnectedUser, now: datetime) -> Company:
    """Translate a contractor."""
    company = Company(uuid, name, user)
    names = SeedNames(uuid)
    field = FieldRecords(made, names, now)
    for resource, record in chain(master_data(made, names), field.time_cards(), field.reports()):
        company.put(resource, record)
    return company
