"""Two workers, two jobs, over the end of a week and of a pay period: calculated by hand, all systems beside each other.

The company's own rule: over 8 hours a day or 40 straight hours a week is overtime; weeks begin on Mondays, pay periods
are fortnights from 5 January 2026, so that Sunday 1 March ends both a week and a period.

Rosa's first week, straight hours so far in brackets: Mon 9 h -> 8 + 1 (8); Tue 5 h clinic, 5 h plant -> 5, then 3 + 2
(16); Wed 10 h, of which the jobsite calls 2 overtime -> 8 + 2 (24); Thu 8 h (32); Fri 7.33 h = 440 min (39 h 20);
Sat 4 h -> 40 min + 3 h 20 (40 h); Sun 9.33 h = 560 min, all of it overtime. Monday begins anew: 8.5 h -> 8 + 0.5.
In FOUNDATION her week is 3,460 min = 57.67 h, its rows rounded one by one 57.66: the hundredth is on the largest (Sun).

Ben: Mon 6 h labourer, then 4 h carpenter -> 6, then 2 + 2. Sat 10 h -> 8 + 2; after posting the foreman corrects it to
9 h, so that one hour of overtime is left.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from fieldledger.domain.certified_payroll import CertifiedPayroll, PayrollFlag
from fieldledger.domain.company import PayPeriodRule
from fieldledger.domain.overtime import OvertimeRule
from fieldledger.domain.time_card import TimeCardStatus
from fieldledger.domain.time_rules import OvertimeAuthority, TimeRules
from fieldledger.domain.visibility import EVERY_PROJECT
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.services.approvals import ApproveTimeCards
from fieldledger.services.exceptions.fixes import InBooksFix
from fieldledger.services.posting.adjusting import AdjustTimeCard
from fieldledger.services.posting.standing import hours_of
from fieldledger.wiring.approvals import adjustments_over, approvals_over
from fieldledger.wiring.certified_payroll import certified_payroll_over
from fieldledger.wiring.exceptions import desk_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.integration.flow.foundation.world import FoundationWorld, a_foundation_contractor
from tests.integration.flow.simulated_raken import Record, a_card, entries

RULES: Final = TimeRules(
    overtime=OvertimeAuthority.COMPANY,
    regular_pay_type="RT",
    overtime_pay_types=frozenset({"OT"}),
    per_diem_pay_types=frozenset({"PD"}),
    overtime_rule=OvertimeRule(overtime_pay_type="OT"),
)
WEEK_ENDING: Final = date(2026, 3, 1)
NEXT_WEEK_ENDING: Final = date(2026, 3, 8)


@dataclass(frozen=True)
class Row:
    """One row of the table: what each system must hold of it."""

    worker: str
    day: str
    job: str
    kind: str
    approved: int  # minutes
    quickbooks: str  # h:mm of the time activities
    foundation: str  # hours of the time cards
    payroll: str  # whose line of the certified payroll


# fmt: off
TABLE: Final = (
    #   worker  day      job       kind  minutes  QuickBooks FOUNDATION  certified payroll's line
    Row("rosa", "02-23", "clinic", "RT", 480,     "8:00",    "8.00",     "Carpenter"),
    Row("rosa", "02-23", "clinic", "OT",  60,     "1:00",    "1.00",     "Carpenter"),
    Row("rosa", "02-24", "clinic", "RT", 300,     "5:00",    "5.00",     "Carpenter"),
    Row("rosa", "02-24", "plant",  "RT", 180,     "3:00",    "3.00",     "Carpenter"),
    Row("rosa", "02-24", "plant",  "OT", 120,     "2:00",    "2.00",     "Carpenter"),
    Row("rosa", "02-25", "clinic", "RT", 480,     "8:00",    "8.00",     "Carpenter"),
    Row("rosa", "02-25", "clinic", "OT", 120,     "2:00",    "2.00",     "Carpenter"),
    Row("rosa", "02-26", "plant",  "RT", 480,     "8:00",    "8.00",     "Carpenter"),
    Row("rosa", "02-27", "clinic", "RT", 440,     "7:20",    "7.33",     "Carpenter"),
    Row("rosa", "02-28", "clinic", "RT",  40,     "0:40",    "0.67",     "Carpenter"),
    Row("rosa", "02-28", "clinic", "OT", 200,     "3:20",    "3.33",     "Carpenter"),
    Row("rosa", "03-01", "plant",  "OT", 560,     "9:20",    "9.34",     "Carpenter"),
    Row("rosa", "03-02", "clinic", "RT", 480,     "8:00",    "8.00",     "Carpenter"),
    Row("rosa", "03-02", "clinic", "OT",  30,     "0:30",    "0.50",     "Carpenter"),
    Row("ben",  "02-23", "clinic", "RT", 360,     "6:00",    "6.00",     "Laborer"),
    Row("ben",  "02-23", "clinic", "RT", 120,     "2:00",    "2.00",     "Carpenter"),
    Row("ben",  "02-23", "clinic", "OT", 120,     "2:00",    "2.00",     "Carpenter"),
    Row("ben",  "02-28", "plant",  "RT", 480,     "8:00",    "8.00",     "Carpenter"),
    Row("ben",  "02-28", "plant",  "OT", 120,     "2:00",    "2.00",     "Carpenter"),
)
AFTER_THE_LATE_CHANGE: Final = (
    *TABLE[:-1],
    Row("ben",  "02-28", "plant",  "OT",  60,     "1:00",    "1.00",     "Carpenter"),
)
# fmt: on
NUMBERS: Final = {"rosa": "107", "ben": "112"}
NAMES: Final = {"Rosa Delgado": "rosa", "Ben Okafor": "ben"}
JOB_NUMBERS: Final = {"clinic": "2214", "plant": "2230"}
ITEMS: Final = {"Labor": "RT", "Labor - Overtime": "OT"}


def _card(card_id: str, worker: str, day: str, job: str, *hours: tuple[float, str], trade: str = "Carpenter") -> Record:
    card = a_card(card_id, worker=worker, project=job, hours=hours, day=date.fromisoformat(f"2026-{day}"))
    for entry in card["timeEntries"]:
        entry["classification"] = {"name": trade}
    return card


def _bens_monday() -> Record:
    card = _card("b-mon", "ben", "02-23", "clinic", (6, "RT"), trade="Laborer")
    [later] = entries([(4, "RT")], "26-050")
    return card | {"timeEntries": [*card["timeEntries"], later | {"classification": {"name": "Carpenter"}}]}


CARDS: Final = (
    _card("r-mon", "rosa", "02-23", "clinic", (9, "RT")),
    _card("r-tue-1", "rosa", "02-24", "clinic", (5, "RT"), (0, "PD")),
    _card("r-tue-2", "rosa", "02-24", "plant", (5, "RT")),
    _card("r-wed", "rosa", "02-25", "clinic", (8, "RT"), (2, "OT")),
    _card("r-thu", "rosa", "02-26", "plant", (8, "RT")),
    _card("r-fri", "rosa", "02-27", "clinic", (7.33, "RT")),
    _card("r-sat", "rosa", "02-28", "clinic", (4, "RT")),
    _card("r-sun", "rosa", "03-01", "plant", (9.33, "RT")),
    _card("r-new", "rosa", "03-02", "clinic", (8.5, "RT")),
    _bens_monday(),
    _card("b-sat", "ben", "02-28", "plant", (10, "RT")),
)


async def _set_up(world: FoundationWorld) -> None:
    await world.targets("quickbooks", "foundation")
    companies = DocumentCompanies(world.flow.store)
    company = (await companies.get(COMPANY)).unwrap()
    changes = {"time": RULES, "pay_periods": PayPeriodRule(anchor=date(2026, 1, 5), days=14)}
    (await companies.save(company.model_copy(update=changes))).unwrap()
    await world.contractor.jobsite.seed("timeCards", *CARDS)
    (await world.flow.sync()).unwrap()


async def _approve(world: FoundationWorld) -> dict[str, set[str]]:
    """The accountant approves everything; the answer is the warnings by card."""
    flow = world.flow
    request = ApproveTimeCards(
        company_id=COMPANY,
        user_id=ACCOUNTANT,
        approval_id="approval-1",
        first_day=date(2026, 2, 16),
        last_day=date(2026, 3, 15),
    )
    outcome = (await approvals_over(flow.store, flow.queue, flow.clock, world.queue).approve(request)).unwrap()
    assert outcome.skipped == ()
    told: dict[str, set[str]] = {}
    for warning in outcome.warnings:
        told.setdefault(warning.time_card_id, set()).add(warning.code)
    return told


async def _write(world: FoundationWorld) -> None:
    (await world.flow.write()).unwrap()
    (await world.write()).unwrap()


async def _late_change(world: FoundationWorld) -> None:
    """The foreman corrects Ben's Saturday; the accountant confirms; a bookkeeper follows in FOUNDATION and says so."""
    flow = world.flow
    flow.clock.advance(minutes=5)
    await world.contractor.jobsite.seed("timeCards", _card("b-sat", "ben", "02-28", "plant", (9, "RT")))
    (await flow.sync()).unwrap()
    flagged = {each.flag for each in (await _payroll(world, "plant")).flagged}
    assert flagged == {PayrollFlag.CHANGED}
    [card] = (await DocumentTimeCards(flow.store).get_many(COMPANY, ["b-sat"])).unwrap()
    request = AdjustTimeCard(COMPANY, ACCOUNTANT, "adjust-1", "b-sat", card.content_hash)
    (await adjustments_over(flow.store, flow.queue, flow.clock, world.queue).confirm(request)).unwrap()
    await _write(world)
    item = (await world.inbox())["BOOKS_CHANGE_BY_HAND"]
    assert "correct to 1.00 hours of OT on 2026-02-28" in item.message
    [held] = [
        row
        for row in await world.books.rows("timecards")
        if (row["employeeId"], row["date"], row["earnCodeId"]) == ("112", "2026-02-28", "OT")
    ]
    await world.books.edit("timecards", held["timecardId"], hours=1)
    fix = InBooksFix(vendor_id=held["timecardId"], reason="corrected before the import")
    desk = desk_over(flow.store, flow.queue, flow.clock, world.queue)
    (await desk.resolve(COMPANY, ACCOUNTANT, item.exception_id, fix)).unwrap()


async def _approved(world: FoundationWorld) -> Counter[tuple[str, str, str, str]]:
    """Minutes of live postings to QuickBooks, by worker, day, job and pay type."""
    cards = (await DocumentTimeCards(world.flow.store).get_many(COMPANY, [card["uuid"] for card in CARDS])).unwrap()
    assert {card.status for card in cards} == {TimeCardStatus.APPROVED}
    live = {each for card in cards for each in card.posting_ids}
    total: Counter[tuple[str, str, str, str]] = Counter()
    for posting in await world.flow.postings():
        if posting.posting_id in live and posting.target == "quickbooks":
            draft = hours_of(posting)
            total[draft.employee_id, f"{draft.work_date:%m-%d}", draft.project_id, draft.pay_type] += draft.minutes
    return total


async def _in_quickbooks(world: FoundationWorld) -> Counter[tuple[str, str, str, str]]:
    total: Counter[tuple[str, str, str, str]] = Counter()
    for row in await world.contractor.books.time_activities():
        job = next(job for job, number in JOB_NUMBERS.items() if row["CustomerRef"]["name"].endswith(number))
        key = (NAMES[row["EmployeeRef"]["name"]], row["TxnDate"][5:], job, ITEMS[row["ItemRef"]["name"]])
        total[key] += row["Hours"] * 60 + row["Minutes"]
    return total


async def _in_foundation(world: FoundationWorld) -> dict[tuple[str, str, str, str], Decimal]:
    workers, jobs = ({number: key for key, number in each.items()} for each in (NUMBERS, JOB_NUMBERS))
    total: dict[tuple[str, str, str, str], Decimal] = {}
    for row in await world.books.rows("timecards"):
        key = (workers[row["employeeId"]], row["date"][5:], jobs[row["jobId"]], row["earnCodeId"])
        total[key] = total.get(key, Decimal(0)) + Decimal(str(row["hours"]))
    return total


async def _payroll(world: FoundationWorld, job: str, week_ending: date = WEEK_ENDING) -> CertifiedPayroll:
    weeks = certified_payroll_over(world.flow.store, world.flow.clock).weeks
    return (await weeks.week(COMPANY, job, week_ending, EVERY_PROJECT)).unwrap()


async def _in_certified_payroll(world: FoundationWorld) -> Counter[tuple[str, str, str, str, str]]:
    total: Counter[tuple[str, str, str, str, str]] = Counter()
    for job in JOB_NUMBERS:
        for week_ending in (WEEK_ENDING, NEXT_WEEK_ENDING):
            payroll = await _payroll(world, job, week_ending)
            for line in payroll.lines:
                for day, worked in zip(payroll.days, line.days, strict=True):
                    key = (NAMES[line.name or ""], f"{day:%m-%d}", job)
                    trade = line.classification or ""
                    total += Counter({(*key, "RT", trade): worked.straight, (*key, "OT", trade): worked.overtime})
    return total


def _by_hand(table: tuple[Row, ...], column: str) -> Counter[tuple[str, str, str, str]]:
    total: Counter[tuple[str, str, str, str]] = Counter()
    for row in table:
        hours, _, minutes = row.quickbooks.partition(":")
        values = {"approved": row.approved, "quickbooks": int(hours) * 60 + int(minutes)}
        total[row.worker, row.day, row.job, row.kind] += values[column]
    return total


async def _assert_all_systems_hold(world: FoundationWorld, table: tuple[Row, ...]) -> None:
    assert await _approved(world) == _by_hand(table, "approved")
    assert await _in_quickbooks(world) == _by_hand(table, "quickbooks")
    foundation: dict[tuple[str, str, str, str], Decimal] = {}
    for row in table:
        key = (row.worker, row.day, row.job, row.kind)
        foundation[key] = foundation.get(key, Decimal(0)) + Decimal(row.foundation)
    assert await _in_foundation(world) == foundation
    lines = Counter({(row.worker, row.day, row.job, row.kind, row.payroll): row.approved for row in table})
    assert await _in_certified_payroll(world) == lines


async def test_every_system_holds_what_was_calculated_by_hand() -> None:
    async with a_foundation_contractor() as world:
        await _set_up(world)
        told = await _approve(world)
        assert told["r-tue-1"] == {"PER_DIEM_APART"}
        assert "r-wed" not in told  # jobsite and rule agree
        assert told["r-mon"] == told["r-sun"] == {"OVERTIME_DIFFERS"}
        await _write(world)
        await _assert_all_systems_hold(world, TABLE)
        assert sum((Decimal(r.foundation) for r in TABLE[:12]), Decimal(0)) == Decimal("57.67")
        assert await world.flow.inbox() == {}


async def test_a_late_change_after_posting_is_an_adjustment_in_every_system() -> None:
    async with a_foundation_contractor() as world:
        await _set_up(world)
        await _approve(world)
        await _write(world)
        await _late_change(world)
        await _assert_all_systems_hold(world, AFTER_THE_LATE_CHANGE)
        assert await world.flow.inbox() == {}
        [flag] = (await _payroll(world, "plant")).flagged
        assert (flag.time_card_id, flag.flag) == ("b-sat", PayrollFlag.ADJUSTED)


async def test_the_two_jobs_totals_are_the_hours_of_the_week() -> None:
    """Clinic straight 480+300+480+440+40 + 360+120, over 60+120+200 + 120; plant 180+480 + 480, over 120+560 + 120."""
    async with a_foundation_contractor() as world:
        await _set_up(world)
        await _approve(world)
        clinic, plant = await _payroll(world, "clinic"), await _payroll(world, "plant")
        assert (clinic.total.straight, clinic.total.overtime) == (2220, 500)
        assert (plant.total.straight, plant.total.overtime) == (1140, 800)
        assert {each.flag for each in clinic.flagged} == {PayrollFlag.NOT_POSTED}
