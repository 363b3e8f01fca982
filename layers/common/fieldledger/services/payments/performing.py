"""One step of a push: look, write down what is about to be sent, send it, write down what became of it.

Whoever stores the next version of an invoice's record does the step; any other finds a conflict and leaves it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from fieldledger.clients.procore.errors import Disposition
from fieldledger.clients.procore.models.payments import ContractPayment
from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.domain.clock import Clock
from fieldledger.domain.contract_payment import ContractPayments, PushedPayment, PushState
from fieldledger.domain.sealed_batch import SEND_WITHIN
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.contract_payments import ContractPaymentRecords
from fieldledger.result import ErrorCode, Remedy, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.payments.procore_side import ContractPaymentsAt, as_written, entered_by_people
from fieldledger.services.payments.steps import Create, Remove, Settle, Step
from fieldledger.services.writing import Transactions

SETTLE: Final = timedelta(seconds=150)
"""How long Procore may still be working on a request whose answer was lost: its own limits are not documented, so the
time for leaving, our own read timeout of 60 s, and as much again."""
_GONE: Final = "people deleted it in Procore"
_EDITED: Final = "people changed it in Procore"


@dataclass(slots=True)
class Pass:
    """One pass over one invoice. ``seen`` are the contract's payments, read once until something was written."""

    invoice: VendorInvoice
    record: ContractPayments
    at: ContractPaymentsAt
    requisition_id: str
    seen: list[ContractPayment] | None = None
    tried: set[str] = field(default_factory=set)


class PaymentSteps:
    """Performs steps; each changes ``record`` of the pass to what was stored."""

    def __init__(self, records: ContractPaymentRecords, inbox: Inbox, transactions: Transactions, clock: Clock) -> None:
        self._records = records
        self._inbox = inbox
        self._transactions = transactions
        self._clock = clock

    async def perform(self, run: Pass, step: Step) -> Result[None]:
        """A failure ends the pass; ``VERSION_CONFLICT``: somebody else is at it."""
        match step:
            case Create():
                return await self._create(run, step)
            case Settle(payment):
                return await self._settle(run, payment)
            case Remove():
                return await self._remove(run, step)

    async def _create(self, run: Pass, step: Create) -> Result[None]:
        made, before = step.made, run.record
        payment = PushedPayment(
            reference=made.reference,
            revision=step.revision,
            amount=made.amount,
            paid_on=made.paid_on,
            check_number=made.check_number,
        )
        seen = await self._seen(run)
        if seen.failed:
            return await self._not_taken(run, before, payment, seen.failure())
        found = _by_origin(seen.unwrap(), run.record.origin_id(payment))
        if found is not None:
            return await self._keep(run, run.record.having(_held(payment, found)))
        if any(entered_by_people(each, payment, run.requisition_id) for each in seen.unwrap()):
            text = f"{_told(payment)} stands in Procore already, entered by people: nothing was written"
            return await self._leave(run, payment, _problem(run, ErrorCode.PAYMENT_CONTRADICTS, text))
        now = self._clock.now()
        sealed = payment.model_copy(update={"settle_after": now + SETTLE})
        kept = await self._keep(run, run.record.having(sealed))
        return kept if kept.failed else await self._send(run, before, sealed, now + SEND_WITHIN)

    async def _send(
        self, run: Pass, before: ContractPayments, payment: PushedPayment, send_before: datetime
    ) -> Result[None]:
        run.seen = None
        origin_id, number = run.record.origin_id(payment), run.invoice.document_number
        sent = await run.at.create(payment, origin_id, number, send_before)
        if sent.success:
            log_mutation(LogEvent.PAYMENT_PUSHED, SYSTEM, run.invoice.invoice_id, procore_id=sent.unwrap().id)
            return await self._keep(run, run.record.having(_held(payment, sent.unwrap())))
        if outcome_of(sent) is CallOutcome.UNKNOWN:
            return Result.ok(None)  # stays as it is until it can be settled
        return await self._not_taken(run, before, payment, sent.failure())

    async def _settle(self, run: Pass, payment: PushedPayment) -> Result[None]:
        run.seen = None
        seen = await self._seen(run)
        if seen.failed:
            return seen.failure()
        found = _by_origin(seen.unwrap(), run.record.origin_id(payment))
        after = run.record.without(payment) if found is None else run.record.having(_held(payment, found))
        return await self._keep(run, after)

    async def _remove(self, run: Pass, step: Remove) -> Result[None]:
        """Only what is still as we wrote it."""
        payment = step.payment
        found = await run.at.find(payment.procore_id or "")
        if found.failed:
            return found.failure()
        held = found.unwrap()
        if held is None and (step.voided or payment.state is PushState.REMOVING):
            return await self._keep(run, run.record.having(_in(payment, PushState.REMOVED)))
        if held is None or not as_written(held, payment):
            text = f"{_told(payment)} changed in the books, but {_GONE if held is None else _EDITED}: theirs stays"
            return await self._leave(run, payment, _problem(run, ErrorCode.PAYMENT_EDITED, text))
        kept = await self._keep(run, run.record.having(_in(payment, PushState.REMOVING)))
        return kept if kept.failed else await self._delete(run, payment)

    async def _delete(self, run: Pass, payment: PushedPayment) -> Result[None]:
        run.seen = None
        gone = await run.at.delete(payment.procore_id or "")
        if gone.success:
            return await self._keep(run, run.record.having(_in(payment, PushState.REMOVED)))
        if not _is_refusal(gone):
            return gone
        text = f"{_told(payment)} changed in the books, and Procore does not let it be deleted: {gone.error}"
        return await self._leave(run, payment, _problem(run, ErrorCode.PAYMENT_REFUSED, text))

    async def _not_taken(
        self, run: Pass, before: ContractPayments, payment: PushedPayment, failed: Result[None]
    ) -> Result[None]:
        """A refusal is a person's; whatever else never reached Procore is as if it had not been tried."""
        if _is_refusal(failed):
            run.tried.add(payment.reference)
            text = f"Procore does not take {_told(payment)}: {failed.error}"
            problem = _problem(run, ErrorCode.PAYMENT_REFUSED, text)
            return await self._keep(run, run.record.having(_in(payment, PushState.REFUSED)), [problem])
        if run.record == before:
            return failed
        undone = run.record.model_copy(update={"payments": before.payments})
        kept = await self._keep(run, undone)
        return kept if kept.failed else failed

    async def _leave(self, run: Pass, payment: PushedPayment, problem: Problem) -> Result[None]:
        return await self._keep(run, run.record.having(_in(payment, PushState.LEFT)), [problem])

    async def _keep(self, run: Pass, after: ContractPayments, problems: Sequence[Problem] = ()) -> Result[None]:
        raised = await self._inbox.writes(after.company_id, problems)
        if raised.failed:
            return raised.failure()
        written = await self._transactions.transact([self._records.write(after), *raised.unwrap()])
        if written.success:
            run.record = after.model_copy(update={"version": after.version + 1})
        return written

    async def _seen(self, run: Pass) -> Result[list[ContractPayment]]:
        if run.seen is not None:
            return Result.ok(run.seen)
        read = await run.at.all()
        run.seen = read.data
        return read


def _is_refusal(failed: Result[None]) -> bool:
    """Whether a person has to act at Procore, or on the record."""
    if failed.traits.remedy is Remedy.RECONNECT:
        return False
    return failed.details.get("disposition") == Disposition.PARK.value


def _by_origin(payments: Sequence[ContractPayment], origin_id: str) -> ContractPayment | None:
    return next((each for each in payments if each.origin_id == origin_id), None)


def _held(payment: PushedPayment, found: ContractPayment) -> PushedPayment:
    return payment.model_copy(update={"state": PushState.HELD, "procore_id": found.id, "settle_after": None})


def _in(payment: PushedPayment, state: PushState) -> PushedPayment:
    return payment.model_copy(update={"state": state, "settle_after": None})


def _told(payment: PushedPayment) -> str:
    day = "" if payment.paid_on is None else f" of {payment.paid_on.isoformat()}"
    check = "" if payment.check_number is None else f", check {payment.check_number}"
    return f"the payment of {payment.amount:,.2f}{day}{check}"


def _problem(run: Pass, code: ErrorCode, text: str) -> Problem:
    details = {"number": run.invoice.number or "", "requisition": run.requisition_id}
    return Problem(code, f"vendor_invoice:{run.invoice.invoice_id}", text, details)
