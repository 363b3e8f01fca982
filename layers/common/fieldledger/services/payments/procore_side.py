"""Contract payments at Procore, as far as pushing needs them."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from fieldledger.clients.procore.models.payments import ContractPayment, ContractPaymentWrite
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.domain.contract_payment import PushedPayment
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.result import ErrorCode, Result
from fieldledger.services.payments.asking import REQUISITION
from fieldledger.services.sync.procore.reading import next_page


class PaymentsAtProcore(Protocol):
    """What the client offers."""

    async def page(
        self, company_id: str, project_id: str, contract_id: str, page: int = 1
    ) -> Result[ProcorePage[ContractPayment]]:
        """A page of one contract's payments."""
        ...

    async def get(self, company_id: str, project_id: str, contract_id: str, payment_id: str) -> Result[ContractPayment]:
        """One payment."""
        ...

    async def create(
        self,
        company_id: str,
        project_id: str,
        contract_id: str,
        payment: ContractPaymentWrite,
        send_before: datetime | None = None,
    ) -> Result[ContractPayment]:
        """A new payment; never safe to repeat."""
        ...

    async def delete(self, company_id: str, project_id: str, contract_id: str, payment_id: str) -> Result[None]:
        """Deleting twice does no harm."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where an invoice's payments belong: ids of Procore's."""

    company_id: str
    project_id: str
    contract_id: str
    requisition_id: str

    @classmethod
    def of(cls, invoice: VendorInvoice) -> "Place | None":
        """None as long as the requisition's project or contract is not known."""
        if invoice.source_scope_id is None or invoice.commitment_id is None:
            return None
        requisition = invoice.invoice_id.removeprefix(REQUISITION)
        return cls(invoice.company_id, invoice.source_scope_id, invoice.commitment_id, requisition)


class ContractPaymentsAt:
    """Reading and writing them in one place."""

    def __init__(self, procore: PaymentsAtProcore, place: Place) -> None:
        where = (place.company_id, place.project_id, place.contract_id)
        self._page = partial(procore.page, *where)
        self._get = partial(procore.get, *where)
        self._create = partial(procore.create, *where)
        self._delete = partial(procore.delete, *where)
        self._place = place

    async def all(self) -> Result[list[ContractPayment]]:
        """Every live payment of the contract; a row that cannot be read might be ours, so that it is a failure."""
        payments: list[ContractPayment] = []
        page: int | None = 1
        while page is not None:
            read = await self._page(page)
            if read.failed:
                return read.failure()
            if read.unwrap().rows.malformed:
                text = "Procore shows a payment of this contract that cannot be read"
                return Result.fail(text, ErrorCode.VENDOR_ANSWER_UNREADABLE)
            payments += [each for each in read.unwrap().rows.good if each.deleted_at is None]
            following = next_page(read.unwrap())
            page = None if following is None else int(following)
        return Result.ok(payments)

    async def find(self, payment_id: str) -> Result[ContractPayment | None]:
        """None for one that is gone."""
        found = await self._get(payment_id)
        if found.error_code == ErrorCode.VENDOR_NOT_FOUND:
            return Result.ok(None)
        return found.map(lambda payment: payment if payment.deleted_at is None else None)

    async def create(
        self, payment: PushedPayment, origin_id: str, number: str | None, send_before: datetime
    ) -> Result[ContractPayment]:
        """Write ``payment``; ``number`` is the invoice's in the books."""
        write = ContractPaymentWrite(
            amount=payment.amount,
            date=payment.paid_on,
            check_number=payment.check_number,
            invoice_number=number,
            requisition_id=self._place.requisition_id,
            origin_id=origin_id,
            origin_data=payment.reference,
        )
        return await self._create(write, send_before)

    async def delete(self, payment_id: str) -> Result[None]:
        """One that is gone already is no failure."""
        gone = await self._delete(payment_id)
        return Result.ok(None) if gone.error_code == ErrorCode.VENDOR_NOT_FOUND else gone


def as_written(held: ContractPayment, payment: PushedPayment) -> bool:
    """Whether nobody changed it in Procore since."""
    return payment.stands_as(held.amount, held.date, held.check_number)


def entered_by_people(held: ContractPayment, payment: PushedPayment, requisition_id: str) -> bool:
    """Whether it may be the same payment, entered in Procore before: the same amount, and its check or day."""
    if held.origin_id or held.amount != payment.amount or held.requisition_id not in {None, requisition_id}:
        return False
    same_check = bool(payment.check_number) and held.check_number == payment.check_number
    return same_check or (payment.paid_on is not None and held.date == payment.paid_on)
