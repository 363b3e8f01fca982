"""Who changed a company's settings, when, why and how."""

from fieldledger.domain.settings_change import SettingsVersion
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.paging import Slice
from fieldledger.repositories.settings_versions import SettingsVersions
from fieldledger.result import Result


class SettingsHistory:
    """The caller's own company."""

    def __init__(self, companies: Companies, versions: SettingsVersions) -> None:
        self._companies = companies
        self._versions = versions

    async def page(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[SettingsVersion]]:
        """A page, newest first; ``NOT_FOUND`` for a company without settings."""
        found = await self._companies.get(company_id)
        if found.failed:
            return found.failure()
        newest = found.unwrap().version if start is None else int(start["number"])
        rest = max(newest - limit, 0)
        made = await self._versions.some(company_id, range(newest, rest, -1))
        return made.map(lambda versions: Slice(tuple(versions), {"number": str(rest)} if rest else None))
