"""Contract payments of ours that people changed or deleted in Procore: told, and never fought."""

from collections.abc import Collection

from fieldledger.domain.contract_payment import ContractPayments, PushedPayment, PushState, is_ours
from fieldledger.domain.facts.procore_payments import PaymentFacts
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.contract_payments import ContractPaymentRecords
from fieldledger.repositories.mirror import Mirror, MirrorKey
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.payments.asking import REQUISITION
from fieldledger.services.writing import Transactions


class PaymentEdits:
    """Implements ``InvoiceChanges`` for Procore's payments. Our own writes, read back, differ from nothing."""

    def __init__(
        self, mirror: Mirror, records: ContractPaymentRecords, inbox: Inbox, transactions: Transactions
    ) -> None:
        self._mirror = mirror
        self._records = records
        self._inbox = inbox
        self._transactions = transactions

    async def after_changes(self, company_id: str, resource: SyncResource, keys: Collection[MirrorKey]) -> Result[int]:
        """The answer counts payments that are left to people from now on."""
        if resource is not SyncResource.PROCORE_CONTRACT_PAYMENTS or not keys:
            return Result.ok(0)
        found = await self._mirror.get_many(company_id, resource, list(keys))
        if found.failed:
            return found.failure()
        told = 0
        for row in found.unwrap():
            compared = await self._compare(row, row.read(PaymentFacts))
            if compared.failed:
                return compared
            told += compared.unwrap()
        return Result.ok(told)

    async def _compare(self, row: MirrorRecord, facts: PaymentFacts) -> Result[int]:
        if not is_ours(facts.origin_id) or facts.requisition_id is None:
            return Result.ok(0)
        found = await self._records.find(row.company_id, f"{REQUISITION}{facts.requisition_id}")
        if found.failed:
            return found.failure()
        record = found.unwrap()
        payment = next((each for each in record.payments if each.procore_id == row.record_id), None)
        if payment is None or payment.state is not PushState.HELD:
            return Result.ok(0)
        if not row.deleted and payment.stands_as(facts.amount, facts.paid_on, facts.check_number):
            return Result.ok(0)
        return await self._leave(record, payment, deleted=row.deleted)

    async def _leave(self, record: ContractPayments, payment: PushedPayment, *, deleted: bool) -> Result[int]:
        """A push that is under way is faster; it looks at the payment itself before it changes it."""
        deed = "deleted" if deleted else "changed"
        text = f"people {deed} the payment of {payment.amount:,.2f} that was written to Procore: theirs stays"
        problem = Problem(ErrorCode.PAYMENT_EDITED, f"vendor_invoice:{record.invoice_id}", text)
        raised = await self._inbox.writes(record.company_id, [problem])
        if raised.failed:
            return raised.failure()
        after = record.having(payment.model_copy(update={"state": PushState.LEFT}))
        written = await self._transactions.transact([self._records.write(after), *raised.unwrap()])
        if written.error_code == ErrorCode.VERSION_CONFLICT:
            return Result.ok(0)
        return written.map(lambda _: 1)
