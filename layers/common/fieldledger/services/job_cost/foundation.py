"""Job cost history of FOUNDATION."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from fieldledger.domain.facts.foundation import JobCostFacts
from fieldledger.domain.job_cost import CostEntry, CostKind
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.mirror import Mirror
from fieldledger.result import Result
from fieldledger.services.job_cost.codes import CodeBook
from fieldledger.services.job_cost.mirrored import cents, living

# Names of modules: assumed (docs/vendors/foundation.md); whatever else comes is neither payroll nor payables.
_MODULES: Final[Mapping[str, CostKind]] = {"PR": CostKind.LABOR, "AP": CostKind.PAYABLES}


async def foundation_costs(
    mirror: Mirror, company_id: str, job_no: str | None, book: CodeBook
) -> Result[tuple[CostEntry, ...]]:
    """What is posted there on a job."""
    resource = SyncResource.FOUNDATION_JOB_COST_HISTORY
    rows = await living(mirror, company_id, resource, JobCostFacts, job_no)
    return rows.map(lambda found: tuple(_entry(row, book) for row in found.values()))


def _entry(row: JobCostFacts, book: CodeBook) -> CostEntry:
    kind = _MODULES.get((row.source or "").strip().upper(), CostKind.OTHER)
    hours = row.hours if kind is CostKind.LABOR else Decimal("0.00")
    return CostEntry(SyncResource.FOUNDATION_JOB_COST_HISTORY, book.of_foundation(row), cents(row.cost), kind, hours)
