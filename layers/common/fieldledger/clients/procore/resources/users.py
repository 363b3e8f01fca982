"""People of the company's directory."""

from collections.abc import Sequence
from typing import Final

from fieldledger.clients.procore.filters import NO_FILTERS, Filters
from fieldledger.clients.procore.models.users import User, UserWrite
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.requester import fetch_one, fetch_page, path
from fieldledger.clients.procore.resources.base import Resource
from fieldledger.clients.procore.sync import SyncReport, SyncTarget, sync
from fieldledger.result import Result

_USERS: Final = "/rest/v1.3/companies/{account}/users"
_INACTIVE: Final = "/rest/v1.0/companies/{account}/users/inactive"


class Users(Resource):
    """Workers on time cards are people of this directory."""

    async def page(self, company_id: str, page: int = 1, filters: Filters = NO_FILTERS) -> Result[ProcorePage[User]]:
        """``GET /rest/v1.3/companies/{id}/users``: active people only; knows updated_at and origin_id."""
        params = {"view": "extended", **filters.params()}
        return await fetch_page(self._requester, company_id, _USERS, User, page, params)

    async def inactive(self, company_id: str, page: int = 1) -> Result[ProcorePage[User]]:
        """``GET /rest/v1.0/companies/{id}/users/inactive``; without any filter."""
        return await fetch_page(self._requester, company_id, _INACTIVE, User, page)

    async def get(self, company_id: str, user_id: str) -> Result[User]:
        """``GET /rest/v1.3/companies/{id}/users/{id}``, active or not."""
        return await fetch_one(self._requester, company_id, path(f"{_USERS}/{{user}}", user=user_id), User)

    async def sync(self, company_id: str, users: Sequence[UserWrite]) -> SyncReport[User]:
        """``PATCH /rest/v1.3/companies/{id}/users/sync``."""
        return await sync(self._requester, company_id, SyncTarget(f"{_USERS}/sync", User), users)
