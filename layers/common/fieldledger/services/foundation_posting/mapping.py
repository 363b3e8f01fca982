"""From drafts to FOUNDATION's records. What cannot be mapped is a problem of that one posting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from pydantic import ValidationError

from fieldledger.clients.foundation.models.writes import ApInvoiceLineWrite, ApInvoiceWrite, TimeCardWrite
from fieldledger.domain.drafts import BillDraft, CostLine, TimeActivityDraft
from fieldledger.domain.foundation_mappings import CodeIds, CodePart, FoundationKind, FoundationMappings, LinkedKind
from fieldledger.domain.posting import Operation, Posting
from fieldledger.result import ErrorCode
from fieldledger.services.foundation_posting.ids import BOOKS, ResolvedIds, is_id, subject_of
from fieldledger.services.foundation_posting.quantities import hours, percent_of
from fieldledger.services.inbox import Problem

type BooksWrite = TimeCardWrite | ApInvoiceWrite

_FIELDS: Final[Mapping[CodePart, str]] = {
    CodePart.PHASE: "phase",
    CodePart.COST_CODE: "cost_code",
    CodePart.COST_CLASS: "cost_class",
}


@dataclass(frozen=True, slots=True)
class Mapped:
    """A posting as FOUNDATION will hold it; ``approved`` is what a person approved, in minutes or money.

    ``week`` is the first day of the week that its hours were rounded with.
    """

    write: BooksWrite
    kind: FoundationKind
    approved: Decimal
    week: date | None = None


class Unmapped(Exception):  # noqa: N818 - no error: it carries a problem out of a few small functions of this file
    """Raised and caught in this file only."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def kind_of(posting: Posting) -> FoundationKind | None:
    """What the posting would be in FOUNDATION; None for what we do not write there."""
    match posting.payload:
        case TimeActivityDraft():
            return FoundationKind.TIME_CARD
        case BillDraft():
            return FoundationKind.AP_INVOICE
        case _:
            return None


def map_posting(posting: Posting, mappings: FoundationMappings, ids: ResolvedIds) -> Mapped | Problem:
    """The write, or why there is none."""
    try:
        return _mapped(posting, mappings, ids)
    except Unmapped as unmapped:
        return unmapped.problem
    except ValidationError as invalid:
        fields = ", ".join(str(error["loc"][0]) for error in invalid.errors(include_input=False) if error["loc"])
        return _refusal(posting, f"FOUNDATION cannot hold the record: {fields}")


def _mapped(posting: Posting, mappings: FoundationMappings, ids: ResolvedIds) -> Mapped:
    if posting.operation is not Operation.CREATE:
        raise Unmapped(_by_hand(posting))
    match posting.payload:
        case TimeActivityDraft() as draft:
            return _time_card(posting, draft, mappings, ids)
        case BillDraft() as draft:
            return _invoice(posting, draft, mappings, ids)
        case _:
            raise Unmapped(_refusal(posting, f"a {posting.payload.kind} is not written to FOUNDATION"))


def _time_card(posting: Posting, draft: TimeActivityDraft, mappings: FoundationMappings, ids: ResolvedIds) -> Mapped:
    earn_code = mappings.earn_codes.get(draft.pay_type)
    if earn_code is None:
        text = "the pay type has no earn code of FOUNDATION"
        raise Unmapped(Problem(ErrorCode.PAY_TYPE_UNMAPPED, subject_of("pay_type", draft.pay_type), text, BOOKS))
    codes = _codes(draft.cost_code, mappings, mappings.labor_class)
    worker_class = mappings.classes.get(draft.classification or "")
    write = TimeCardWrite(
        employee_id=_id(ids, LinkedKind.EMPLOYEE, draft.employee_id),
        day=draft.work_date,
        job_id=_id(ids, LinkedKind.PROJECT, draft.project_id),
        earn_code_id=earn_code,
        hours=hours(draft.minutes),
        reference=posting.marker,
        **_code_fields(codes),
        **({} if worker_class is None else {"class_id": worker_class}),
    )
    return Mapped(write, FoundationKind.TIME_CARD, Decimal(draft.minutes))


def _invoice(posting: Posting, draft: BillDraft, mappings: FoundationMappings, ids: ResolvedIds) -> Mapped:
    gross = sum((line.amount for line in draft.lines), Decimal(0))
    lines = tuple(_line(line, mappings, ids) for line in draft.lines)
    jobs = {line.job_id for line in lines}
    job = next(iter(jobs)) if len(jobs) == 1 else None
    first = next((line.description for line in draft.lines if line.description), "")
    optional: dict[str, object] = {} if draft.due_date is None else {"due_date": draft.due_date}
    optional |= {} if job is None else {"job_id": job}
    write = ApInvoiceWrite.model_validate(
        {
            "vendor_id": _id(ids, LinkedKind.SUPPLIER, draft.supplier_id),
            "invoice_number": draft.document_number,
            "invoice_date": draft.document_date,
            "invoice_amount": gross,
            "description": f"{first} {posting.marker}".strip(),
            "lines": lines,
            **_retainage(posting, draft, gross),
            **optional,
        }
    )
    return Mapped(write, FoundationKind.AP_INVOICE, gross)


def _retainage(posting: Posting, draft: BillDraft, gross: Decimal) -> dict[str, Decimal]:
    """FOUNDATION holds a percentage and an amount: both, or nothing if they would contradict each other."""
    if not draft.retainage:
        return {}
    if draft.retainage < 0 or gross <= 0 or draft.retainage > gross:
        text = "FOUNDATION withholds a part of an invoice; releasing retainage is done there by a person"
        raise Unmapped(_refusal(posting, text))
    percent = percent_of(draft.retainage, gross)
    if percent is None:
        text = f"no percentage of two decimals gives the retainage {draft.retainage} of {gross}"
        raise Unmapped(_refusal(posting, text))
    return {"retainage_percent": percent, "retainage_amount": draft.retainage}


def _line(line: CostLine, mappings: FoundationMappings, ids: ResolvedIds) -> ApInvoiceLineWrite:
    if line.is_tax:
        return _tax_line(line, mappings, ids)
    codes = _codes(line.cost_code, mappings, mappings.expense_class)
    fields = _code_fields(codes)
    if line.project_id is not None:
        fields["job_id"] = _id(ids, LinkedKind.PROJECT, line.project_id)
    account = mappings.accounts.get(codes.cost_class or "", mappings.account)
    if account is not None:
        fields["account_id"] = account
    elif line.project_id is None:
        text = "a cost outside any job needs a ledger account of FOUNDATION"
        raise Unmapped(Problem(ErrorCode.BOOKS_MAPPING_MISSING, subject_of("mapping", "account"), text, BOOKS))
    return ApInvoiceLineWrite(amount=line.amount, **fields)


def _tax_line(line: CostLine, mappings: FoundationMappings, ids: ResolvedIds) -> ApInvoiceLineWrite:
    """The tax of a bill, on the job of its costs and an account of its own."""
    account = mappings.tax_accounts.get(line.tax_code or "", mappings.tax_account)
    if account is None:
        under = "" if line.tax_code is None else f" under Procore's tax code {line.tax_code}"
        text = f"the bill has tax{under}, and the company has not named FOUNDATION's ledger account for it"
        raise Unmapped(Problem(ErrorCode.BOOKS_MAPPING_MISSING, subject_of("mapping", "tax_account"), text, BOOKS))
    job = {} if line.project_id is None else {"job_id": _id(ids, LinkedKind.PROJECT, line.project_id)}
    return ApInvoiceLineWrite(amount=line.amount, account_id=account, **job)


def _codes(code: str | None, mappings: FoundationMappings, cost_class: str | None) -> CodeIds:
    """The parts that our code names, else the company's own."""
    named = CodeIds() if not code else _named(code, mappings)
    fallback = {"phase": mappings.phase, "cost_class": cost_class}
    missing = {field: value for field, value in fallback.items() if getattr(named, field) is None}
    return named.model_copy(update=missing)


def _named(code: str, mappings: FoundationMappings) -> CodeIds:
    listed = mappings.cost_codes.get(code)
    if listed is not None:
        return listed
    texts = [code] if mappings.code_separator is None else code.split(mappings.code_separator)
    parts = [text.strip() for text in texts]
    if len(parts) != len(mappings.code_parts) or not all(is_id(part) for part in parts):
        text = "the cost code cannot be cut into FOUNDATION's parts, and no entry of the mapping names it"
        raise Unmapped(Problem(ErrorCode.COST_CODE_UNMAPPED, subject_of("cost_code", code), text, BOOKS))
    return CodeIds(**{_FIELDS[part]: text for part, text in zip(mappings.code_parts, parts, strict=True)})


def _code_fields(codes: CodeIds) -> dict[str, str]:
    named = {"phase_id": codes.phase, "cost_code_id": codes.cost_code, "cost_class_id": codes.cost_class}
    return {field: value for field, value in named.items() if value is not None}


def _id(ids: ResolvedIds, kind: LinkedKind, source_id: str) -> str:
    match ids.of(kind, source_id):
        case Problem() as problem:
            raise Unmapped(problem)
        case found:
            return found


def _by_hand(posting: Posting) -> Problem:
    """No way is known to change or take back a record, and what payroll has posted must not change under it."""
    match posting.payload:
        case TimeActivityDraft() as draft:
            what = f"{hours(draft.minutes)} hours of {draft.pay_type} on {draft.work_date.isoformat()}"
        case _:
            what = f"this {posting.payload.kind}"
    wanted = "take out" if posting.operation is Operation.REMOVE else "correct to"
    text = f"FOUNDATION takes new records only: {wanted} {what} there by hand, then say that it is done"
    details = {**BOOKS, "replaces": posting.replaces or "", "operation": posting.operation.value}
    return Problem(ErrorCode.BOOKS_CHANGE_BY_HAND, f"posting:{posting.posting_id}", text, details)


def _refusal(posting: Posting, text: str) -> Problem:
    return Problem(ErrorCode.BOOKS_WOULD_REFUSE, f"posting:{posting.posting_id}", text, BOOKS)
