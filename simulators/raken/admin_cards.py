"""``/_admin/companies/{company}/timeCards/{card}``: what supervisors do to time cards."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, HTTPException
from pydantic import JsonValue

from simulators.raken import edits
from simulators.raken.admin_companies import company_of
from simulators.raken.admin_records import known
from simulators.raken.records import Company
from simulators.raken.resources import JsonObject, Resource
from simulators.raken.state import RakenState


def cards_router(state: RakenState) -> APIRouter:
    """Must be included before the router of all records, whose paths match these too."""
    router = APIRouter(prefix="/companies/{company_uuid}/timeCards/{card}")

    @router.patch("")
    async def change(
        company_uuid: str,
        card: str,
        changes: Annotated[dict[str, JsonValue], Body()],
        *,
        force: bool = False,
    ) -> dict[str, JsonValue]:
        """An approved card is locked (409) unless the change unapproves it or ``force`` is given."""
        company = _company_with(state, company_uuid, card)
        return _unless_locked(lambda: edits.edit_card(company, card, changes, state.now(), force=force))

    @router.delete("")
    async def remove(company_uuid: str, card: str, *, force: bool = False) -> dict[str, JsonValue]:
        company = _company_with(state, company_uuid, card)
        return _unless_locked(lambda: edits.delete_card(company, card, state.now(), force=force))

    _add_step_routes(router, state)
    return router


def _add_step_routes(router: APIRouter, state: RakenState) -> None:
    @router.post("/approve")
    async def approve(company_uuid: str, card: str) -> dict[str, JsonValue]:
        company = _company_with(state, company_uuid, card)
        return edits.set_approved(company, card, state.now(), approved=True)

    @router.post("/unapprove")
    async def unapprove(company_uuid: str, card: str) -> dict[str, JsonValue]:
        company = _company_with(state, company_uuid, card)
        return edits.set_approved(company, card, state.now(), approved=False)

    @router.post("/reappear")
    async def reappear(company_uuid: str, card: str) -> dict[str, JsonValue]:
        """Undo a deletion: the card leaves the deleted feed and shows up as changed."""
        company = _company_with(state, company_uuid, card)
        return edits.bring_back_card(company, card, state.now())


def _company_with(state: RakenState, company_uuid: str, card: str) -> Company:
    company = company_of(state, company_uuid)
    known(company, Resource.TIME_CARDS, card)
    return company


def _unless_locked(edit: Callable[[], JsonObject]) -> JsonObject:
    try:
        return edit()
    except edits.LockedCardError as error:
        raise HTTPException(HTTPStatus.CONFLICT, str(error)) from error
