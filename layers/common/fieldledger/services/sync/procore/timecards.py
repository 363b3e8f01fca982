"""Time for the whole company: entries by change, and then those that were deleted. Time in progress is left out."""

from datetime import UTC, datetime, timedelta
from typing import Final

from fieldledger.clients.procore.filters import Filters, Span
from fieldledger.clients.procore.models.time_cards import TimecardEntry
from fieldledger.clients.procore.resources.time_cards import TimecardEntries
from fieldledger.domain.facts.procore_time import TimecardFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import Result
from fieldledger.services.sync.procore.phases import Place, following
from fieldledger.services.sync.procore.reading import changed, gone, one_of
from fieldledger.services.sync.source import PageRequest, Scope, SourcePage, SourceRow, SourceTraits
from fieldledger.services.sync.source import Span as Window

_KEPT: Final = "kept"
_DELETED: Final = "deleted"
PHASES: Final = (_KEPT, _DELETED)
_EVER: Final = Span(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


class TimecardsSource:
    """One list for all projects instead of one each; the project is in the facts."""

    traits = SourceTraits(
        SyncResource.PROCORE_TIMECARD_ENTRIES,
        every=timedelta(minutes=10),
        full_every=timedelta(days=1),
        incremental=True,
    )

    def __init__(self, entries: TimecardEntries) -> None:
        self._entries = entries

    async def page(self, request: PageRequest) -> Result[SourcePage]:
        """One page of what there is, or of what was deleted."""
        place = Place.of(request.cursor, PHASES)
        deleted = place.phase == _DELETED
        filters = _deleted(request.window) if deleted else changed(request.window)
        found = await self._entries.page(request.company_id, place.page, filters)
        if found.failed:
            return found.failure()
        page = found.unwrap()
        rows = tuple(self._row(entry, deleted=deleted) for entry in page.rows.good)
        return Result.ok(SourcePage(rows, page.rows.malformed, following(place, page.next_page, PHASES)))

    async def one(
        self,
        company_id: str,
        resource: SyncResource,
        record_id: str,
        scope: Scope | None,  # noqa: ARG002 - part of the protocol; these are the company's records
    ) -> Result[SourcePage]:
        """The company's single read."""
        found = await self._entries.get(company_id, record_id)
        return one_of(found, lambda: gone(resource, record_id), lambda entry: (self._row(entry),))

    def _row(self, entry: TimecardEntry, *, deleted: bool = False) -> SourceRow:
        deleted = deleted or entry.deleted_at is not None
        return SourceRow(self.traits.resource, entry.id, _facts(entry), updated_at=entry.updated_at, deleted=deleted)


def _deleted(window: Window | None) -> Filters:
    span = changed(window).updated
    return Filters(deleted_between=span or _EVER)


def _facts(entry: TimecardEntry) -> TimecardFacts:
    person, code, kind, sheet = entry.party, entry.cost_code, entry.timecard_time_type, entry.timesheet
    return TimecardFacts(
        project_id=None if entry.project is None else entry.project.id,
        worked_on=entry.date,
        hours=entry.hours,
        time_in=entry.time_in,
        time_out=entry.time_out,
        lunch_minutes=entry.lunch_time,
        person_id=None if person is None else person.id,
        person_name=None if person is None else person.name,
        cost_code_id=None if code is None else code.id,
        cost_code=None if code is None else code.full_code,
        cost_type_id=entry.line_item_type_id,
        budget_code=None if entry.wbs_code is None else entry.wbs_code.flat_code,
        sub_job_id=None if entry.sub_job is None else entry.sub_job.id,
        pay_type_id=None if kind is None else kind.id,
        pay_type=None if kind is None else kind.time_type,
        billable=entry.billable,
        description=entry.description,
        status=entry.approval_status,
        crew_id=None if entry.crew is None else entry.crew.id,
        timesheet_id=None if sheet is None else sheet.id,
        timesheet_status=None if sheet is None else sheet.status,
        origin_id=entry.origin_id,
    )
