"""The decision that invoices go to the books."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from fieldledger.domain.hashing import derive_id
from fieldledger.domain.invoice_approval import SeenInvoice
from fieldledger.http.bodies.base import Body
from fieldledger.http.parameters import Money, RecordId
from fieldledger.http.principal import Principal
from fieldledger.services.invoices.approving import ApproveInvoices


class SeenInvoiceBody(Body):
    """One invoice with the version and the total that the person saw."""

    invoice_id: RecordId
    version: Annotated[int, Field(ge=1, le=2**53)]
    total: Money


class InvoiceApprovalBody(Body):
    """Each invoice once."""

    invoices: Annotated[tuple[SeenInvoiceBody, ...], Field(min_length=1, max_length=100)]
    dry_run: bool = False

    @model_validator(mode="after")
    def _once_each(self) -> Self:
        if len({each.invoice_id for each in self.invoices}) < len(self.invoices):
            raise ValueError("an invoice is named twice")
        return self

    def decision(self, caller: Principal, key: str) -> ApproveInvoices:
        """The caller's decision. ``key`` names the approval: a repeated call goes on with it and begins no other."""
        return ApproveInvoices(
            company_id=caller.company_id,
            user_id=caller.user_id,
            approval_id=derive_id(caller.company_id, "invoice approval", key),
            invoices=tuple(SeenInvoice(**each.model_dump()) for each in self.invoices),
            dry_run=self.dry_run,
        )
