"""What each system shows of a small job: figures under the names that the pages of the worked examples give them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from fieldledger.domain.books_reconciliation import LedgerKind
from fieldledger.domain.invoice import Invoice
from fieldledger.domain.job_cost import CostCodeRow, JobCost
from fieldledger.domain.visibility import EVERY_PROJECT
from fieldledger.wiring.certified_payroll import certified_payroll_over
from fieldledger.wiring.closing import books_reconciliations_over
from simulators.procore.progress import RELEASED, RETAINED, WORK
from tests.builders import COMPANY
from tests.integration.clients.procore.portal import ACCOUNT
from tests.integration.flow.documents import amounts, held
from tests.integration.flow.harness import WORKERS
from tests.integration.flow.jobs.small_job import PROJECT, JobOffice, Month
from tests.integration.flow.jobs.worked_page import Figures, as_money, as_time
from tests.integration.flow.simulated_quickbooks import Record

PROCORE: Final = "Procore"
RAKEN: Final = "Raken"
QUICKBOOKS: Final = "QuickBooks"
FIELDLEDGER: Final = "Fieldledger"
FOUNDATION: Final = "FOUNDATION"
_BOOKS: Final = {"quickbooks": QUICKBOOKS, "foundation": FOUNDATION}
_ITEMS: Final = {"Labor": "straight", "Labor - Overtime": "overtime"}


@dataclass(frozen=True)
class Side:
    """One of the two sides that bill, with the names of everything that is about it."""

    name: str
    bills: str
    form: str
    contract: str
    resource: str
    document: str
    payment: str
    retainage: str

    def retained(self, document: Record) -> Decimal:
        """What a document in the books withholds, or gives free with a minus."""
        return -amounts(document).get(self.retainage, Decimal(0))

    def work(self, document: Record) -> Decimal:
        """What it bills."""
        return sum((money for name, money in amounts(document).items() if name != self.retainage), Decimal(0))


OWNER: Final = Side(
    "owner", "payment_applications", "g702", "PC-1", "prime_contracts", "Invoice", "Payment", "Retainage Receivable"
)
SUBCONTRACTOR: Final = Side(
    "subcontractor",
    "requisitions",
    "summary",
    "SC-1",
    "work_order_contracts",
    "Bill",
    "BillPayment",
    "Retainage Payable",
)


async def in_procore(job: JobOffice, side: Side, month: Month) -> Figures:
    """The forms that Procore adds up by itself."""
    portal = job.office.portal
    number = (month.to_owner if side is OWNER else month.by_subcontractor).number
    bill = await portal.id_of(side.bills, "invoice_number", number)
    shown: dict[str, Any] = await portal.admin("GET", f"/companies/{ACCOUNT}/records/{side.bills}/{bill}")
    form = shown[side.form]
    lines: list[Record] = next(row["items"] for row in await portal.kept(side.bills) if str(row["id"]) == bill)
    withheld = _sum(lines, RETAINED) - _sum(lines, RELEASED)
    found = {
        "contract": form["contract_sum_to_date"],
        "work of the month": _sum(lines, WORK),
        "retainage of the month": withheld,
        "due": form["current_payment_due"],
        "work to date": form["total_completed_and_stored_to_date"],
        "retainage held": form["total_retainage"],
    }
    return {(f"{side.name}: {name}", PROCORE): as_money(amount) for name, amount in found.items()}


async def in_quickbooks(job: JobOffice, side: Side, month: Month) -> Figures:
    """Documents and payments, as a bookkeeper adds them up."""
    every = [row for row in await held(job.office.world, side.document) if row["TxnDate"] <= str(month.last_day)]
    ours = [row for row in every if side is OWNER or side.retainage in amounts(row)]
    mine = [row for row in ours if month.holds(row["TxnDate"])]
    numbers = {row["Id"] for row in mine}
    paid = [row for row in await held(job.office.world, side.payment) if numbers & set(_settled(row))]
    found = {
        "work of the month": _add(mine, side.work),
        "retainage of the month": _add(mine, side.retained),
        "due": _sum(mine, "TotalAmt"),
        "work to date": _add(ours, side.work),
        "retainage held": _add(ours, side.retained),
        "paid": _sum(paid, "TotalAmt"),
        "open": _sum(ours, "Balance"),
    }
    return {(f"{side.name}: {name}", QUICKBOOKS): as_money(amount) for name, amount in found.items()}


async def in_fieldledger(job: JobOffice, side: Side, month: Month) -> Figures:
    """The invoices as people see them here."""
    invoices = await job.office.owner_invoices() if side is OWNER else await job.office.vendor_invoices()
    number = (month.to_owner if side is OWNER else month.by_subcontractor).number
    mine: Invoice = invoices[number]
    numbers = [(each.to_owner if side is OWNER else each.by_subcontractor).number for each in job.months]
    ours: list[Invoice] = [invoices[each] for each in numbers if each in invoices]
    found = {
        "work of the month": mine.gross,
        "retainage of the month": mine.retainage,
        "due": mine.total,
        "work to date": sum(each.gross for each in ours),
        "retainage held": sum(each.retainage for each in ours),
    }
    paid = {
        "paid": Decimal(0) if mine.payment is None else mine.payment.paid,
        "open": sum(each.payment.balance for each in ours if each.payment is not None),
    }
    known = found if mine.payment is None else found | paid
    return {(f"{side.name}: {name}", FIELDLEDGER): as_money(amount) for name, amount in known.items()}


async def committed_in_procore(job: JobOffice) -> Figures:
    """The subcontract with what was added to it, and what somebody still thinks about."""
    portal = job.office.portal
    contract = await portal.id_of("work_order_contracts", "number", "SC-1")
    shown = await portal.admin("GET", f"/companies/{ACCOUNT}/records/work_order_contracts/{contract}")
    budget = sum((Decimal(row["original_budget_amount"]) for row in await portal.kept("budget_line_items")), Decimal(0))
    return {
        ("job cost: budget", PROCORE): as_money(budget),
        ("job cost: committed", PROCORE): as_money(shown["revised_contract"]),
        ("job cost: changes that are not approved", PROCORE): as_money(shown["pending_change_orders"]),
    }


def job_cost_of(cost: JobCost, before_posting: JobCost) -> Figures:
    """Sums, codes and cost types; what was pending before the month was posted, and what still is."""
    found: dict[str, Decimal] = {}
    for name in ("budget", "committed", "actual", "forecast"):
        found[f"job cost: {name}"] = getattr(cost.totals, name).amount
    for row in cost.rows:
        found |= _of_code(row)
    found["job cost: pending before posting"] = before_posting.totals.pending.amount
    for row in before_posting.rows:
        found[f"job cost: pending before posting {row.cost_code}"] = row.pending.amount
    found["job cost: pending after posting"] = cost.totals.pending.amount
    shown = {(name, FIELDLEDGER): as_money(amount) for name, amount in found.items()}
    waiting = before_posting.totals.pending_hours
    return shown | {("job cost: pending hours before posting", FIELDLEDGER): f"{waiting:.2f} h"}


def _of_code(row: CostCodeRow) -> dict[str, Decimal]:
    found = {
        f"job cost: actual {row.cost_code}": row.actual.amount,
        f"job cost: forecast {row.cost_code}": row.forecast.amount,
    }
    for each in row.types:
        place = f"{row.cost_code} {each.cost_type or 'of no type'}"
        known = {"budget": each.budget, "committed": each.committed, "actual": each.actual}
        found |= {f"job cost: {name} {place}": figure.amount for name, figure in known.items() if figure.amount}
    return found


async def reconciled(job: JobOffice, month: Month) -> Figures:
    """What was posted for the days of the month, and what the books hold of it."""
    flow = job.office.world.flow
    found = (await books_reconciliations_over(flow.store).of(COMPANY, month.span)).unwrap()
    shown: Figures = {}
    for kind in LedgerKind:
        cells = [cell.figures for cell in found.cells if cell.key.kind is kind and cell.key.project_id == PROJECT]
        if kind is LedgerKind.PER_DIEMS and not cells:
            continue  # neither job pays any
        text = as_time if kind is LedgerKind.TIME else as_money
        books = _BOOKS[next((cell.key.books for cell in found.cells if cell.key.kind is kind), "quickbooks")]
        shown |= {
            (f"reconciled: {kind}", FIELDLEDGER): text(sum(each.posted for each in cells)),
            (f"reconciled: {kind}", books): text(sum(each.in_books for each in cells)),
            (f"reconciled: {kind}, difference", FIELDLEDGER): text(sum(abs(each.difference) for each in cells)),
        }
    return shown


def closed(job: JobOffice, month: Month) -> Figures:
    """What the controller signed."""
    report = job.closes[month.title].report
    shown: Figures = {}
    for each in report.totals:
        text = as_time if each.kind is LedgerKind.TIME else as_money
        shown["closed: " + each.kind.value, FIELDLEDGER] = text(each.figures.approved)
    change = sum((each.after - each.before for each in report.adjustments), Decimal(0))
    shown["closed: adjusted time", FIELDLEDGER] = as_time(change)
    return shown


async def time_at_the_jobsite(job: JobOffice, month: Month) -> Figures:
    """Hours of the month; the jobsite does not say what they are paid as."""
    cards = [card for card in await cards_at_the_jobsite(job) if month.holds(card["date"])]
    worked = _sum((entry for card in cards for entry in card["timeEntries"]), "hours")
    return {("time", RAKEN): as_time((worked * 60).quantize(Decimal(1)))}


async def time_of(job: JobOffice, month: Month) -> Figures:
    """The same, and what the books hold of it by what it is paid as."""
    shown = await time_at_the_jobsite(job, month)
    by_kind: Counter[str] = Counter()
    for row in await job.office.world.books.time_activities():
        if month.holds(row["TxnDate"]):
            by_kind[_ITEMS[row["ItemRef"]["name"]]] += row["Hours"] * 60 + row["Minutes"]
    shown["time", QUICKBOOKS] = as_time(by_kind.total())
    return shown | {(f"time: {kind}", QUICKBOOKS): as_time(by_kind[kind]) for kind in _ITEMS.values()}


async def cards_at_the_jobsite(job: JobOffice) -> list[Record]:
    """The job's cards as the jobsite holds them now."""
    cards: list[Record] = await job.office.world.jobsite.admin("GET", "timeCards")
    return [card for card in cards if card["project"]["uuid"] == PROJECT]


async def days_at_the_jobsite(job: JobOffice) -> Figures:
    """Hours by worker and day."""
    total: defaultdict[str, Decimal] = defaultdict(Decimal)
    for card in await cards_at_the_jobsite(job):
        who = day_of(WORKERS[card["worker"]["uuid"]][0], date.fromisoformat(card["date"]))
        total[who] += _sum(card["timeEntries"], "hours")
    return {(who, RAKEN): as_time((hours * 60).quantize(Decimal(1))) for who, hours in total.items()}


async def days_in_quickbooks(job: JobOffice) -> Figures:
    """The same in the books, straight and overtime apart."""
    total: Counter[str] = Counter()
    for row in await job.office.world.books.time_activities():
        who = day_of(row["EmployeeRef"]["name"], date.fromisoformat(row["TxnDate"]))
        total[f"{who}, {_ITEMS[row['ItemRef']['name']]}"] += row["Hours"] * 60 + row["Minutes"]
    return {(who, QUICKBOOKS): as_time(minutes) for who, minutes in total.items()}


async def weeks_certified(job: JobOffice, *week_endings: date) -> Figures:
    """Certified payroll by worker and day, and each week's sums."""
    flow = job.office.world.flow
    shown: Figures = {}
    for ending in week_endings:
        weeks = certified_payroll_over(flow.store, flow.clock).weeks
        week = (await weeks.week(COMPANY, PROJECT, ending, EVERY_PROJECT)).unwrap()
        for line in week.lines:
            for day, worked in zip(week.days, line.days, strict=True):
                who = day_of(line.name or "", day)
                shown |= _kinds(who, worked.straight, worked.overtime)
        shown |= _kinds(f"week to {ending:%d %b}", week.total.straight, week.total.overtime)
    return shown


def _kinds(who: str, straight: int, overtime: int) -> Figures:
    minutes = {"straight": straight, "overtime": overtime}
    return {(f"{who}, {kind}", FIELDLEDGER): as_time(worked) for kind, worked in minutes.items() if worked}


def day_of(worker: str, day: date) -> str:
    """A worker's day, as the pages call it."""
    return f"{worker} {day:%a %d %b}"


def _settled(payment: Record) -> Iterable[str]:
    return (link["TxnId"] for line in payment["Line"] for link in line["LinkedTxn"])


def _sum(rows: Iterable[Record], name: str) -> Decimal:
    return _add(rows, lambda row: Decimal(str(row.get(name) or 0)))


def _add(rows: Iterable[Record], amount: Callable[[Record], Decimal]) -> Decimal:
    return sum((amount(row) for row in rows), Decimal(0))
