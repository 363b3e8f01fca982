"""``/_admin/companies/{id}/import-time-cards`` and so on: what people do in the application (foundation.md B5)."""

from collections.abc import Callable, Iterable
from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict

from simulators.foundation.admin_companies import company_of
from simulators.foundation.company import Company
from simulators.foundation.json_text import json_response
from simulators.foundation.posting import (
    import_time_cards,
    pending_ids,
    post_invoices,
    post_time_cards,
    unposted_ids,
)
from simulators.foundation.state import FoundationState

type Move = Callable[[Company, Iterable[str], datetime], dict[str, list[str]]]


class MoveBody(BaseModel):
    """Which records; None means all that the move is about."""

    model_config = ConfigDict(extra="forbid")

    ids: list[str] | None = None


class MoveAnswer(BaseModel):
    """What went through, and the messages for what did not."""

    moved: list[str]
    refused: dict[str, list[str]]


def moves_router(state: FoundationState) -> APIRouter:
    router = APIRouter(prefix="/companies/{company_id}")

    @router.post("/import-time-cards")
    async def import_cards(company_id: str, body: MoveBody) -> MoveAnswer:
        """Payroll > Hours Sync: PENDING to IMPORTED, with validation."""
        company = company_of(state, company_id)
        return _moved(
            company, pending_ids(company, "PENDING") if body.ids is None else body.ids, import_time_cards, state.now()
        )

    @router.post("/post-time-cards")
    async def post_cards(company_id: str, body: MoveBody) -> MoveAnswer:
        """The payroll run: IMPORTED to POSTED, into history and job cost."""
        company = company_of(state, company_id)
        return _moved(
            company, pending_ids(company, "IMPORTED") if body.ids is None else body.ids, post_time_cards, state.now()
        )

    @router.post("/post-ap-invoices")
    async def post_ap(company_id: str, body: MoveBody) -> MoveAnswer:
        """Accounts payable: unposted to posted, into job cost."""
        company = company_of(state, company_id)
        return _moved(company, unposted_ids(company) if body.ids is None else body.ids, post_invoices, state.now())

    @router.get("/payroll-history", status_code=HTTPStatus.OK)
    async def payroll_history(company_id: str) -> Response:
        """Posted payroll; the rows are among the time cards too."""
        return json_response(company_of(state, company_id).payroll_history)

    return router


def _moved(company: Company, ids: Iterable[str], move: Move, now: datetime) -> MoveAnswer:
    wanted = list(ids)
    refused = move(company, wanted, now)
    return MoveAnswer(moved=[each for each in wanted if each not in refused], refused=refused)
