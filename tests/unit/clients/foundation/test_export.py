"""Import files hold what a spreadsheet cannot misread."""

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.clients.foundation.assumptions import Column, FoundationDialect
from fieldledger.clients.foundation.export import ApInvoiceExportLine, TimeCardLine, ap_invoices_file, time_cards_file
from fieldledger.clients.foundation.text import TextChange
from fieldledger.result import ErrorCode
from tests.unit.clients.foundation.bench import a_card, an_invoice

HOURS = TimeCardLine(
    employee_id="ABECHR",
    day=date(2026, 2, 27),
    hours=Decimal("2.50"),
    job_id="17355",
    phase_id="01",
    cost_code_id="26-050",
    cost_class_id="L",
    earn_code_id="OT",
    note="panel, 2nd floor",
)
INVOICE = ApInvoiceExportLine("GRAYBAR", "INV-889", date(2026, 2, 10), Decimal("-1200.10"), job_id="17355")


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("ascii"), newline="")))


def test_time_cards_have_the_assumed_columns_and_american_dates() -> None:
    content = time_cards_file([HOURS]).unwrap().content
    assert content == (
        b"Employee No,Date,Job No,Phase No,Cost Code No,Cost Class No,Earn Code,Hours,"
        b"Union,Class,Shift,Equipment No,Note,Amount\r\n"
        b'ABECHR,02/27/2026,17355,01,26-050,L,OT,2.50,,,,,"panel, 2nd floor",\r\n'
    )


def test_a_credit_stays_a_number() -> None:
    header, line = rows(ap_invoices_file([INVOICE]).unwrap().content)
    cells = dict(zip(header, line, strict=True))
    assert cells["Amount"] == "-1200.10"
    assert (cells["Invoice No"], cells["Due Date"], cells["Retainage %"]) == ("INV-889", "", "")


@pytest.mark.parametrize("note", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r\n=1"])
def test_text_never_becomes_a_formula(note: str) -> None:
    [_, line] = rows(time_cards_file([replace(HOURS, note=note)]).unwrap().content)
    assert line[-2].startswith("'")


@pytest.mark.parametrize("id_", ["=1", "-1", "@x", "+1"])
def test_a_key_that_would_be_a_formula_is_refused(id_: str) -> None:
    failed = time_cards_file([HOURS, replace(HOURS, job_id=id_)])
    assert failed.error_code == ErrorCode.VALIDATION_FAILED
    assert (failed.details["row"], failed.details["field"]) == (2, "job_id")


def test_a_key_of_eleven_characters_is_refused() -> None:
    assert time_cards_file([replace(HOURS, cost_code_id="26-050-0001")]).failed


def test_an_invoice_number_may_be_longer_than_a_key() -> None:
    assert ap_invoices_file([replace(INVOICE, invoice_number="2026-02-INV-889")]).success


@pytest.mark.parametrize("number", ["", "\u2603", "=1"])
def test_an_invoice_number_that_says_nothing_is_refused(number: str) -> None:
    assert ap_invoices_file([replace(INVOICE, invoice_number=number)]).details["field"] == "invoice_number"


def test_hours_that_are_no_number_are_refused() -> None:
    assert time_cards_file([replace(HOURS, hours=Decimal("NaN"))]).failed


def test_the_file_tells_which_texts_it_changed() -> None:
    made = time_cards_file([HOURS, replace(HOURS, note="caf\u00e9\t=1")]).unwrap()
    assert made.rows == 2
    assert made.changes == (TextChange("2.note", "caf\u00e9\t=1", "cafe =1"),)


def test_what_rest_would_take_goes_into_a_file_as_well() -> None:
    [_, hours] = rows(time_cards_file([TimeCardLine.of(a_card(reference="ours-1"))]).unwrap().content)
    assert hours == ["ABECHR", "02/27/2026", "17355", "01", "26-050", "L", "OT", "2.00", "", "", "", "", "ours-1", ""]
    [_, line] = rows(ap_invoices_file(ApInvoiceExportLine.of(an_invoice())).unwrap().content)
    assert line[:3] + line[5:11] == [
        *("GRAYBAR", "INV-889", "02/10/2026", "17355", "", "26-050", "M", "", "1200.10"),
    ]


def test_a_line_without_job_belongs_to_the_job_of_its_invoice() -> None:
    invoice = an_invoice(job_id="17400")
    line = invoice.lines[0].model_copy(update={"job_id": None})
    rows_ = ApInvoiceExportLine.of(invoice.model_copy(update={"lines": (line, invoice.lines[0])}))
    assert [row.job_id for row in rows_] == ["17400", "17355"]


def test_an_invoice_without_lines_is_one_row_of_its_amount() -> None:
    [line] = ApInvoiceExportLine.of(an_invoice(lines=(), job_id="17355"))
    assert (line.job_id, line.amount) == ("17355", Decimal("1200.10"))


def test_a_column_that_no_line_has_is_refused() -> None:
    dialect = FoundationDialect(time_card_columns=(Column("Crew", "crew"),))
    assert time_cards_file([HOURS], dialect).details["field"] == "crew"


def test_the_columns_are_the_dialects() -> None:
    dialect = FoundationDialect(time_card_columns=(Column("EMP", "employee_id"),), file_date_format="%Y-%m-%d")
    assert time_cards_file([HOURS], dialect).unwrap().content == b"EMP\r\nABECHR\r\n"


@given(note=st.text(max_size=40), job=st.text(max_size=12))
def test_whatever_is_typed_gives_one_safe_row_or_a_refusal(note: str, job: str) -> None:
    made = time_cards_file([replace(HOURS, note=note, job_id=job)])
    if made.success:
        [_, line] = rows(made.unwrap().content)
        assert line[2] == job
        assert not line[-1].startswith(("=", "+", "-", "@", "\t", "\r"))
