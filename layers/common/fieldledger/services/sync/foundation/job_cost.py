"""Job cost history, job by job: rows without a key, summed by what tells them apart (foundation.md B4)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Final, override

from fieldledger.clients.foundation.models import JobCostEntry
from fieldledger.clients.reading import MalformedRow
from fieldledger.domain.facts.foundation import JobCostFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.foundation.reading import FoundationLists, read_page
from fieldledger.services.sync.source import PageRequest, Scope, SourcePage, SourceRow, SourceTraits, SyncSource

_MOST_PAGES: Final = 500


class JobCostSource(SyncSource):
    """A page is a whole job: a sum over a part of its rows would be wrong.

    Payroll and payables are posted in batches, so once a day is enough. The filter by job is a hint that FOUNDATION may
    ignore: rows of other jobs are left out.
    """

    def __init__(self, foundation: FoundationLists) -> None:
        self._foundation = foundation

    @property
    @override
    def traits(self) -> SourceTraits:
        """Job by job, once a day."""
        return SourceTraits(
            SyncResource.FOUNDATION_JOB_COST_HISTORY,
            every=timedelta(days=1),
            scoped_by=SyncResource.FOUNDATION_JOBS,
        )

    @override
    async def page(self, request: PageRequest) -> Result[SourcePage]:
        """All costs of one job; ``VALIDATION_FAILED`` without one.

        A job with a row that cannot be read keeps the sums it has: the row may belong to any of them.
        """
        if request.scope is None:
            return Result.fail("job cost is read by job", ErrorCode.VALIDATION_FAILED)
        job_no = request.scope.scope_id
        entries: list[JobCostEntry] = []
        malformed: list[MalformedRow] = []
        cursor: str | None = None
        for calls in range(1, _MOST_PAGES + 1):
            read = await read_page(self._foundation, request.company_id, JobCostEntry, cursor, wanted={"jobId": job_no})
            if read.failed:
                return read.failure()
            page, cursor = read.unwrap()
            entries.extend(entry for entry in page.rows.good if entry.job_id == job_no)
            malformed.extend(page.rows.malformed)
            if cursor is None:
                rows = () if malformed else tuple(_rows(job_no, entries))
                return Result.ok(SourcePage(rows, tuple(malformed), calls=calls))
        return Result.fail(f"the costs of job {job_no} do not end", ErrorCode.VENDOR_ANSWER_UNREADABLE)

    @override
    async def one(
        self, company_id: str, resource: SyncResource, record_id: str, scope: Scope | None
    ) -> Result[SourcePage]:
        """The sum of that name among the job's; ``VENDOR_NOT_FOUND`` if the job has none (any more)."""
        read = await self.page(PageRequest(company_id, scope))
        if read.failed:
            return read
        found = tuple(row for row in read.unwrap().rows if row.record_id == record_id)
        if not found:
            return Result.fail(f"no job cost {record_id}", ErrorCode.VENDOR_NOT_FOUND)
        return Result.ok(SourcePage(found, calls=read.unwrap().calls))


def _rows(job_no: str, entries: Iterable[JobCostEntry]) -> Iterable[SourceRow]:
    alike: dict[str, list[JobCostEntry]] = defaultdict(list)
    for entry in entries:
        alike[_name(entry)].append(entry)
    return (
        SourceRow(SyncResource.FOUNDATION_JOB_COST_HISTORY, name, _summed(same), scope_id=job_no)
        for name, same in alike.items()
    )


def _name(entry: JobCostEntry) -> str:
    """What tells a sum from the others of its job."""
    parts = (entry.date_posted.isoformat(), entry.phase_id, entry.cost_code_id, entry.cost_class_id, entry.source)
    return "/".join(part or "" for part in parts)


def _summed(same: list[JobCostEntry]) -> JobCostFacts:
    first = same[0]
    return JobCostFacts(
        job_no=first.job_id,
        phase=first.phase_id,
        cost_code=first.cost_code_id,
        cost_class=first.cost_class_id,
        posted_on=first.date_posted,
        source=first.source,
        cost=sum((entry.cost for entry in same), Decimal(0)),
        hours=sum((entry.hours or Decimal(0) for entry in same), Decimal(0)),
        rows=len(same),
    )
