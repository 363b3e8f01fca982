"""Reading import files for FOUNDATION."""

from fieldledger.domain.foundation_export import FoundationExport
from fieldledger.domain.foundation_mappings import FoundationKind
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.foundation_exports import FoundationExports
from fieldledger.repositories.paging import Slice
from fieldledger.result import Result


class ExportQueries:
    """Import files of one company."""

    def __init__(self, exports: FoundationExports) -> None:
        self._exports = exports

    async def page(
        self, company_id: str, kind: FoundationKind | None, limit: int, start: StartKey | None
    ) -> Result[Slice[FoundationExport]]:
        """A page, the newest first. ``kind`` is sought on the page, so it may hold fewer than ``limit``."""
        page = await self._exports.newest(company_id, limit, start)
        return page.map(
            lambda found: Slice(
                tuple(export for export in found.items if kind is None or export.kind is kind), found.next_start
            )
        )
