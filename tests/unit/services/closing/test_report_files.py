"""The report of a month as a file: every figure, nothing that runs, the same bytes each time."""

import base64
import csv
import io
import re
import zlib
from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.approved_records import ApprovalGap
from fieldledger.domain.books_reconciliation import CellKey, Figures, LedgerKind, ReconciledCell
from fieldledger.domain.month_close import (
    ClosedJob,
    CloseTotal,
    MonthClose,
    NotReadBack,
    Obstacle,
    OpenKind,
    OpenRecord,
    hash_of,
    packed,
)
from fieldledger.services.closing.report_files import ReportKind, report_file
from fieldledger.services.closing.report_sections import quantity
from tests.builders import COMPANY
from tests.builders.closes import a_month_close

TIME = CellKey(project_id="clinic", kind=LedgerKind.TIME, pay_type="RT", books="quickbooks")
FIGURES = Figures(approved=Decimal(2385), posted=Decimal(1905), in_books=Decimal(1785), unposted=Decimal(480))


def a_close(job: str = "Riverside Clinic", number: str = "=HYPERLINK(1)") -> MonthClose:
    """A month in which something of every kind is wrong."""
    plain = a_month_close(company_id=COMPANY)
    obstacle = Obstacle(what="not_posted", count=1, message="records differ", reason="paid by cheque")
    report = plain.report.model_copy(
        update={
            "obstacles": (obstacle,),
            "totals": (CloseTotal(kind=LedgerKind.TIME, books="quickbooks", figures=FIGURES),),
            "cells": (ReconciledCell(key=TIME, figures=FIGURES, lines=4, open_lines=1),),
            "jobs": (ClosedJob(project_id="clinic", number="2214", name=job),),
            "gaps": (_gap(),),
            "open_records": (_held(number),),
            "not_read_back": (
                NotReadBack(kind=LedgerKind.TIME, books="foundation", postings=3, amount=Decimal(90), why="a file"),
            ),
        }
    )
    text = report.model_dump_json()
    changes = {"sha256": hash_of(text), "packed": packed(text), "obstacles": report.obstacles}
    return plain.model_copy(update=changes)


def _gap() -> ApprovalGap:
    return ApprovalGap(
        record_id="card-9",
        number=None,
        day=date(2026, 2, 9),
        key=TIME,
        approval_id="approval-1",
        approved=Decimal(480),
        in_postings=Decimal(0),
        posting_ids=("posting-7", "posting-8"),
    )


def _held(number: str) -> OpenRecord:
    return OpenRecord(
        what=OpenKind.HELD_BILLS,
        kind=LedgerKind.BILLS,
        record_id="requisition-4",
        number=number,
        day=None,
        project_id="clinic",
        party_id="graybar",
        amount=Decimal("-1250.5"),
        status="held",
        reason="it lacks a date",
    )


def rows(close: MonthClose) -> list[list[str]]:
    return list(csv.reader(io.StringIO(report_file(close, ReportKind.CSV).decode(), newline="")))


@pytest.mark.parametrize(
    ("amount", "kind", "text"),
    [
        (Decimal(0), LedgerKind.TIME, "0:00"),
        (Decimal(2385), LedgerKind.TIME, "39:45"),
        (Decimal(-61), LedgerKind.TIME, "-1:01"),
        (Decimal("-1250.5"), LedgerKind.BILLS, "-1,250.50"),
    ],
)
def test_figures_are_told_to_the_minute_and_the_cent(amount: Decimal, kind: LedgerKind, text: str) -> None:
    assert quantity(amount, kind) == text


def test_a_spreadsheet_has_every_table_with_its_figures_and_posting_ids() -> None:
    told = rows(a_close())
    totals = ["Totals", "time", "quickbooks", "39:45", "31:45", "29:45", "0:00", "0:00", "8:00", "-2:00"]
    assert totals in told
    [gap] = [row for row in told if row[0] == "Not as approved"]
    assert gap[-3:] == ["8:00", "0:00", "posting-7 posting-8"]
    assert ["What spoke against signing", "not_posted", "1", "records differ", "paid by cheque"] in told
    assert ["Signature", "SHA-256 of the report", a_close().sha256] in told
    assert ["Not read back from the books", "time", "foundation", "3", "1:30", "a file"] in told


def test_text_from_outside_runs_in_no_spreadsheet_and_negative_figures_stay_figures() -> None:
    [held] = [row for row in rows(a_close("=cmd|'/c calc'!A1")) if row[0] == "Not approved"]
    assert (held[4], held[5], held[7]) == ("'=HYPERLINK(1)", "2214 =cmd|'/c calc'!A1", "-1,250.50")


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\0", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"], ids=ascii
)
def test_no_text_begins_like_a_formula(start: str) -> None:
    [held] = [row for row in rows(a_close(number=f"{start}HYPERLINK(1)")) if row[0] == "Not approved"]
    assert held[4] == f"'{start}HYPERLINK(1)"


def test_text_from_outside_is_no_markup() -> None:
    page = report_file(a_close("<script>alert(1)</script>"), ReportKind.HTML).decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_page_says_what_is_empty_and_where_to_sign() -> None:
    page = report_file(a_close(), ReportKind.HTML).decode()
    assert '<h2>Adjustments</h2><p class="none">None.</p>' in page
    assert "<p>Signature</p><p>Name and title</p><p>Date</p>" in page
    assert a_close().sha256 in page
    assert '<meta name="viewport" content="width=device-width' in page


@pytest.mark.parametrize("kind", ReportKind)
def test_a_close_gives_the_same_bytes_each_time(kind: ReportKind) -> None:
    assert report_file(a_close(), kind) == report_file(a_close(), kind)


def test_a_report_that_was_tampered_with_says_so() -> None:
    close = a_close()
    forged = close.model_copy(update={"packed": packed(close.text.replace("2385", "2400"))})
    assert ["Signature", "Report is as it was signed", "NO"] in rows(forged)


def _text_of(pdf: bytes) -> str:
    """What the pages draw, in their order."""
    streams = re.findall(rb"stream\r?\n(.*?)~>\s*endstream", pdf, re.DOTALL)
    drawn = b"".join(zlib.decompress(base64.a85decode(each)) for each in streams)
    words = b" ".join(re.findall(rb"\((.*?)(?<!\\)\) Tj", drawn, re.DOTALL))
    return " ".join(words.decode("latin-1").split())


def test_a_pdf_has_figures_reasons_hash_page_numbers_and_a_place_to_sign() -> None:
    made = _text_of(report_file(a_close("Riverside <b>Clinic"), ReportKind.PDF))
    for told in ("39:45", "-2:00", "paid by cheque", "Riverside <b>Clinic", "Page 1 of", "Name and title"):
        assert told in made
    assert f"SHA-256 {a_close('Riverside <b>Clinic').sha256}" in made


def test_no_letter_of_a_pdf_is_lost_where_its_column_is_narrow() -> None:
    name = " ".join(["Riverside", "W" * 90, *(f"part-{number}" for number in range(60))])
    made = _text_of(report_file(a_close(name), ReportKind.PDF))
    assert name not in made
    assert name.replace(" ", "") in made.replace(" ", "")
