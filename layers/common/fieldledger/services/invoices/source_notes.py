"""The sentence in the books that leads back to an invoice's record at its source."""

from collections.abc import Mapping
from typing import Final

from fieldledger.domain.company import Company
from fieldledger.domain.invoice import Invoice
from fieldledger.domain.sync_resource import SyncResource

PREFIXES: Final[Mapping[SyncResource, str]] = {
    SyncResource.PROCORE_REQUISITIONS: "procore-requisition-",
    SyncResource.PROCORE_DIRECT_COSTS: "procore-direct-cost-",
    SyncResource.PROCORE_PAYMENT_APPLICATIONS: "procore-application-",
}
"""Our id is Procore's behind one of these, and never changes."""
_CALLED: Final = {
    SyncResource.PROCORE_REQUISITIONS: "subcontractor invoice",
    SyncResource.PROCORE_DIRECT_COSTS: "direct cost",
    SyncResource.PROCORE_PAYMENT_APPLICATIONS: "payment application",
}


def source_note(company: Company, invoice: Invoice) -> str | None:
    """For instance ``Procore subcontractor invoice 88121: https://...``; None if the company wants no link."""
    pattern = company.documents.source_link
    if pattern is None or invoice.source_scope_id is None:
        return None
    for resource, prefix in PREFIXES.items():
        if invoice.invoice_id.startswith(prefix):
            record_id = invoice.invoice_id.removeprefix(prefix)
            link = pattern.format(project=invoice.source_scope_id, record=record_id)
            return f"{invoice.source.capitalize()} {_CALLED[resource]} {record_id}: {link}"
    return None
