"""Budget codes of the work breakdown structure."""

from collections.abc import Sequence
from typing import Final

from fieldledger.clients.procore.filters import NO_FILTERS, Filters
from fieldledger.clients.procore.models.wbs import WbsCode, WbsCodeWrite
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.requester import fetch_page, path
from fieldledger.clients.procore.resources.base import Resource
from fieldledger.clients.procore.sync import SyncReport, SyncTarget, sync
from fieldledger.result import Result

_CODES: Final = "/rest/v1.0/projects/{project}/work_breakdown_structure/wbs_codes"


class WbsCodes(Resource):
    """A code has to exist before a budget line can name it."""

    async def page(
        self, company_id: str, project_id: str, page: int = 1, filters: Filters = NO_FILTERS
    ) -> Result[ProcorePage[WbsCode]]:
        """``GET .../wbs_codes``; knows updated_at."""
        where = path(_CODES, project=project_id)
        return await fetch_page(self._requester, company_id, where, WbsCode, page, filters.params())

    async def bulk_create(self, company_id: str, project_id: str, codes: Sequence[WbsCodeWrite]) -> SyncReport[WbsCode]:
        """``PATCH .../wbs_codes/bulk_create``: existing combinations only get the description."""
        where = path(f"{_CODES}/bulk_create", project=project_id)
        return await sync(self._requester, company_id, SyncTarget(where, WbsCode, list_name="bulk"), codes)
