"""Payments as facts: issued on commitments, received on prime contracts."""

from fieldledger.clients.procore.models.payments import ContractPayment
from fieldledger.domain.facts.procore_payments import PaymentFacts, PaymentKind
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.services.sync.source import SourceRow


def payment_row(payment: ContractPayment, kind: PaymentKind, contract_id: str) -> SourceRow:
    """The contract is the scope."""
    gone = payment.deleted_at is not None
    facts = _facts(payment, kind, contract_id)
    resource = SyncResource.PROCORE_CONTRACT_PAYMENTS
    return SourceRow(resource, payment.id, facts, contract_id, payment.updated_at, deleted=gone)


def _facts(payment: ContractPayment, kind: PaymentKind, contract_id: str) -> PaymentFacts:
    return PaymentFacts(
        kind=kind,
        contract_id=contract_id,
        project_id=payment.project_id,
        requisition_id=payment.requisition_id,
        amount=payment.amount,
        paid_on=payment.date,
        check_number=payment.check_number,
        invoice_number=payment.invoice_number,
        payment_number=payment.payment_number,
        draw_request_number=payment.draw_request_number,
        notes=payment.notes,
        status=payment.status,
        external_payment_id=payment.external_payment_id,
        initiated_at=payment.date_payment_initiated,
        settled_at=payment.date_payment_settled,
        origin_id=payment.origin_id,
    )
