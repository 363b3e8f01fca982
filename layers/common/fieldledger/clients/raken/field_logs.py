"""Logs of the jobsites by day (raken.md A5): any span, read in windows that Raken allows."""

from fieldledger.clients.raken.log_models import RakenEquipmentLog, RakenMaterialLog, RakenWorkLog
from fieldledger.clients.raken.paging import RakenPage
from fieldledger.clients.raken.requester import RakenRequester, fetch_days, fetch_page
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.clients.reading import Rows
from fieldledger.result import Result


class RakenFieldLogs:
    """Each read costs a call for every 31 days and every thousand rows."""

    def __init__(self, requester: RakenRequester) -> None:
        self._requester = requester

    async def work_logs(
        self, company_id: str, days: DaySpan, project_uuid: str | None = None
    ) -> Result[Rows[RakenWorkLog]]:
        """``GET /workLogs``."""
        return await fetch_days(self._requester, company_id, "/workLogs", RakenWorkLog, days, _of(project_uuid))

    async def work_log_page(self, company_id: str, days: DaySpan, offset: int) -> Result[RakenPage]:
        """A page of ``GET /workLogs``; at most 31 days."""
        return await fetch_page(self._requester, company_id, "/workLogs", days.params, offset)

    async def equipment_logs(self, company_id: str, days: DaySpan) -> Result[Rows[RakenEquipmentLog]]:
        """``GET /equipmentLogs``: a piece of equipment occurs once for every window in which it worked."""
        return await fetch_days(self._requester, company_id, "/equipmentLogs", RakenEquipmentLog, days)

    async def material_logs(
        self, company_id: str, days: DaySpan, project_uuid: str | None = None
    ) -> Result[Rows[RakenMaterialLog]]:
        """``GET /materialLogs``."""
        return await fetch_days(self._requester, company_id, "/materialLogs", RakenMaterialLog, days, _of(project_uuid))


def _of(project_uuid: str | None) -> dict[str, str]:
    return {} if project_uuid is None else {"projectUuid": project_uuid}
