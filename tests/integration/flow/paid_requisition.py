"""A requisition in Procore of which the books say what was paid, and what pushes it there, with harm on its way."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from fieldledger.clients.procore.models.payments import ContractPayment, ContractPaymentWrite
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.domain.contract_payment import ContractPayments
from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.invoice import InvoiceStatus
from fieldledger.domain.invoice_payment import InvoicePayment, PaymentMade, payment_status
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.contract_payments import DocumentContractPayments
from fieldledger.repositories.documents import DocumentStore, Write
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Inbox
from fieldledger.services.payments.noting import Noted, PaymentNotes
from fieldledger.services.payments.procore_side import PaymentsAtProcore
from fieldledger.services.payments.to_procore import PaymentPush
from fieldledger.wiring.contract_payments import catching_up_over, push_asking_over
from tests.builders import COMPANY, a_company
from tests.builders.documents import a_vendor_invoice
from tests.integration.clients.procore.portal import ACCOUNT, Portal, a_portal
from tests.integration.flow.back_office import A_JOB
from tests.integration.flow.doubles import Crash, NoDeadline

type Effect[T] = Callable[[], Awaitable[Result[T]]]

PAST_ALL_WAITS: Final = timedelta(minutes=20)


class Harm(StrEnum):
    """What befalls an effect."""

    BEFORE = "the container dies before it"
    AFTER = "the container dies after it"
    LOST = "it happens, and its answer is lost"
    NEVER = "it does not happen, and the caller is told"


@dataclass
class Effects:
    """Counts effects; the one numbered ``point`` is harmed, once."""

    point: int | None = None
    harm: Harm = Harm.BEFORE
    seen: list[str] = field(default_factory=list)

    async def take[T](self, name: str, effect: Effect[T], lost: Result[T], never: Result[T]) -> Result[T]:
        """Let it happen, or not."""
        place = len(self.seen)
        self.seen.append(name)
        harm = self.harm if place == self.point else None
        if harm is Harm.BEFORE:
            raise Crash
        if harm is Harm.NEVER:
            return never
        answer = await effect()
        if harm is Harm.AFTER:
            raise Crash
        return lost if harm is Harm.LOST else answer


@dataclass
class HarmedProcore:
    """Implements ``PaymentsAtProcore`` over the client; only writes are effects."""

    real: PaymentsAtProcore
    effects: Effects

    async def page(self, *where: Any, **more: Any) -> Result[ProcorePage[ContractPayment]]:
        return await self.real.page(*where, **more)

    async def get(self, *where: Any) -> Result[ContractPayment]:
        return await self.real.get(*where)

    async def create(
        self,
        company_id: str,
        project_id: str,
        contract_id: str,
        payment: ContractPaymentWrite,
        send_before: datetime | None = None,
    ) -> Result[ContractPayment]:
        async def effect() -> Result[ContractPayment]:
            return await self.real.create(company_id, project_id, contract_id, payment, send_before)

        return await self.effects.take("create", effect, _lost(), _never())

    async def delete(self, company_id: str, project_id: str, contract_id: str, payment_id: str) -> Result[None]:
        async def effect() -> Result[None]:
            return await self.real.delete(company_id, project_id, contract_id, payment_id)

        return await self.effects.take("delete", effect, _lost(), _never())


@dataclass
class HarmedTransactions:
    """Implements ``Transactions``."""

    store: DocumentStore
    effects: Effects

    async def transact(self, writes: Sequence[Write]) -> Result[None]:
        async def effect() -> Result[None]:
            return await self.store.transact(writes)

        broken: Result[None] = Result.fail("the store did not answer", ErrorCode.STORE_UNAVAILABLE)
        return await self.effects.take("store", effect, broken, broken)


def _lost[T]() -> Result[T]:
    return Result.fail("no answer came", ErrorCode.VENDOR_TIMEOUT, {"outcome": "unknown", "disposition": "settle"})


def _never[T]() -> Result[T]:
    return Result.fail("it was not sent", ErrorCode.VENDOR_UNAVAILABLE, {"outcome": "not_sent"})


@dataclass
class PaidRequisition:
    """``invoice_id`` is our id of requisition AC-1 of 10,000.00, of which the books paid what a test says."""

    portal: Portal
    invoice_id: str

    async def say(self, *made: PaymentMade) -> None:
        """What the books say was paid, from now on."""
        total, paid = Decimal(10_000), sum((each.amount for each in made if not each.voided), Decimal(0))
        payment = InvoicePayment(
            books="quickbooks",
            document_id="201",
            status=payment_status(total, total - paid),
            total=total,
            paid=paid,
            balance=total - paid,
            made=made,
        )
        store, clock = self.portal.store, self.portal.clock
        notes = PaymentNotes(DocumentInvoiceRecords(store, VendorInvoice), store, (push_asking_over(store, clock),))
        (await notes.note("system", COMPANY, self.invoice_id, lambda _: Noted(payment))).unwrap()

    async def push(self, effects: Effects | None = None) -> Result[int]:
        """One pass of the worker; a crash ends it."""
        store, clock, harmed = self.portal.store, self.portal.clock, effects or Effects()
        push = PaymentPush(
            DocumentCompanies(store),
            DocumentContractPayments(store),
            DocumentInvoiceRecords(store, VendorInvoice),
            catching_up_over(store, clock),
            HarmedProcore(self.portal.api.contract_payments, harmed),
            Inbox(DocumentExceptions(store), clock),
            HarmedTransactions(store, harmed),
            clock,
        )
        try:
            return await push.push(COMPANY, NoDeadline())
        except Crash:
            return Result.fail("the container died", ErrorCode.UNKNOWN)

    async def settle(self) -> None:
        """Whatever has to be waited for has passed, and the sweep has woken the worker each time."""
        for _ in range(3):
            self.portal.clock.advance(PAST_ALL_WAITS.total_seconds())
            (await self.push()).unwrap()

    async def there(self) -> list[tuple[str, str, str | None]]:
        """The living payments of the contract in Procore: amount, day, check."""
        rows = await self.rows()
        return sorted((str(row["amount"]), str(row["date"]), row.get("check_number")) for row in rows)

    async def rows(self) -> list[dict[str, Any]]:
        """The same as they are stored."""
        kept = await self.portal.kept("contract_payments")
        return [row for row in kept if row.get("deleted_at") is None]

    async def record(self) -> ContractPayments:
        """What we know of them."""
        return (await DocumentContractPayments(self.portal.store).find(COMPANY, self.invoice_id)).unwrap()

    async def inbox(self) -> dict[str, str]:
        """Sentences of open items by their code."""
        exceptions = DocumentExceptions(self.portal.store)
        page = (await exceptions.by_state(COMPANY, ExceptionState.OPEN, 100, None)).unwrap()
        return {item.code: item.message for item in page.items}


def a_check(number: str = "10482", amount: str = "4000.00", day: date = date(2026, 10, 2)) -> PaymentMade:
    """A check to the subcontractor."""
    return PaymentMade(reference=f"payment-{number}", check_number=number, paid_on=day, amount=Decimal(amount))


@asynccontextmanager
async def a_paid_requisition(*, on: bool = True) -> AsyncIterator[PaidRequisition]:
    """A requisition that is in the books, nothing of it paid; ``on``: payments are pushed."""
    async with a_portal(made=A_JOB) as portal:
        contract = await portal.id_of("work_order_contracts", "number", "SC-1")
        period = {"start_date": "2026-09-01", "end_date": "2026-12-31", "status": "open"}
        await _make(portal, "billing_periods", period)
        bill = {"commitment_id": int(contract), "invoice_number": "AC-1", "status": "approved"}
        requisition = await _make(portal, "requisitions", {**bill, "billing_date": "2026-09-14"})
        company = a_company()
        directions = company.directions.model_copy(update={"payments": "from_books" if on else "off"})
        await _save(DocumentCompanies(portal.store).save(company.model_copy(update={"directions": directions})))
        invoice = a_vendor_invoice(
            invoice_id=f"procore-requisition-{requisition}", number="AC-1", status=InvoiceStatus.APPROVED
        ).model_copy(update={"source_scope_id": portal.project, "commitment_id": contract, "document_number": "AC-1"})
        await _save(DocumentInvoiceRecords(portal.store, VendorInvoice).save(invoice))
        yield PaidRequisition(portal, invoice.invoice_id)


async def _make(portal: Portal, kept: str, fields: dict[str, object]) -> str:
    order = {"project_id": int(portal.project), "holder_id": None, "records": [fields]}
    made: list[dict[str, Any]] = await portal.admin("POST", f"/companies/{ACCOUNT}/records/{kept}", order)
    return str(made[0]["id"])


async def _save(saving: Any) -> None:
    (await saving).unwrap()
