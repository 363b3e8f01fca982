"""The footbridge job: time and bills in FOUNDATION; ``footbridge_job.md`` says by hand what each system has to show."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from fieldledger.domain.company import BooksTargets
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.result import ErrorCode
from fieldledger.services.exceptions.fixes import CancelFix
from fieldledger.wiring.exceptions import desk_over
from fieldledger.wiring.sync_sources.foundation import foundation_sources_over
from simulators.seeds.model import ChangeOrder
from tests.builders import ACCOUNTANT, COMPANY
from tests.integration.flow.back_office import BILLS, COSTS, JOB, MASTER_DATA, R, a_foundation_office, furnish_books
from tests.integration.flow.foundation.world import FoundationWorld
from tests.integration.flow.harness import WORKERS
from tests.integration.flow.jobs import shown
from tests.integration.flow.jobs.shown import FOUNDATION, OWNER, SUBCONTRACTOR
from tests.integration.flow.jobs.small_job import PROJECT, Billed, Card, JobOffice, Month, Spent, a_line, a_small_job
from tests.integration.flow.jobs.worked_page import Figures, as_money, read_page
from tests.integration.flow.simulated_quickbooks import Record
from tests.integration.flow.simulated_raken import a_job
from tests.integration.sync.running import Runner

PAGE: Final = read_page(Path(__file__).with_name("footbridge_job.md"))
PIERS, DECK = "03-300", "03-310"
THE_JOB: Final = a_small_job(
    contract=(a_line(PIERS, "S", "Piers", "50000.00"), a_line(DECK, "S", "Deck", "30000.00")),
    subcontract=(a_line(PIERS, "S", "Piers", "24000.00"), a_line(DECK, "S", "Deck", "8000.00")),
    changes=(ChangeOrder("CO-1", "SC-1", "One pier less", "approved", a_line(PIERS, "S", "One less", "-2000.00")),),
    budget=(
        a_line(PIERS, "S", "", "21000.00"),
        a_line(PIERS, "L", "", "2000.00"),
        a_line(PIERS, "M", "", "0.00"),
        a_line(DECK, "S", "", "8500.00"),
    ),
)
SATURDAY: Final = Card("r-sat", "rosa", date(2026, 10, 17), 4)
OCTOBER: Final = Month(
    "October 2026",
    date(2026, 10, 1),
    date(2026, 10, 31),
    Billed("B-1", date(2026, 10, 31), work=("20000.00", "0.00")),
    Billed("F-1", date(2026, 10, 25), work=("12000.00", "0.00", "0.00")),
    (Spent("STEEL-1", date(2026, 10, 14), "1234.56", PIERS),),
    (
        *(Card(f"r-{day}", "rosa", date(2026, 10, day), 8) for day in (12, 13, 14, 15)),
        Card("r-fri", "rosa", date(2026, 10, 16), 7.33),
        SATURDAY,
        Card("r-mon", "rosa", date(2026, 10, 19), 9),
    ),
)
NOVEMBER: Final = Month(
    "November 2026",
    date(2026, 11, 1),
    date(2026, 11, 30),
    Billed("B-2", date(2026, 11, 30), work=("30000.00", "12777.70")),
    Billed("F-2", date(2026, 11, 25), work=("12000.00", "3333.30", "-2000.00")),
)
DECEMBER: Final = Month(
    "December 2026",
    date(2026, 12, 1),
    date(2026, 12, 31),
    Billed("B-3", date(2026, 12, 31), work=("0.00", "17222.30")),
    Billed("F-3", date(2026, 12, 22), work=("0.00", "4666.70", "0.00")),
)
JANUARY: Final = Month(
    "January 2027",
    date(2027, 1, 1),
    date(2027, 1, 31),
    Billed("B-4", date(2027, 1, 29), released=("5000.00", "3000.00")),
    Billed("F-4", date(2027, 1, 28), released=("2400.00", "800.00", "-200.00")),
)
MONTHS: Final = (OCTOBER, NOVEMBER, DECEMBER, JANUARY)
_KINDS: Final = {"RT": "straight", "OT": "overtime"}


async def test_every_system_shows_month_by_month_what_was_calculated_by_hand() -> None:
    async with a_foundation_office(THE_JOB, a_job(PROJECT, "The job", JOB)) as (office, books):
        office.foundation = books.queue
        job = JobOffice(office, MONTHS, foundation=books.client("check"))
        await _open(job, books)
        for month in MONTHS:
            await job.happens(month)
            await job.approve(month)
            await _write(job, books)
            if month is JANUARY:
                await _retainage_is_left_to_a_person(job)
            await _posted_in_foundation(job, books)
            await _received(job, month)
            await job.close(month)
            assert await _month(job, books, month) == PAGE[month.title].figures

        assert await _days(job, books) == PAGE["Hours, day by day"].figures
        assert await office.world.flow.inbox() == {}


async def _open(job: JobOffice, books: FoundationWorld) -> None:
    """The jobsite's job is the one that people know; time and bills go to FOUNDATION, invoices to QuickBooks."""
    await job.open()
    await furnish_books(job.office.world)
    companies = DocumentCompanies(job.office.world.flow.store)
    company = (await companies.get(COMPANY)).unwrap()
    targets = BooksTargets(time=("foundation",), bills="foundation")
    (await companies.save(company.model_copy(update={"books": targets}))).unwrap()
    await books.books.admin("PUT", "/companies/1/pay-rates/107", "40.00")


async def _write(job: JobOffice, books: FoundationWorld) -> None:
    (await job.office.world.flow.write()).unwrap()
    (await books.write()).unwrap()


async def _posted_in_foundation(job: JobOffice, books: FoundationWorld) -> None:
    """Hours are imported and paid, invoices posted; a day later the sync reads what the job has cost."""
    for move in ("import-time-cards", "post-time-cards", "post-ap-invoices"):
        moved = await books.books.admin("POST", f"/companies/1/{move}", {})
        assert moved["refused"] == {}
    flow = job.office.world.flow
    runner = Runner(flow.store, foundation_sources_over(books.client("sync")), flow.clock)
    for resource in (R.FOUNDATION_JOBS, R.FOUNDATION_JOB_COST_HISTORY):
        state = await runner.read_all(resource)
        assert state.last is not None
        assert state.last.problem is None
    await job.office.sync(*MASTER_DATA, *BILLS, *COSTS)


async def _received(job: JobOffice, month: Month) -> None:
    due = {each.number: each.total for each in (await job.office.owner_invoices()).values()}
    number = month.to_owner.number
    await job.office.receive(number, str(due[number]), month.last_day.isoformat())
    await job.office.sync_books()


async def _retainage_is_left_to_a_person(job: JobOffice) -> None:
    """FOUNDATION withholds a part of an invoice; there a person gives it free, and says so here."""
    flow = job.office.world.flow
    [item] = (await flow.inbox()).values()
    assert item.code == ErrorCode.BOOKS_WOULD_REFUSE
    assert item.message.endswith("releasing retainage is done there by a person")
    given_up = CancelFix(reason="released in FOUNDATION by hand")
    desk = desk_over(flow.store, flow.queue, flow.clock, job.office.foundation)
    (await desk.resolve(COMPANY, ACCOUNTANT, item.exception_id, given_up)).unwrap()


async def _month(job: JobOffice, books: FoundationWorld, month: Month) -> Figures:
    found: Figures = {}
    for side in (OWNER, SUBCONTRACTOR):
        found |= await shown.in_procore(job, side, month)
        found |= await shown.in_fieldledger(job, side, month)
    found |= await shown.in_quickbooks(job, OWNER, month)
    found |= await _payables(books, month)
    found |= await shown.committed_in_procore(job)
    found |= shown.job_cost_of(await job.cost(), job.before_posting[month.title])
    found |= await _costs(books)
    found |= await shown.time_at_the_jobsite(job, month)
    found |= await _hours(books, month)
    found |= await shown.reconciled(job, month)
    return found | shown.closed(job, month)


async def _payables(books: FoundationWorld, month: Month) -> Figures:
    """FOUNDATION's payables to the subcontractor; those of the steel are somebody else's work."""
    rows = [row for row in await books.books.rows("apinvoices") if row["invoiceNumber"].startswith("F-")]
    mine = [row for row in rows if month.holds(row["invoiceDate"])]
    found = {
        "work of the month": _sum(mine, "invoiceAmount"),
        "retainage of the month": _sum(mine, "retainageAmount"),
        "due": _sum(mine, "invoiceAmount") - _sum(mine, "retainageAmount"),
        "work to date": _sum(rows, "invoiceAmount"),
        "retainage held": _sum(rows, "retainageAmount"),
    }
    return {(f"subcontractor: {name}", FOUNDATION): as_money(amount) for name, amount in found.items()}


async def _costs(books: FoundationWorld) -> Figures:
    """FOUNDATION's job cost history by cost code and class."""
    total: dict[str, Decimal] = {}
    for row in await books.books.rows("jobcosthistory"):
        place = f"job cost: actual {row['costCodeId']} {row['costClassId']}"
        total[place] = total.get(place, Decimal(0)) + Decimal(str(row["cost"]))
    total["job cost: actual"] = sum(total.values(), Decimal(0))
    return {(name, FOUNDATION): as_money(amount) for name, amount in total.items()}


async def _hours(books: FoundationWorld, month: Month) -> Figures:
    """Payroll's hours, which are hundredths."""
    rows = [row for row in await books.books.rows("timecards") if month.holds(row["date"])]
    found = {"time": _sum(rows, "hours")}
    for code, kind in _KINDS.items():
        found[f"time: {kind}"] = _sum((row for row in rows if row["earnCodeId"] == code), "hours")
    return {(name, FOUNDATION): f"{hours:.2f} h" for name, hours in found.items()}


async def _days(job: JobOffice, books: FoundationWorld) -> Figures:
    total: Counter[str] = Counter()
    names = {number: name for name, number in WORKERS.values()}
    for row in await books.books.rows("timecards"):
        who = shown.day_of(names[row["employeeId"]], date.fromisoformat(row["date"]))
        total[f"{who}, {_KINDS[row['earnCodeId']]}"] += int(Decimal(str(row["hours"])) * 100)
    hours = {(who, FOUNDATION): f"{Decimal(worked) / 100:.2f} h" for who, worked in total.items()}
    weeks = await shown.weeks_certified(job, date(2026, 10, 18), date(2026, 10, 25))
    return await shown.days_at_the_jobsite(job) | hours | weeks


def _sum(rows: Iterable[Record], name: str) -> Decimal:
    return sum((Decimal(str(row.get(name) or 0)) for row in rows), Decimal(0))
