"""People of the company's directory."""

from collections.abc import Sequence
from typing import Final

from fieldledger.clients.procore.filters import NO_FILTERS, Filters
from fieldledger.clients.procore.models.users import User, UserWrite
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.requester import fetch_page
from fieldledger.clients.procore.resources.base import Resource
from fieldledger.clients.procore.sync import SyncReport, SyncTarget, sync
from fieldledger.result import Result

_USERS: Final = "/rest/v1.3/companies/{account}/users"


class Users(Resource):
    """Workers on time cards are people of this directory."""

    async def page(self, company_id: str, page: int = 1, filters: Filters = NO_FILTERS) -> Result[ProcorePage[User]]:
        """``GET /rest/v1.3/companies/{id}/users``; knows updated_at and origin_id."""
        params = {"view": "extended", **filters.params()}
        return await fetch_page(self._requester, company_id, _USERS, User, page, params)

    async def sync(self, company_id: str, users: Sequence[UserWrite]) -> SyncReport[User]:
        """``PATCH /rest/v1.3/companies/{id}/users/sync``."""
        return await sync(self._requester, company_id, SyncTarget(f"{_USERS}/sync", User), users)
