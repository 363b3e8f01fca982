"""What has to be done next in Procore, for one invoice's payments to be there as the books say. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fieldledger.domain.contract_payment import ContractPayments, PushedPayment, PushState
from fieldledger.domain.invoice_payment import InvoicePayment, PaymentMade

REFUSED_AGAIN: Final = timedelta(days=1)
"""When what Procore refused is tried again: a permission, or a contract, may be mended by then."""

type Wanted = Mapping[str, PaymentMade]
"""The payments that count, by their reference."""


@dataclass(frozen=True, slots=True)
class Create:
    """``revision`` counts the contract payments that were made of ``made``."""

    made: PaymentMade
    revision: int


@dataclass(frozen=True, slots=True)
class Settle:
    """Find out what became of a payment that was sent."""

    payment: PushedPayment


@dataclass(frozen=True, slots=True)
class Remove:
    """Take a payment back; ``voided``: the books have it no more, else another one takes its place."""

    payment: PushedPayment
    voided: bool


type Step = Create | Settle | Remove


def wanted_of(payment: InvoicePayment | None) -> Wanted:
    """What of the books' payments belongs in Procore."""
    made = () if payment is None else payment.made
    return {each.reference: each for each in made if not each.voided and each.amount > 0}


def next_step(record: ContractPayments, wanted: Wanted, now: datetime, tried: Collection[str] = ()) -> Step | None:
    """None: nothing can be done now. ``tried`` were refused in this pass, and are left alone for the rest of it."""
    for payment in record.payments:
        step = _of_known(payment, wanted.get(payment.reference), now, tried)
        if step is not None:
            return step
    new = next((made for key, made in wanted.items() if record.of(key) is None and key not in tried), None)
    return None if new is None else Create(new, 1)


def _of_known(payment: PushedPayment, made: PaymentMade | None, now: datetime, tried: Collection[str]) -> Step | None:
    match payment.state:
        case PushState.SENDING if payment.settle_after is None or payment.settle_after <= now:
            return Settle(payment)
        case PushState.HELD if made is None or not payment.says(made):
            return Remove(payment, voided=made is None)
        case PushState.REMOVING:
            return Remove(payment, voided=made is None)
        case PushState.REMOVED if made is not None and payment.reference not in tried:
            return Create(made, payment.revision + 1)
        case PushState.REFUSED if made is not None and payment.reference not in tried:
            return Create(made, payment.revision)
        case _:
            return None


def due_again(record: ContractPayments, wanted: Wanted, now: datetime) -> datetime | None:
    """When there is something to be done, once no step is left."""
    settled = [each.settle_after for each in record.payments if each.state is PushState.SENDING]
    waits = [moment for moment in settled if moment is not None]
    refused = any(each.state is PushState.REFUSED and each.reference in wanted for each in record.payments)
    return min([*waits, *([now + REFUSED_AGAIN] if refused else [])], default=None)
