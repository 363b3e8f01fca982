"""The decision that an approval of invoices is taken back."""

from typing import Annotated

from pydantic import Field

from fieldledger.domain.hashing import derive_id
from fieldledger.http.bodies.base import Body
from fieldledger.http.parameters import PlainText, RecordId
from fieldledger.http.principal import Principal
from fieldledger.services.invoices.unapproving import UnapproveInvoices


class InvoiceUnapprovalBody(Body):
    """Invoices of one side."""

    invoice_ids: Annotated[tuple[RecordId, ...], Field(min_length=1, max_length=100)]
    reason: PlainText
    dry_run: bool = False

    def decision(self, caller: Principal, key: str) -> UnapproveInvoices:
        """The caller's decision. ``key`` names it: a repeated call goes on with it and begins no other."""
        return UnapproveInvoices(
            company_id=caller.company_id,
            user_id=caller.user_id,
            unapproval_id=derive_id(caller.company_id, "invoice unapproval", key),
            **self.model_dump(),
        )
