"""Who changed a company's settings, when, why and how."""

from collections.abc import Awaitable, Callable

from fieldledger.domain.settings_change import SettingsVersion
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.paging import Slice
from fieldledger.repositories.settings_versions import SettingsVersions
from fieldledger.result import Result

type Current = Callable[[str], Awaitable[Result[int]]]
"""The version of a company's settings."""


class SettingsHistory:
    """The caller's own company: its settings, or those for FOUNDATION."""

    def __init__(self, current: Current, versions: SettingsVersions) -> None:
        self._current = current
        self._versions = versions

    async def page(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[SettingsVersion]]:
        """A page, newest first; ``NOT_FOUND`` for a company without settings."""
        found = await self._current(company_id)
        if found.failed:
            return found.failure()
        newest = found.unwrap() if start is None else int(start["number"])
        rest = max(newest - limit, 0)
        made = await self._versions.some(company_id, range(newest, rest, -1))
        return made.map(lambda versions: Slice(tuple(versions), {"number": str(rest)} if rest else None))
