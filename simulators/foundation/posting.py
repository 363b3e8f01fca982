"""What people do in the application: import hours, run payroll, post invoices (foundation.md B5)."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Final

from simulators.foundation.company import Company
from simulators.foundation.resources import Resource, Row
from simulators.foundation.rules import check_job_codes, check_periods, check_references, check_required
from simulators.foundation.shape import Problems

_DEFAULT_RATE: Final = Decimal("35.00")
_CENT: Final = Decimal("0.01")
_LABOR: Final = "L"


def import_time_cards(company: Company, ids: Iterable[str], now: datetime) -> dict[str, list[str]]:
    """Payroll > Hours Sync: pending cards that pass become IMPORTED; the answer has the messages of the others."""
    refused: dict[str, list[str]] = {}
    for card_id in ids:
        card = company.get(Resource.TIME_CARDS, card_id)
        messages = ["The card does not exist."] if card is None else _objections(company, card)
        if messages:
            refused[card_id] = messages
        elif card is not None:
            company.put(Resource.TIME_CARDS, card | {"status": "IMPORTED"}, now)
    return refused


def post_time_cards(company: Company, ids: Iterable[str], now: datetime) -> dict[str, list[str]]:
    """The payroll run: imported cards go into payroll history and job cost, and their rows remain among the pending."""
    refused: dict[str, list[str]] = {}
    for card_id in ids:
        card = company.get(Resource.TIME_CARDS, card_id)
        if card is None or card.get("status") != "IMPORTED":
            refused[card_id] = ["The card is not imported."]
            continue
        posted = company.put(Resource.TIME_CARDS, card | {"status": "POSTED"}, now)
        company.payroll_history.append(dict(posted))
        if posted.get("jobId"):
            company.put(Resource.JOB_COST_HISTORY, _labor(company, posted, now), now)
    return refused


def post_invoices(company: Company, ids: Iterable[str], now: datetime) -> dict[str, list[str]]:
    """Accounts payable: unposted invoices become posted, each line of a job a row of job cost."""
    refused: dict[str, list[str]] = {}
    for voucher_id in ids:
        invoice = company.get(Resource.AP_INVOICES, voucher_id)
        if invoice is None or invoice.get("posted") is True:
            refused[voucher_id] = ["The invoice does not exist or is posted."]
            continue
        company.put(Resource.AP_INVOICES, invoice | {"posted": True}, now)
        for row in invoice_costs(invoice, now):
            company.put(Resource.JOB_COST_HISTORY, row, now)
    return refused


def invoice_costs(invoice: Row, now: datetime) -> list[Row]:
    """The job cost rows of an invoice."""
    lines = invoice.get("lines")
    return [
        _cost_row(line, now, Decimal(str(line.get("amount") or 0)), None, "AP")
        | {"voucherId": invoice.get("voucherId")}
        for line in (lines if isinstance(lines, list) else [])
        if line.get("jobId")
    ]


def pending_ids(company: Company, status: str) -> list[str]:
    """Cards of one status, for runs that name none."""
    return [key for key, stored in company.tables[Resource.TIME_CARDS].items() if stored.row.get("status") == status]


def unposted_ids(company: Company) -> list[str]:
    """Invoices that are not posted."""
    return [key for key, stored in company.tables[Resource.AP_INVOICES].items() if stored.row.get("posted") is not True]


def _objections(company: Company, card: Row) -> list[str]:
    if card.get("status") != "PENDING":
        return ["The card is not pending."]
    problems = Problems()
    for check in (check_references, check_job_codes, check_periods):
        check(company, Resource.TIME_CARDS, card, problems)
    check_required(Resource.TIME_CARDS, card, problems)
    return [message for messages in problems.by_field.values() for message in messages]


def _labor(company: Company, card: Row, now: datetime) -> Row:
    rate = Decimal(company.pay_rates.get(str(card.get("employeeId")), str(_DEFAULT_RATE)))
    hours = Decimal(str(card.get("hours") or 0))
    amount = Decimal(str(card.get("amount") or 0))  # an earning without hours
    row = _cost_row(card, now, (hours * rate + amount).quantize(_CENT), hours, "PR")
    return row | {"costClassId": card.get("costClassId") or _LABOR}


def _cost_row(of: Row, now: datetime, cost: Decimal, hours: Decimal | None, source: str) -> Row:
    return {
        "jobId": of.get("jobId"),
        "phaseId": of.get("phaseId"),
        "costCodeId": of.get("costCodeId"),
        "costClassId": of.get("costClassId"),
        "datePosted": now.date().isoformat(),
        "cost": cost,
        "hours": hours,
        "source": source,
    }
