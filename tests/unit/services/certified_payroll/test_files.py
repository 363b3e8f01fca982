"""Certified payroll as CSV and PDF: readable, the same every time, and harmless in a spreadsheet."""

import csv
import io
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.domain.certified_payroll import PayrollFlag, Worked
from fieldledger.services.certified_payroll.csv_file import csv_of
from fieldledger.services.certified_payroll.hours_text import hours_of_days, totals
from fieldledger.services.certified_payroll.pdf_file import pdf_of
from tests.builders.payroll import a_payroll, a_payroll_line


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_a_row_has_each_day_by_kind_and_its_totals() -> None:
    double = a_payroll_line(days={0: Worked(straight=480, overtime=240, double=15), 6: Worked(straight=90)})
    [row] = _rows(csv_of(a_payroll(double)))
    assert (row["worker"], row["worker_number"], row["classification"]) == ("Rosa Delgado", "107", "Carpenter")
    assert [row[f"2026-02-23 {kind}"] for kind in ("straight", "overtime", "double")] == ["8.00", "4.00", "0.25"]
    assert (row["2026-02-24 straight"], row["2026-03-01 straight"]) == ("0.00", "1.50")
    assert [row[f"total {kind}"] for kind in ("straight", "overtime", "double")] == ["9.50", "4.00", "0.25"]
    assert (row["total hours"], row["total minutes"], row["week_ending"]) == ("13.75", "825", "2026-03-01")


def test_the_hours_of_a_line_add_up_to_its_rounded_total() -> None:
    thirds = a_payroll_line(days={day: Worked(straight=20) for day in range(3)})  # 0.333.. h each, 1 h together
    assert [day["straight"] for day in map(dict, hours_of_days(thirds))][:3].count(0) == 0
    assert sum(totals(thirds).values()) == 1


@given(st.lists(st.builds(Worked, straight=st.integers(0, 600), overtime=st.integers(0, 300)), min_size=7, max_size=7))
def test_no_printed_hour_is_negative_and_totals_are_within_half_a_hundredth(days: list[Worked]) -> None:
    line = a_payroll_line(days=dict(enumerate(days)))
    assert all(value >= 0 for day in hours_of_days(line) for value in day.values())
    assert abs(float(sum(totals(line).values())) - line.total.minutes / 60) <= 0.005 + 1e-9


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\0", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"], ids=ascii
)
def test_a_cell_that_would_run_as_a_formula_is_text(start: str) -> None:
    formula = f'{start}HYPERLINK("http://evil.example")'
    line = a_payroll_line(formula, number=formula, classification=formula)
    [row] = _rows(csv_of(a_payroll(line, contractor=formula)))
    for column in ("worker", "worker_number", "classification", "contractor"):
        assert row[column] == f"'{formula}"


def test_letters_of_every_language_commas_and_quotes_survive() -> None:
    [row] = _rows(csv_of(a_payroll(a_payroll_line('Łukasz "Luk", Nguyễn 工'))))
    assert row["worker"] == 'Łukasz "Luk", Nguyễn 工'


def _big(lines: int = 120):
    return a_payroll(*(a_payroll_line(f"Worker {n:03} Łukasz <b>&", number=str(n)) for n in range(lines)))


def test_the_same_facts_give_the_same_bytes_in_another_process_too() -> None:
    code = (
        "import hashlib; from tests.builders.payroll import a_payroll;"
        "from fieldledger.services.certified_payroll.pdf_file import pdf_of;"
        "print(hashlib.sha256(pdf_of(a_payroll())).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": path}
        ).stdout
        for path in [":".join(sys.path)] * 2
    }
    assert len(runs) == 1
    assert pdf_of(_big()) == pdf_of(_big())


def test_a_long_week_goes_over_pages_and_stays_small() -> None:
    made = pdf_of(_big())
    assert made.startswith(b"%PDF-")
    assert made.count(b"/Type /Page\n") >= 4
    assert len(made) < 200_000


def test_flags_and_what_is_odd_are_printed() -> None:
    flagged = a_payroll(a_payroll_line(None, number=None, flags=[PayrollFlag.CHANGED]), unnamed=["Holiday"])
    assert pdf_of(flagged) != pdf_of(a_payroll(a_payroll_line(None, number=None), unnamed=["Holiday"]))
    assert _rows(csv_of(flagged))[0]["flags"] == "changed_after_approval"


def test_a_week_without_hours_is_an_empty_table() -> None:
    payroll = a_payroll().model_copy(update={"lines": ()})
    assert _rows(csv_of(payroll)) == []
    assert pdf_of(payroll).startswith(b"%PDF-")


def test_the_library_is_imported_only_when_a_file_is_made() -> None:
    code = "import sys, fieldledger.wiring.certified_payroll; print('reportlab' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)}
    )
    assert done.stdout.strip() == "False"
