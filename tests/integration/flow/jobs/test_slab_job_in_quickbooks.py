"""The slab job: its books in QuickBooks, month by month; ``slab_job.md`` says by hand what each system has to show."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from fieldledger.domain.posting import PostingState
from fieldledger.result import ErrorCode
from fieldledger.services.exceptions.fixes import AcknowledgeFix
from fieldledger.wiring.exceptions import desk_over
from simulators.seeds.model import ChangeOrder
from tests.builders import ACCOUNTANT, COMPANY
from tests.integration.flow.back_office import JOB, a_back_office
from tests.integration.flow.jobs import shown
from tests.integration.flow.jobs.shown import OWNER, SUBCONTRACTOR
from tests.integration.flow.jobs.small_job import Billed, Card, JobOffice, Month, Spent, a_line, a_small_job
from tests.integration.flow.jobs.worked_page import Figures, read_page

PAGE: Final = read_page(Path(__file__).with_name("slab_job.md"))
SLABS, FORMS = "03-300", "03-310"
THE_JOB: Final = a_small_job(
    contract=(a_line(SLABS, "S", "Slabs", "60000.00"), a_line(FORMS, "S", "Forms", "40000.00")),
    subcontract=(a_line(SLABS, "S", "Slabs", "30000.00"), a_line(FORMS, "S", "Forms", "20000.00")),
    changes=(
        ChangeOrder("CO-1", "SC-1", "A thicker slab", "approved", a_line(SLABS, "S", "Thicker slab", "5000.00")),
        ChangeOrder("CO-2", "SC-1", "Another edge", "pending", a_line(FORMS, "S", "Another edge", "4000.00")),
    ),
    budget=(
        a_line(SLABS, "S", "", "33000.00"),
        a_line(SLABS, "M", "", "3000.00"),
        a_line(SLABS, "L", "", "9000.00"),
        a_line(FORMS, "S", "", "22000.00"),
    ),
)
WEDNESDAY: Final = Card("r-wed", "rosa", date(2026, 9, 30), 10)
SEPTEMBER: Final = Month(
    "September 2026",
    date(2026, 9, 1),
    date(2026, 9, 30),
    Billed("2201-1", date(2026, 9, 30), work=("30000.00", "10000.00")),
    Billed("AC-1", date(2026, 9, 25), work=("15000.00", "5000.00", "0.00", "0.00")),
    (Spent("SAND-1", date(2026, 9, 14), "2345.67", SLABS),),
    (
        Card("r-mon", "rosa", date(2026, 9, 28), 9),
        Card("r-tue", "rosa", date(2026, 9, 29), 8),
        WEDNESDAY,
        Card("b-tue", "ben", date(2026, 9, 29), 6, FORMS),
    ),
)
OCTOBER: Final = Month(
    "October 2026",
    date(2026, 10, 1),
    date(2026, 10, 31),
    Billed("2201-2", date(2026, 10, 31), work=("30000.00", "12345.60", "6250.00")),
    Billed("AC-2", date(2026, 10, 25), work=("15000.00", "6172.80", "2500.00", "0.00")),
    cards=(
        Card("r-thu", "rosa", date(2026, 10, 1), 8),
        Card("r-fri", "rosa", date(2026, 10, 2), 7.33),
        Card("r-sat", "rosa", date(2026, 10, 3), 4),
        Card("r-next", "rosa", date(2026, 10, 5), 8.5),
        Card("b-sat", "ben", date(2026, 10, 3), 10, FORMS),
    ),
    ordered="12500.00",
)
NOVEMBER: Final = Month(
    "November 2026",
    date(2026, 11, 1),
    date(2026, 11, 30),
    Billed("2201-3", date(2026, 11, 30), work=("0.00", "17654.40", "6250.00")),
    Billed("AC-3", date(2026, 11, 25), work=("0.00", "8827.20", "2500.00", "0.00")),
    (Spent("SAND-2", date(2026, 11, 3), "1200.00", SLABS),),
)
DECEMBER: Final = Month(
    "December 2026",
    date(2026, 12, 1),
    date(2026, 12, 31),
    Billed("2201-4", date(2026, 12, 31), released=("6000.00", "4000.00", "1250.00")),
    Billed("AC-4", date(2026, 12, 22), released=("3000.00", "2000.00", "500.00", "0.00")),
)
MONTHS: Final = (SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER)
WEEKS: Final = (date(2026, 10, 4), date(2026, 10, 11))


async def test_every_system_shows_month_by_month_what_was_calculated_by_hand() -> None:
    async with a_back_office(THE_JOB) as office:
        job = JobOffice(office, MONTHS)
        await job.open()
        await office.a_vendor()
        for month in MONTHS:
            await job.happens(month)
            await job.approve(month)
            (await office.world.flow.write()).unwrap()
            if month is DECEMBER:
                await _spent_in_the_books(job)
            await _pay(job, month)
            if month is SEPTEMBER:
                await _late_change(job)
            await job.close(month)
            assert await _month(job, month) == PAGE[month.title].figures
            if month is SEPTEMBER:
                await _too_late_a_change(job)

        assert await _days(job) == PAGE["Hours, day by day"].figures
        assert set(await office.world.flow.states()) == {PostingState.POSTED}
        assert await office.world.flow.inbox() == {}


async def _pay(job: JobOffice, month: Month) -> None:
    """Everybody is paid at once, but for 1,000.00 of November, which the owner keeps until December."""
    due = {each.number: each.total for each in (await job.office.vendor_invoices()).values()}
    due |= {each.number: each.total for each in (await job.office.owner_invoices()).values()}
    day = month.last_day.isoformat()
    await job.office.pay_bill(month.by_subcontractor.number, str(due[month.by_subcontractor.number]), day)
    received = due[month.to_owner.number] - (Decimal("1000.00") if month is NOVEMBER else 0)
    await job.office.receive(month.to_owner.number, str(received), day)
    if month is DECEMBER:
        await job.office.receive(NOVEMBER.to_owner.number, "1000.00", day)
    await job.office.sync_books()


async def _spent_in_the_books(job: JobOffice) -> None:
    """What only the bookkeeper knows of: boards paid by check, sand that went back, and work under the wrong code."""
    books = job.office.world.books
    accounts = {row["Name"]: row["Id"] for row in await books.all("Account")}
    customer = next(row["Id"] for row in await books.all("Customer") if row["DisplayName"] == f"Job {JOB}")
    [vendor] = [row["Id"] for row in await books.all("Vendor") if row["DisplayName"] == "Acme Concrete"]

    def line(amount: float, account: str) -> dict[str, object]:
        detail = {"AccountRef": {"value": accounts[account]}, "CustomerRef": {"value": customer}}
        return _line("AccountBasedExpenseLineDetail", amount, detail)

    def side(posting: str, amount: float, account: str) -> dict[str, object]:
        whom = {"Type": "Customer", "EntityRef": {"value": customer}}
        detail = {"PostingType": posting, "AccountRef": {"value": accounts[account]}, "Entity": whom}
        return _line("JournalEntryLineDetail", amount, detail)

    paid_from = {"PaymentType": "Check", "AccountRef": {"value": accounts["Checking of the tests"]}}
    day = {"TxnDate": "2026-12-10"}
    await books.add("Purchase", {**day, **paid_from, "Line": [line(87.45, "Job Costs Forms")]})
    await books.add(
        "VendorCredit", {**day, "VendorRef": {"value": vendor}, "Line": [line(45.67, "Job Costs Concrete")]}
    )
    moved = [side("Debit", 120, "Job Costs Forms"), side("Credit", 120, "Job Costs Concrete")]
    await books.add("JournalEntry", {**day, "Line": moved})


def _line(kind: str, amount: float, detail: dict[str, object]) -> dict[str, object]:
    return {"DetailType": kind, "Amount": amount, kind: detail}


async def _late_change(job: JobOffice) -> None:
    """September is over but not signed: the foreman takes an hour of Wednesday back, and the books follow."""
    await job.foreman_corrects(WEDNESDAY.corrected(9))
    (await job.confirm(WEDNESDAY)).unwrap()
    (await job.office.world.flow.write()).unwrap()


async def _too_late_a_change(job: JobOffice) -> None:
    """September is signed: the books stay as they are whoever confirms, until the foreman and the controller agree."""
    before = await shown.time_of(job, SEPTEMBER)
    await job.foreman_corrects(WEDNESDAY.corrected(7))
    [item] = (await job.office.world.flow.inbox()).values()
    assert item.code == ErrorCode.CHANGED_AFTER_APPROVAL
    assert (await job.confirm(WEDNESDAY)).error_code == ErrorCode.PERIOD_LOCKED
    await job.foreman_corrects(WEDNESDAY.corrected(9))
    assert await shown.time_of(job, SEPTEMBER) == before
    flow = job.office.world.flow
    noted = AcknowledgeFix(reason="the foreman took it back: September is signed")
    (
        await desk_over(flow.store, flow.queue, flow.clock).resolve(COMPANY, ACCOUNTANT, item.exception_id, noted)
    ).unwrap()
    assert await flow.inbox() == {}


async def _month(job: JobOffice, month: Month) -> Figures:
    found: Figures = {}
    for side in (OWNER, SUBCONTRACTOR):
        found |= await shown.in_procore(job, side, month)
        found |= await shown.in_quickbooks(job, side, month)
        found |= await shown.in_fieldledger(job, side, month)
    found |= await shown.committed_in_procore(job)
    found |= shown.job_cost_of(await job.cost(), job.before_posting[month.title])
    found |= await shown.time_of(job, month)
    found |= await shown.reconciled(job, month)
    return found | shown.closed(job, month)


async def _days(job: JobOffice) -> Figures:
    return (
        await shown.days_at_the_jobsite(job)
        | await shown.days_in_quickbooks(job)
        | await shown.weeks_certified(job, *WEEKS)
    )
