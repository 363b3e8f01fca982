"""From drafts to FOUNDATION's records, and what is in the way."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from fieldledger.clients.foundation.models.writes import ApInvoiceWrite, TimeCardWrite
from fieldledger.domain.drafts import CostLine
from fieldledger.domain.foundation_mappings import CodeIds, FoundationMappings, LinkedKind
from fieldledger.domain.posting import Operation, Posting
from fieldledger.result import ErrorCode
from fieldledger.services.foundation_posting.ids import ResolvedIds, is_id
from fieldledger.services.foundation_posting.mapping import Mapped, kind_of, map_posting
from fieldledger.services.inbox import Problem
from tests.builders import COMPANY, a_posting, a_time_activity
from tests.builders.documents import a_cost_line, a_vendor_invoice

IDS = ResolvedIds(
    {
        (LinkedKind.EMPLOYEE, "employee-1"): "107",
        (LinkedKind.PROJECT, "project-1"): "2214",
        (LinkedKind.PROJECT, "clinic"): "2214",
        (LinkedKind.PROJECT, "plant"): "2230",
        (LinkedKind.SUPPLIER, "graybar"): "GRAYBAR",
    },
    {},
)


def _mappings(**changes: Any) -> FoundationMappings:
    usual = {"company_id": COMPANY, "earn_codes": {"Regular": "RT"}, "phase": "01", "labor_class": "L"}
    return FoundationMappings.model_validate(usual | {"expense_class": "M"} | changes)


def _time(cost_code: str | None = "03-300", classification: str | None = None) -> Posting:
    draft = a_time_activity(cost_code=cost_code, classification=classification)
    return a_posting(payload=draft.model_copy(update={"employee_id": "employee-1", "project_id": "project-1"}))


def _bill(**changes: Any) -> Posting:
    return a_posting(payload=a_vendor_invoice(**changes).draft())


def _card(posting: Posting, mappings: FoundationMappings) -> TimeCardWrite:
    mapped = map_posting(posting, mappings, IDS)
    assert isinstance(mapped, Mapped)
    assert isinstance(mapped.write, TimeCardWrite)
    return mapped.write


def _invoice(posting: Posting, mappings: FoundationMappings) -> ApInvoiceWrite:
    mapped = map_posting(posting, mappings, IDS)
    assert isinstance(mapped, Mapped)
    assert isinstance(mapped.write, ApInvoiceWrite)
    return mapped.write


def _problem(posting: Posting, mappings: FoundationMappings, ids: ResolvedIds = IDS) -> Problem:
    mapped = map_posting(posting, mappings, ids)
    assert isinstance(mapped, Problem)
    return mapped


@pytest.mark.parametrize(
    ("code", "settings", "parts"),
    [
        ("03-300", {}, ("01", "03-300", "L")),
        (None, {}, ("01", None, "L")),
        ("02.03-300", {"code_separator": ".", "code_parts": ["phase", "cost_code"]}, ("02", "03-300", "L")),
        ("03-300.S", {"code_separator": ".", "code_parts": ["cost_code", "cost_class"]}, ("01", "03-300", "S")),
        ("slab", {"cost_codes": {"slab": {"cost_code": "03-300", "phase": "09"}}}, ("09", "03-300", "L")),
        ("3.0", {"cost_codes": {"3.0": {"cost_code": "03-300"}}, "code_separator": "."}, ("01", "03-300", "L")),
    ],
)
def test_a_cost_code_becomes_phase_code_and_class(
    code: str | None, settings: Mapping[str, Any], parts: tuple[str | None, ...]
) -> None:
    card = _card(_time(code), _mappings(**settings))
    assert (card.phase_id, card.cost_code_id, card.cost_class_id) == parts


@pytest.mark.parametrize(
    ("code", "settings"),
    [
        ("03-300-too-long", {}),
        ("03.300.L.x", {"code_separator": ".", "code_parts": ["cost_code", "cost_class"]}),
        ("03-300.", {"code_separator": ".", "code_parts": ["cost_code", "cost_class"]}),
        ("03\u2013300", {}),
    ],
)
def test_a_code_that_cannot_be_cut_waits_for_the_table_and_is_never_shortened(
    code: str, settings: Mapping[str, Any]
) -> None:
    problem = _problem(_time(code), _mappings(**settings))
    assert (problem.code, problem.subject) == (ErrorCode.COST_CODE_UNMAPPED, f"foundation.cost_code:{code}")


def test_a_pay_type_needs_an_earn_code() -> None:
    problem = _problem(_time(), _mappings(earn_codes={}))
    assert (problem.code, problem.subject) == (ErrorCode.PAY_TYPE_UNMAPPED, "foundation.pay_type:Regular")


def test_a_classification_becomes_a_class_where_the_table_has_one() -> None:
    mappings = _mappings(classes={"Journeyman": "J1"})
    assert _card(_time(classification="Journeyman"), mappings).class_id == "J1"
    assert _card(_time(classification="Apprentice"), mappings).class_id is None


def test_an_unlinked_worker_is_a_problem_of_that_worker() -> None:
    problem = _problem(_time(), _mappings(), ResolvedIds({}, {}))
    assert (problem.code, problem.subject) == (ErrorCode.EMPLOYEE_UNMATCHED, "foundation.employee:employee-1")


def test_a_bill_keeps_its_gross_and_its_retainage() -> None:
    invoice = _invoice(_bill(), _mappings(accounts={"M": "5100"}))
    assert (invoice.invoice_amount, invoice.retainage_percent, invoice.retainage_amount) == (12500, 10, 1250)
    assert [line.account_id for line in invoice.lines] == ["5100"]
    assert invoice.job_id == "2214"


def test_a_bill_of_several_jobs_names_none_in_its_head() -> None:
    lines = [a_cost_line("10.00"), a_cost_line("5.00", project_id="plant")]
    invoice = _invoice(_bill(lines=lines, retainage="0"), _mappings())
    assert invoice.job_id is None
    assert [line.job_id for line in invoice.lines] == ["2214", "2230"]


@pytest.mark.parametrize("retainage", ["-100.00", "13000.00"])
def test_retainage_that_is_released_or_too_much_is_a_person_s(retainage: str) -> None:
    posting = _bill()
    draft = posting.payload.model_copy(update={"retainage": Decimal(retainage)})
    problem = _problem(posting.model_copy(update={"payload": draft}), _mappings())
    assert problem.code is ErrorCode.BOOKS_WOULD_REFUSE


def test_a_cost_outside_any_job_needs_an_account() -> None:
    posting = _bill(lines=[a_cost_line("10.00", project_id=None)], retainage="0")
    problem = _problem(posting, _mappings())
    assert (problem.code, problem.subject) == (ErrorCode.BOOKS_MAPPING_MISSING, "foundation.mapping:account")
    assert _invoice(posting, _mappings(account="6000")).lines[0].account_id == "6000"


@pytest.mark.parametrize("operation", [Operation.UPDATE, Operation.REMOVE])
def test_a_change_is_done_by_hand(operation: Operation) -> None:
    posting = _time().model_copy(update={"operation": operation, "replaces": "posting-0"})
    problem = _problem(posting, _mappings())
    assert problem.code is ErrorCode.BOOKS_CHANGE_BY_HAND
    assert problem.details["replaces"] == "posting-0"


def test_parties_and_invoices_to_owners_have_no_kind_there() -> None:
    assert kind_of(_time()) is not None
    assert kind_of(_bill()) is not None


@pytest.mark.parametrize("text", ["107", "ABECHR", "00-02", "A B", "~" * 10])
def test_an_id_is_short_printable_and_has_no_spaces_at_its_ends(text: str) -> None:
    assert is_id(text)
    assert CodeIds(cost_code=text).cost_code == text


@pytest.mark.parametrize("text", ["", " 107", "107 ", "x" * 11, "Ü1", "a\tb"])
def test_anything_else_is_none(text: str) -> None:
    assert not is_id(text)
    with pytest.raises(ValueError, match="cost_code"):
        CodeIds(cost_code=text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"code_parts": ["phase", "phase"], "code_separator": "."},
        {"code_parts": ["phase", "cost_code"]},
        {"code_parts": []},
        {"phase": "far too long"},
    ],
)
def test_mappings_that_cannot_work_are_refused(wrong: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match="FoundationMappings"):
        _mappings(**wrong)


_TAXED = (a_cost_line("100.00"), CostLine(amount=Decimal("8.25"), description="Tax", project_id="clinic", is_tax=True))


def test_the_tax_of_a_bill_is_a_line_on_an_account_of_its_own() -> None:
    mapped = map_posting(_bill(lines=_TAXED, retainage="0"), _mappings(tax_account="2310"), IDS)

    assert isinstance(mapped, Mapped)
    assert isinstance(mapped.write, ApInvoiceWrite)
    line = mapped.write.lines[1]
    assert (line.amount, line.account_id, line.job_id, line.cost_code_id) == (Decimal("8.25"), "2310", "2214", None)
    assert mapped.write.invoice_amount == Decimal("108.25")


def test_tax_without_an_account_waits_for_one() -> None:
    problem = map_posting(_bill(lines=_TAXED, retainage="0"), _mappings(), IDS)

    assert isinstance(problem, Problem)
    assert (problem.code, problem.subject) == (ErrorCode.BOOKS_MAPPING_MISSING, "foundation.mapping:tax_account")
