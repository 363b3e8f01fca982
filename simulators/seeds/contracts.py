"""Contracts of a job and what was billed on them: every sum agrees with its parts, to the cent."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from simulators.seeds.model import (
    ChangeOrder,
    Commitment,
    CostCode,
    CostLine,
    DirectCost,
    Job,
    OwnerInvoice,
    PrimeContract,
    Requisition,
    Supplier,
)

_LINES: Final = 6
_CENT: Final = Decimal("0.01")


def split(rng: Random, amount: Decimal, parts: int) -> tuple[Decimal, ...]:
    """``amount`` in ``parts`` positive parts that add up to it."""
    weights = [rng.randrange(1, 10) for _ in range(parts)]
    shares = [(amount * weight / sum(weights)).quantize(_CENT) for weight in weights]
    shares[-1] = amount - sum(shares[:-1])
    return tuple(shares)


def prime_contract_of(rng: Random, job: Job, codes: Sequence[CostCode]) -> PrimeContract:
    """The contract with the owner; its lines add up to the job's contract amount."""
    lines = _lines(rng, job.contract_amount, codes, "O")
    return PrimeContract(
        f"PC-{job.number}",
        job.number,
        job.customer_number,
        f"Prime contract {job.name}",
        job.starts_on,
        job.retainage_percent,
        lines,
    )


def budget_of(rng: Random, job: Job, codes: Sequence[CostCode]) -> tuple[CostLine, ...]:
    """Four fifths of the contract amount, by cost code and cost type."""
    amount = (job.contract_amount * 4 / 5).quantize(_CENT)
    parts = split(rng, amount, len(codes) * 3)
    kinds = [(code, kind) for code in codes for kind in ("L", "M", "S")]
    return tuple(
        CostLine(code.code, kind, code.description, part) for (code, kind), part in zip(kinds, parts, strict=True)
    )


def commitments_of(
    rng: Random, job: Job, suppliers: Sequence[Supplier], codes: Sequence[CostCode]
) -> Iterator[Commitment]:
    """Three subcontracts and two purchase orders a job; one of each kind may still be a draft."""
    for n in range(5):
        subcontract = n < 3  # noqa: PLR2004 - three of five
        amount = (job.contract_amount * rng.randrange(4, 12) / 100).quantize(_CENT)
        yield Commitment(
            number=f"{'SC' if subcontract else 'PO'}-{job.number}-{n + 1}",
            kind="subcontract" if subcontract else "purchase_order",
            job_number=job.number,
            supplier_number=rng.choice(suppliers).number,
            title=f"{rng.choice(codes).description} {job.name}",
            status="Draft" if n == 2 else "Approved",  # noqa: PLR2004 - the third
            signed_on=job.starts_on + timedelta(days=rng.randrange(5, 40)),
            retainage_percent=job.retainage_percent if subcontract else Decimal(0),
            lines=_lines(rng, amount, codes, "S" if subcontract else "M"),
        )


def change_orders_of(rng: Random, commitment: Commitment) -> Iterator[ChangeOrder]:
    """One change of every second commitment that was signed."""
    if commitment.status == "Draft" or rng.random() < 0.5:  # noqa: PLR2004 - half of them
        return
    line = rng.choice(commitment.lines)
    amount = (line.amount / 20).quantize(_CENT)
    yield ChangeOrder(
        f"CO-{commitment.number}-1",
        commitment.number,
        f"Additional {line.description.lower()}",
        rng.choice(("approved", "pending")),
        CostLine(line.cost_code, line.cost_type, line.description, amount),
    )


def requisitions_of(rng: Random, commitment: Commitment, months: Sequence[tuple[date, date]]) -> Iterator[Requisition]:
    """A month's work each, of signed subcontracts, never more than the contract; the last one is not approved yet."""
    if commitment.kind != "subcontract" or commitment.status == "Draft":
        return
    for n, (start, end) in enumerate(months):
        yield Requisition(
            n + 1,
            f"INV-{commitment.number[3:]}-{n + 1}",
            commitment.number,
            start,
            end,
            end,
            "under_review" if n == len(months) - 1 else "approved",
            _completed(rng, commitment.lines, len(months)),
            commitment.retainage_percent,
        )


def owner_invoices_of(
    rng: Random, contract: PrimeContract, months: Sequence[tuple[date, date]]
) -> Iterator[OwnerInvoice]:
    """A payment application a month."""
    for n, (start, end) in enumerate(months):
        status = "draft" if n == len(months) - 1 else "approved"
        completed = _completed(rng, contract.lines, len(months))
        yield OwnerInvoice(n + 1, contract.number, start, end, status, completed)


def direct_costs_of(
    rng: Random, job: Job, suppliers: Sequence[Supplier], codes: Sequence[CostCode], first_day: date, last_day: date
) -> Iterator[DirectCost]:
    """Invoices and expenses outside any commitment."""
    for n in range(4):
        invoice = n % 2 == 0
        code = rng.choice(codes)
        amount = Decimal(rng.randrange(2_000, 400_000)) / 100
        yield DirectCost(
            f"DC-{job.number}-{n + 1}",
            "invoice" if invoice else "expense",
            job.number,
            rng.choice(suppliers).number if invoice else None,
            first_day + timedelta(days=rng.randrange((last_day - first_day).days + 1)),
            f"{code.description}, {'material' if invoice else 'small tools'}",
            (CostLine(code.code, "M" if invoice else "O", code.description, amount),),
        )


def _lines(rng: Random, amount: Decimal, codes: Sequence[CostCode], kind: str) -> tuple[CostLine, ...]:
    chosen = rng.sample(list(codes), min(_LINES, len(codes)))
    parts = split(rng, amount, len(chosen))
    return tuple(CostLine(code.code, kind, code.description, part) for code, part in zip(chosen, parts, strict=True))


def _completed(rng: Random, lines: Sequence[CostLine], months: int) -> tuple[Decimal, ...]:
    """At most an equal part of each line a month, so that all months together never exceed it."""
    return tuple((line.amount * rng.randrange(40, 100) / 100 / months).quantize(_CENT) for line in lines)
