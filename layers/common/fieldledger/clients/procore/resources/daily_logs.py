"""Daily logs. Without a filter of changes a sliding window of days is read again (procore.md 3)."""

from collections.abc import Mapping
from typing import Final

from fieldledger.clients.procore.filters import Days
from fieldledger.clients.procore.models.daily_logs import (
    DailyLog,
    DailyLogHeader,
    LogCount,
    ManpowerLog,
    ManpowerLogWrite,
    NotesLog,
    NotesLogWrite,
)
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.requester import Write, fetch_one, fetch_page, path, write_one
from fieldledger.clients.procore.resources.base import Resource, wrapped
from fieldledger.result import Result

_LOGS: Final = "/rest/v1.0/projects/{project}/{kind}"
# Kinds of logs that have no model of their own.
OTHER_LOGS: Final = frozenset(
    {
        "accident_logs",
        "call_logs",
        "delay_logs",
        "delivery_logs",
        "dumpster_logs",
        "equipment_logs",
        "inspection_logs",
        "plan_revision_logs",
        "productivity_logs",
        "quantity_logs",
        "safety_violation_logs",
        "visitor_logs",
        "waste_logs",
        "weather_logs",
        "work_logs",
    }
)


_MODELS: Final[Mapping[str, type[DailyLog]]] = {"manpower_logs": ManpowerLog, "notes_logs": NotesLog}
LOG_KINDS: Final = (*_MODELS, *sorted(OTHER_LOGS))


class DailyLogs(Resource):
    """Without origin ids; what is written here is approved at once."""

    async def counts(
        self, company_id: str, project_id: str, days: Days, page: int = 1
    ) -> Result[ProcorePage[LogCount]]:
        """``GET /rest/v1.1/projects/{id}/daily_logs/counts``: a cheap probe before the logs are read.

        Without a status only approved logs would be counted.
        """
        where = path("/rest/v1.1/projects/{project}/daily_logs/counts", project=project_id)
        params = {**days.params(), "filters[status]": "all"}
        return await fetch_page(self._requester, company_id, where, LogCount, page, params)

    async def header(self, company_id: str, project_id: str, day: Days) -> Result[DailyLogHeader]:
        """``GET /rest/v1.0/projects/{id}/daily_log_headers`` of the first of the days."""
        where = path(_LOGS, project=project_id, kind="daily_log_headers")
        return await fetch_one(self._requester, company_id, where, DailyLogHeader, {"log_date": day.first.isoformat()})

    async def get(self, company_id: str, project_id: str, kind: str, log_id: str) -> Result[DailyLog]:
        """``GET /rest/v1.0/projects/{id}/{kind}/{id}`` for any kind."""
        where = path(f"{_LOGS}/{{log}}", project=project_id, kind=kind, log=log_id)
        return await fetch_one(self._requester, company_id, where, _MODELS.get(kind, DailyLog))

    async def manpower(
        self, company_id: str, project_id: str, days: Days, page: int = 1
    ) -> Result[ProcorePage[ManpowerLog]]:
        """``GET /rest/v1.0/projects/{id}/manpower_logs``."""
        where = path(_LOGS, project=project_id, kind="manpower_logs")
        return await fetch_page(self._requester, company_id, where, ManpowerLog, page, days.params())

    async def notes(self, company_id: str, project_id: str, days: Days, page: int = 1) -> Result[ProcorePage[NotesLog]]:
        """``GET /rest/v1.0/projects/{id}/notes_logs``."""
        where = path(_LOGS, project=project_id, kind="notes_logs")
        return await fetch_page(self._requester, company_id, where, NotesLog, page, days.params())

    async def others(
        self, company_id: str, project_id: str, kind: str, days: Days, page: int = 1
    ) -> Result[ProcorePage[DailyLog]]:
        """``GET /rest/v1.0/projects/{id}/{kind}`` for one of ``OTHER_LOGS``."""
        if kind not in OTHER_LOGS:
            raise ValueError(f"{kind} is no kind of daily log")
        return await self.page(company_id, project_id, kind, days, page)

    async def page(
        self, company_id: str, project_id: str, kind: str, days: Days, page: int = 1
    ) -> Result[ProcorePage[DailyLog]]:
        """``GET /rest/v1.0/projects/{id}/{kind}`` for one of ``LOG_KINDS``, as the kind's own model."""
        where = path(_LOGS, project=project_id, kind=kind)
        return await fetch_page(self._requester, company_id, where, _MODELS.get(kind, DailyLog), page, days.params())

    async def create_manpower(self, company_id: str, project_id: str, log: ManpowerLogWrite) -> Result[ManpowerLog]:
        """``POST /rest/v1.0/projects/{id}/manpower_logs``."""
        where = path(_LOGS, project=project_id, kind="manpower_logs")
        return await write_one(
            self._requester, company_id, Write("POST", where, wrapped("manpower_log", log)), ManpowerLog
        )

    async def create_note(self, company_id: str, project_id: str, log: NotesLogWrite) -> Result[NotesLog]:
        """``POST /rest/v1.0/projects/{id}/notes_logs``."""
        where = path(_LOGS, project=project_id, kind="notes_logs")
        return await write_one(self._requester, company_id, Write("POST", where, wrapped("notes_log", log)), NotesLog)
