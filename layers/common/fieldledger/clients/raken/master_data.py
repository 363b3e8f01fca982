"""The name lists that time entries and logs refer to (raken.md A5): whole lists, rarely read."""

from typing import Final

from fieldledger.clients.raken.list_models import (
    RakenEquipment,
    RakenListedCostCode,
    RakenListedPayType,
    RakenMaterial,
    RakenNamed,
)
from fieldledger.clients.raken.paging import RakenPage
from fieldledger.clients.raken.requester import RakenRequester, fetch_page, fetch_rows
from fieldledger.clients.reading import Rows
from fieldledger.result import Result

# Filters by status were seen on projects and members only; without one Raken may leave deleted records out.
_EVERY_STATUS: Final = {"statuses": "ACTIVE,INACTIVE,DELETED"}


class RakenMasterData:
    """Each read costs one call for every thousand records."""

    def __init__(self, requester: RakenRequester) -> None:
        self._requester = requester

    async def cost_codes(self, company_id: str, project_uuid: str | None = None) -> Result[Rows[RakenListedCostCode]]:
        """``GET /costCodes``: of the company, or those that one project may use."""
        params = {} if project_uuid is None else {"projectUuid": project_uuid}
        return await fetch_rows(self._requester, company_id, "/costCodes", RakenListedCostCode, params)

    async def cost_code_page(self, company_id: str, offset: int) -> Result[RakenPage]:
        """A page of the company's cost codes, deleted ones included."""
        return await fetch_page(self._requester, company_id, "/costCodes", _EVERY_STATUS, offset)

    async def classification_page(self, company_id: str, offset: int) -> Result[RakenPage]:
        """A page of the classifications, deleted ones included."""
        return await fetch_page(self._requester, company_id, "/classifications", _EVERY_STATUS, offset)

    async def pay_types(self, company_id: str) -> Result[Rows[RakenListedPayType]]:
        """``GET /payTypes``: they belong to time policies, so a code may occur twice (raken.md A8)."""
        return await fetch_rows(self._requester, company_id, "/payTypes", RakenListedPayType)

    async def classifications(self, company_id: str) -> Result[Rows[RakenNamed]]:
        """``GET /classifications``."""
        return await fetch_rows(self._requester, company_id, "/classifications", RakenNamed)

    async def shifts(self, company_id: str) -> Result[Rows[RakenNamed]]:
        """``GET /shifts``."""
        return await fetch_rows(self._requester, company_id, "/shifts", RakenNamed)

    async def equipment(self, company_id: str) -> Result[Rows[RakenEquipment]]:
        """``GET /equipment``."""
        return await fetch_rows(self._requester, company_id, "/equipment", RakenEquipment)

    async def materials(self, company_id: str) -> Result[Rows[RakenMaterial]]:
        """``GET /materials``."""
        return await fetch_rows(self._requester, company_id, "/materials", RakenMaterial)
