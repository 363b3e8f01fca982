"""What the books demand of a record: references, codes of the job, open periods (foundation.md B5)."""

from simulators.foundation.company import Company
from simulators.foundation.resources import DEFINITIONS, REFERENCES, Resource, Row
from simulators.foundation.shape import Problems, as_day, leaves


def check_required(resource: Resource, row: Row, problems: Problems) -> None:
    for name in DEFINITIONS[resource].required:
        if row.get(name) is None or row.get(name) == "":
            problems.add(name, f"The {name} field is required.")
    if resource is Resource.TIME_CARDS and row.get("jobId") and not row.get("costCodeId"):
        problems.add("costCodeId", "Job time needs a cost code.")


def check_references(company: Company, resource: Resource, row: Row, problems: Problems) -> None:
    """Every record that is named exists and is active."""
    for path, name, value in leaves(row):
        pointed = REFERENCES.get(name)
        if value is None or pointed is None or name == DEFINITIONS[resource].id_field:
            continue
        found = company.get(pointed, str(value).strip())
        if found is None:
            problems.add(path, f"{name} '{value}' does not exist.")
        elif found.get("status", "A") != "A":
            problems.add(path, f"{name} '{value}' is inactive.")


def check_job_codes(company: Company, resource: Resource, row: Row, problems: Problems) -> None:
    """A code of the company has to be assigned to the job too."""
    if resource not in {Resource.TIME_CARDS, Resource.AP_INVOICES}:
        return
    lines = row.get("lines")
    for each in [row, *(lines if isinstance(lines, list) else [])]:
        job, code = each.get("jobId"), each.get("costCodeId")
        assigned = company.job_codes.get(str(job))
        if job and code and assigned is not None and code not in assigned:
            problems.add("costCodeId", f"Cost code '{code}' is not assigned to job '{job}'.")


def check_periods(company: Company, resource: Resource, row: Row, problems: Problems) -> None:
    worked, invoiced = as_day(row.get("date")), as_day(row.get("invoiceDate"))
    locked, closed = company.payroll_locked_through, company.closed_through
    if resource is Resource.TIME_CARDS and worked and locked and worked <= locked:
        problems.add("date", "The pay period is locked.")
    if resource is Resource.AP_INVOICES and invoiced and closed and invoiced <= closed:
        problems.add("invoiceDate", "The fiscal period is closed.")


def with_default_code(company: Company, resource: Resource, row: Row) -> Row:
    """Job time without a cost code takes the employee's default one."""
    if resource is not Resource.TIME_CARDS or row.get("costCodeId") or not row.get("jobId"):
        return row
    employee = company.get(Resource.EMPLOYEES, str(row.get("employeeId"))) or {}
    code = employee.get("defaultCostCodeId")
    return row | {"costCodeId": code} if code else row
