"""Records are read without their padding, exact to the cent."""

from datetime import date
from decimal import Decimal

import pytest

from fieldledger.clients.foundation.assumptions import ASSUMED, Resource
from fieldledger.clients.foundation.models import KINDS, ApInvoice, Employee, Job, JobCostEntry, TimeCard
from fieldledger.clients.foundation.paging import PageStart, read_page
from tests.unit.clients.foundation.bench import a_card_row, an_answer, an_invoice_row


def test_there_is_a_model_for_each_list() -> None:
    assert set(KINDS) == set(Resource)
    assert all(kind.id_name().endswith("Id") for kind in KINDS.values())


def test_padding_is_no_part_of_an_id_and_spaces_are_nothing() -> None:
    card = TimeCard.model_validate(a_card_row(phaseId="   ", employeeId="ABECHR    "))
    assert (card.employee_id, card.phase_id) == ("ABECHR", None)


def test_amounts_are_exact() -> None:
    answer = an_answer([an_invoice_row(invoiceAmount=0.1, posted="Y")])
    invoice = read_page(answer, ApInvoice, PageStart(1), 9, ASSUMED).unwrap()
    assert invoice.rows.good[0].invoice_amount == Decimal("0.1")
    assert invoice.rows.good[0].posted is True
    assert invoice.rows.good[0].lines[0].amount == Decimal(1200)


@pytest.mark.parametrize("spelled", ["2026-09-15", "2026-09-15T00:00:00", " 2026-09-15 "])
def test_a_day_is_a_plain_date(spelled: str) -> None:
    assert TimeCard.model_validate(a_card_row(date=spelled)).day == date(2026, 9, 15)


def test_an_invoice_without_due_date_is_read() -> None:
    assert ApInvoice.model_validate(an_invoice_row(dueDate="")).due_date is None


def test_numbers_are_read_as_ids() -> None:
    assert Job.model_validate({"jobId": 17355}).key == "17355"


def test_unknown_fields_are_kept() -> None:
    job = Job.model_validate({"jobId": "17355", "surety": "Acme"})
    assert job.model_extra == {"surety": "Acme"}


@pytest.mark.parametrize(("status", "active"), [("A", True), ("A ", True), ("I", False), (None, True)])
def test_only_another_status_makes_a_record_inactive(status: str | None, active: bool) -> None:
    assert Employee.model_validate({"employeeId": "ABECHR", "status": status}).active is active


def test_a_row_of_job_cost_is_read() -> None:
    row = {
        "jobId": "17355",
        "costClassId": "L",
        "datePosted": "2026-09-19",
        "cost": 812.40,
        "hours": 18.0,
        "source": "PR",
    }
    entry = JobCostEntry.model_validate(row)
    assert (entry.date_posted, entry.source) == (date(2026, 9, 19), "PR")
