"""The filters of the lists of invoices, as a request gives them."""

from typing import Annotated

from fieldledger.domain.invoice import InvoiceStatus
from fieldledger.domain.visibility import VisibleProjects
from fieldledger.http.declarations import Depends, Query
from fieldledger.http.parameters import Day, Order, RecordId
from fieldledger.http.principal import Principal
from fieldledger.http.refusals import refused
from fieldledger.repositories.invoice_records import InvoiceDays
from fieldledger.result import ErrorCode
from fieldledger.services.queries.invoices import InvoiceFilters


def _filters(
    first: Annotated[Day | None, Query(alias="from")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
    status: InvoiceStatus | None = None,
    project_id: RecordId | None = None,
    order: Order = "desc",
) -> InvoiceFilters:
    """Dates of the invoices, both included; newest first unless told otherwise."""
    if first is not None and last is not None and last < first:
        problem = {"field": "query.to", "problem": "must not be before the first day"}
        raise refused("the request is not valid", ErrorCode.VALIDATION_FAILED, {"fields": [problem]})
    return InvoiceFilters(InvoiceDays(first, last, newest_first=order == "desc"), status, project_id)


AskedInvoices = Annotated[InvoiceFilters, Depends(_filters)]


def binding(filters: InvoiceFilters, caller: Principal, visible: VisibleProjects) -> dict[str, str | None]:
    """What a cursor of such a list belongs to; of somebody who sees some projects only, to that person."""
    days = filters.days
    return {
        "from": None if days.first is None else str(days.first),
        "to": None if days.last is None else str(days.last),
        "order": "desc" if days.newest_first else "asc",
        "status": filters.status,
        "project_id": filters.project_id,
        "vendor_id": filters.vendor_id,
        "seen_by": None if visible.project_ids is None else caller.user_id,
    }
