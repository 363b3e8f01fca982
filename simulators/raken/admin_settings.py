"""``/_admin/settings``, ``/_admin/apps``, ``/_admin/stats`` and the day's quota."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, HTTPException
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from simulators.raken.admin_companies import company_of
from simulators.raken.apps import App
from simulators.raken.settings import RakenSettings
from simulators.raken.state import RakenState


class QuotaBody(BaseModel):
    """How many calls of today count as made."""

    model_config = ConfigDict(extra="forbid")

    used_today: int = Field(ge=0)


class CompanyStats(BaseModel):
    """Calls of one company by outcome; ``used_today`` is what counts against the quota."""

    calls: dict[str, int]
    used_today: int


class StatsAnswer(BaseModel):
    """All companies together; token counts are of the token endpoint."""

    companies: dict[str, CompanyStats]
    unauthorized: int
    token_refreshes: int
    token_refusals: int


def settings_router(state: RakenState) -> APIRouter:
    router = APIRouter()

    @router.get("/settings")
    async def read_settings() -> RakenSettings:
        return state.settings

    @router.post("/settings")
    async def change_settings(changes: Annotated[dict[str, JsonValue], Body()]) -> RakenSettings:
        """Change the settings named and keep the others."""
        try:
            state.settings = RakenSettings.model_validate({**state.settings.model_dump(), **changes})
        except ValidationError as error:
            raise HTTPException(HTTPStatus.UNPROCESSABLE_CONTENT, str(error)) from error
        return state.settings

    _add_app_routes(router, state)
    _add_count_routes(router, state)
    return router


def _add_app_routes(router: APIRouter, state: RakenState) -> None:
    @router.post("/apps", status_code=HTTPStatus.CREATED)
    async def put_app(app: App) -> App:
        state.apps[app.client_id] = app
        return app

    @router.get("/apps")
    async def list_apps() -> list[App]:
        return list(state.apps.values())


def _add_count_routes(router: APIRouter, state: RakenState) -> None:
    @router.get("/stats")
    async def read_stats() -> StatsAnswer:
        return StatsAnswer(
            companies={uuid: _company_stats(state, uuid) for uuid in state.companies},
            unauthorized=state.stats.unauthorized,
            token_refreshes=state.grants.refreshes,
            token_refusals=state.grants.refused,
        )

    @router.post("/companies/{company_uuid}/quota")
    async def set_quota_used(company_uuid: str, body: QuotaBody) -> CompanyStats:
        """Act as if other integrations of the customer had made calls today."""
        company = company_of(state, company_uuid)
        state.allowance(company.uuid).spend_day(state.now(), body.used_today)
        return _company_stats(state, company.uuid)


def _company_stats(state: RakenState, uuid: str) -> CompanyStats:
    used = state.allowance(uuid).used_on(state.now())
    return CompanyStats(calls=state.stats.of(uuid), used_today=used)
