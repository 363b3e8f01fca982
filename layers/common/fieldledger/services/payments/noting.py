"""Writing down how far an invoice is paid, together with what has to follow from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from fieldledger.domain.invoice import Invoice
from fieldledger.domain.invoice_payment import InvoicePayment
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.documents import Put
from fieldledger.repositories.invoice_records import InvoiceRecords
from fieldledger.result import ErrorCode, Result
from fieldledger.services.writing import Transactions

_TRIES: Final = 3


class Followed(Protocol):
    """What follows from a payment, in the same transaction."""

    async def writes(self, invoice: Invoice) -> Result[Sequence[Put]]:
        """``invoice`` is as it is about to be stored."""
        ...


@dataclass(frozen=True, slots=True)
class Noted:
    """``payment`` as the invoice shall have it; ``writes`` go into the same transaction, as the trail's entry does."""

    payment: InvoicePayment | None
    writes: tuple[Put, ...] = ()


class PaymentNotes[M: Invoice]:
    """Notes payments on invoices of one side. Somebody who changes it at the same moment is faster: read again."""

    def __init__(
        self, invoices: InvoiceRecords[M], transactions: Transactions, follows: Sequence[Followed] = ()
    ) -> None:
        self._invoices: InvoiceRecords[M] = invoices
        self._transactions = transactions
        self._follows = follows

    async def note(self, user_id: str, company_id: str, invoice_id: str, decide: Callable[[M], Noted]) -> Result[bool]:
        """Whether anything was written; ``decide`` may be asked several times."""
        for _ in range(_TRIES):
            found = await self._invoices.find(company_id, invoice_id)
            if found.failed:
                return found.failure()
            held = found.unwrap()
            noted = None if held is None else decide(held)
            if held is None or noted is None or noted.payment == held.payment:
                return Result.ok(data=False)
            written = await self._write(held.model_copy(update={"payment": noted.payment}), noted.writes)
            if written.success:
                log_mutation(LogEvent.PAYMENT_RECORDED, user_id, invoice_id, kind=held.record_type)
                return Result.ok(data=True)
            if written.error_code != ErrorCode.VERSION_CONFLICT:
                return written.failure()
        return Result.fail("the invoice kept changing while its payment was noted", ErrorCode.VERSION_CONFLICT)

    async def _write(self, invoice: M, writes: Sequence[Put]) -> Result[None]:
        following: list[Put] = []
        for each in self._follows:
            found = await each.writes(invoice)
            if found.failed:
                return found.failure()
            following += found.unwrap()
        return await self._transactions.transact([self._invoices.write(invoice), *writes, *following])
