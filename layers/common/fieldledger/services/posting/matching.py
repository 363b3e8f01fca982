"""Rules that match a worker, a job or a pay type with a row of the books (time-and-identity.md D).

Only an exact and unique number links by itself. Names never do, and a tie is never broken: both go to a person.
"""

import re
from collections.abc import Sequence
from typing import Final

from fieldledger.domain.crosswalk import Counterpart, CounterpartKind
from fieldledger.domain.employee import Employee
from fieldledger.domain.project import Project
from fieldledger.result import ErrorCode, Result

CERTAIN: Final = 100
_CALLED: Final = {
    CounterpartKind.ITEM: "service item",
    CounterpartKind.ACCOUNT: "account",
    CounterpartKind.CLASS: "class",
}
_SEPARATORS: Final = re.compile(r"[\s,;:()\[\]#]+")


def normalised(number: str | None) -> str:
    """Trimmed, upper case, single spaces. Leading zeros and punctuation stay: "0017" and "17" may be two jobs."""
    return " ".join((number or "").upper().split())


def match_employee(employee: Employee, rows: Sequence[Counterpart]) -> Result[Counterpart]:
    """By payroll number: ``EMPLOYEE_NUMBER_MISSING``, ``EMPLOYEE_UNMATCHED`` or ``EMPLOYEE_AMBIGUOUS``."""
    number = normalised(employee.number)
    if not number:
        return Result.fail("the worker has no employee number in Raken", ErrorCode.EMPLOYEE_NUMBER_MISSING)
    hits = [row for row in rows if row.active and normalised(row.number) == number]
    return _only(hits, f"employee number {number}", ErrorCode.EMPLOYEE_UNMATCHED, ErrorCode.EMPLOYEE_AMBIGUOUS)


def match_job(project: Project, rows: Sequence[Counterpart]) -> Result[Counterpart]:
    """By job number, as a whole word of the customer's name: customers have no number field of their own.

    Codes: ``JOB_NUMBER_MISSING``, ``JOB_UNMATCHED``, ``JOB_AMBIGUOUS``.
    """
    number = normalised(project.number)
    if not number:
        return Result.fail("the job has no number in Raken", ErrorCode.JOB_NUMBER_MISSING)
    hits = [row for row in rows if row.active and number in _words(row.display_name)]
    return _only(hits, f"job number {number}", ErrorCode.JOB_UNMATCHED, ErrorCode.JOB_AMBIGUOUS)


def match_named(
    kind: CounterpartKind, name: str, rows: Sequence[Counterpart], missing: ErrorCode
) -> Result[Counterpart]:
    """By the exact name, or an account's number, that the company's tables give: ``missing`` without just one row."""
    hits = [
        row for row in rows if row.active and (row.display_name.casefold() == name.casefold() or row.number == name)
    ]
    return _only(hits, f"{_CALLED[kind]} {name}", missing, missing)


def _words(name: str) -> set[str]:
    whole = normalised(name)
    return {whole, *_SEPARATORS.split(whole)}


def _only(hits: Sequence[Counterpart], what: str, none: ErrorCode, several: ErrorCode) -> Result[Counterpart]:
    if len(hits) == 1:
        return Result.ok(hits[0])
    if not hits:
        return Result.fail(f"{what} is not in QuickBooks", none)
    names = ", ".join(sorted(row.display_name for row in hits)[:5])
    return Result.fail(f"{what} fits several rows in QuickBooks: {names}", several)
