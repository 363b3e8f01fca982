"""Timecard entries: read for the whole company, written one by one unless Procore grants the bulk beta."""

from collections.abc import Sequence
from typing import Final

from fieldledger.clients.procore.filters import NO_FILTERS, Days, Filters
from fieldledger.clients.procore.models.time_cards import (
    BulkTimecardEntry,
    TimecardEntry,
    TimecardEntryWrite,
    TimeType,
)
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.requester import Write, fetch_one, fetch_page, fetch_rows, path, write_one, write_only
from fieldledger.clients.procore.resources.base import Resource, listed, wrapped
from fieldledger.clients.reading import Path, Rows, read_rows
from fieldledger.result import Result

MOST_IN_BULK: Final = 25
_COMPANY: Final = "/rest/v1.0/companies/{account}/timecard_entries"
_PROJECT: Final = "/rest/v1.0/projects/{project}/timecard_entries"
_BULK: Final = "/rest/v1.1/projects/{project}/project_timecard_entries/bulk_create"
_BULK_ROWS: Final[Path] = ("timecard_entries",)


class TimecardEntries(Resource):
    """There is no sync."""

    async def page(
        self, company_id: str, page: int = 1, filters: Filters = NO_FILTERS
    ) -> Result[ProcorePage[TimecardEntry]]:
        """``GET /rest/v1.0/companies/{id}/timecard_entries``: all projects; knows updated_at and deleted_at."""
        return await fetch_page(self._requester, company_id, _COMPANY, TimecardEntry, page, filters.params())

    async def get(self, company_id: str, entry_id: str) -> Result[TimecardEntry]:
        """``GET /rest/v1.0/companies/{id}/timecard_entries/{id}``."""
        return await fetch_one(
            self._requester, company_id, path(f"{_COMPANY}/{{entry}}", entry=entry_id), TimecardEntry
        )

    async def page_in_project(
        self, company_id: str, project_id: str, days: Days, page: int = 1
    ) -> Result[ProcorePage[TimecardEntry]]:
        """``GET /rest/v1.0/projects/{id}/timecard_entries``: by days, without a filter of changes."""
        where = path(_PROJECT, project=project_id)
        return await fetch_page(self._requester, company_id, where, TimecardEntry, page, days.params())

    async def time_types(self, company_id: str) -> Result[Rows[TimeType]]:
        """``GET /rest/v1.0/companies/{id}/timecard_time_types``."""
        where = "/rest/v1.0/companies/{account}/timecard_time_types"
        return await fetch_rows(self._requester, company_id, where, TimeType)

    async def create(self, company_id: str, project_id: str, entry: TimecardEntryWrite) -> Result[TimecardEntry]:
        """``POST /rest/v1.0/projects/{id}/timecard_entries``."""
        write = Write("POST", path(_PROJECT, project=project_id), wrapped("timecard_entry", entry))
        return await write_one(self._requester, company_id, write, TimecardEntry)

    async def update(
        self, company_id: str, project_id: str, entry_id: str, entry: TimecardEntryWrite
    ) -> Result[TimecardEntry]:
        """``PATCH /rest/v1.0/projects/{id}/timecard_entries/{id}``."""
        where = path(f"{_PROJECT}/{{entry}}", project=project_id, entry=entry_id)
        return await write_one(
            self._requester, company_id, Write("PATCH", where, wrapped("timecard_entry", entry)), TimecardEntry
        )

    async def delete(self, company_id: str, project_id: str, entry_id: str) -> Result[None]:
        """``DELETE /rest/v1.0/projects/{id}/timecard_entries/{id}``; deleting twice does no harm."""
        where = path(f"{_PROJECT}/{{entry}}", project=project_id, entry=entry_id)
        return await write_only(self._requester, company_id, Write("DELETE", where, safe=True))

    async def bulk_create(
        self, company_id: str, project_id: str, entries: Sequence[BulkTimecardEntry]
    ) -> Result[Rows[TimecardEntry]]:
        """``POST .../bulk_create``: at most 25, all or none; ``VENDOR_SETUP_INCOMPLETE`` without the beta."""
        if len(entries) > MOST_IN_BULK:
            raise ValueError(f"at most {MOST_IN_BULK} entries at a time")
        write = Write("POST", path(_BULK, project=project_id), {"timecard_entries": listed(entries)})
        answered = await self._requester.write(company_id, write)
        return answered.and_then(lambda answer: read_rows(answer, TimecardEntry, _BULK_ROWS))
