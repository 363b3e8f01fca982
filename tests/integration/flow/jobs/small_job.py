"""What the two worked examples have in common: the data of a small job, and the steps of its months."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Final

from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.job_cost import JobCost
from fieldledger.domain.month_close import MonthClose
from fieldledger.domain.overtime import OvertimeRule
from fieldledger.domain.time_rules import OvertimeAuthority, TimeRules
from fieldledger.domain.visibility import EVERY_PROJECT
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import Result
from fieldledger.services.approvals import ApproveTimeCards
from fieldledger.services.closing.foundation_check import ReadableFoundation
from fieldledger.services.closing.signing import CloseMonth
from fieldledger.services.posting.adjusting import Adjustment, AdjustTimeCard
from fieldledger.wiring.approvals import adjustments_over, approvals_over
from fieldledger.wiring.books_check import books_check_over
from fieldledger.wiring.closing import month_signing_over
from fieldledger.wiring.job_cost import job_costs_over
from simulators.seeds.model import ChangeOrder, Commitment, CostLine, CostType, PrimeContract
from tests.builders import ACCOUNTANT, COMPANY
from tests.integration.flow.back_office import BILLS, COSTS, JOB, JOBSITE, MASTER_DATA, BackOffice, Line
from tests.integration.flow.doubles import NoDeadline, NoFoundation
from tests.integration.flow.simulated_raken import Record, a_card, a_job
from tests.unit.simulators.procore.contractor import FIRST, HandMade

PROJECT: Final = "the-job"
"""The job's id at the jobsite, which is ours too: the jobsite shows it first."""
RULES: Final = TimeRules(
    overtime=OvertimeAuthority.COMPANY,
    regular_pay_type="RT",
    overtime_pay_types=frozenset({"OT"}),
    overtime_rule=OvertimeRule(overtime_pay_type="OT"),
)
"""Over 8 hours a day or 40 straight hours a week is overtime; weeks begin on Mondays."""


@dataclass(frozen=True)
class SmallJob(HandMade):
    """One job in Procore with a budget of its own; nothing is billed yet."""

    budgeted: tuple[CostLine, ...] = ()

    def budget(self, job_number: str) -> tuple[CostLine, ...]:
        return self.budgeted if job_number == JOB else ()


def a_line(code: str, cost_type: str, words: str, amount: str) -> CostLine:
    """A line of a contract or of the budget."""
    return CostLine(code, cost_type, words, Decimal(amount))


def a_small_job(
    *,
    contract: Sequence[CostLine],
    subcontract: Sequence[CostLine],
    changes: Sequence[ChangeOrder],
    budget: Sequence[CostLine],
) -> SmallJob:
    """Both contracts withhold a tenth."""
    ten = Decimal(10)
    given_out = Commitment("SC-1", "subcontract", JOB, "V200", "Work", "Approved", FIRST, ten, tuple(subcontract))
    return SmallJob(
        cost_types=(
            CostType("L", "Labor", "labor"),
            CostType("S", "Subcontract", "commitment"),
            CostType("M", "Material", "material"),
        ),
        commitments=(given_out,),
        change_orders=tuple(changes),
        requisitions=(),
        prime_contracts=(PrimeContract("PC-1", JOB, "C1", "The job", FIRST, ten, tuple(contract)),),
        owner_invoices=(),
        direct_costs=(),
        budgeted=tuple(budget),
    )


@dataclass(frozen=True)
class Billed:
    """What one side bills in a month: the work of each line of the contract, or what is released of its retainage."""

    number: str
    day: date
    work: tuple[str, ...] = ()
    released: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(Line(amount) for amount in self.work) + tuple(Line(released=amount) for amount in self.released)


@dataclass(frozen=True)
class Spent:
    """A supplier's invoice for material."""

    number: str
    day: date
    amount: str
    code: str


@dataclass(frozen=True)
class Card:
    """A worker's day."""

    key: str
    worker: str
    day: date
    hours: float
    code: str = "03-300"

    def record(self) -> Record:
        """As the jobsite holds it: it says when people worked, and the company's rule what of it is overtime."""
        card = a_card(
            self.key,
            worker=self.worker,
            project=PROJECT,
            hours=[(self.hours, "RT")],
            day=self.day,
            cost_code=self.code,
        )
        for entry in card["timeEntries"]:
            entry["classification"] = {"name": "Carpenter"}
        return card

    def corrected(self, hours: float) -> "Card":
        """What the foreman makes of it later."""
        return replace(self, hours=hours)


@dataclass(frozen=True)
class Month:
    """``ordered``: how much more work the owner orders first, on the contract's first line."""

    title: str
    first_day: date
    last_day: date
    to_owner: Billed
    by_subcontractor: Billed
    spent: tuple[Spent, ...] = ()
    cards: tuple[Card, ...] = ()
    ordered: str | None = None

    @property
    def span(self) -> BooksSpan:
        return BooksSpan(first_day=self.first_day, last_day=self.last_day)

    def holds(self, day: str) -> bool:
        """Whether an ISO date is of the month."""
        return self.span.holds(date.fromisoformat(day))


@dataclass
class JobOffice:
    """The people of the job: who bills, who approves, who signs."""

    office: BackOffice
    months: Sequence[Month]
    before_posting: dict[str, JobCost] = field(default_factory=dict)
    closes: dict[str, MonthClose] = field(default_factory=dict)
    foundation: ReadableFoundation = field(default_factory=NoFoundation)

    async def open(self) -> None:
        """The jobsite has the job, and overtime is the company's to say."""
        await self.office.world.jobsite.seed("projects", a_job(PROJECT, "The job", JOB))
        await self.office.sync(*JOBSITE)
        companies = DocumentCompanies(self.office.world.flow.store)
        company = (await companies.get(COMPANY)).unwrap()
        (await companies.save(company.model_copy(update={"time": RULES}))).unwrap()

    async def happens(self, month: Month) -> None:
        """Everything of the month, told after its last day; nothing is approved here yet."""
        self.until(month.last_day)
        if month.ordered is not None:
            await self._owner_orders(month.ordered)
        await self.office.bill(
            *month.by_subcontractor.lines, number=month.by_subcontractor.number, day=month.by_subcontractor.day
        )
        await self.office.apply(*month.to_owner.lines, number=month.to_owner.number, day=month.to_owner.day)
        for spent in month.spent:
            await self.office.spend(spent.amount, spent.code, cost_type="M", number=spent.number, day=spent.day)
        await self.office.world.jobsite.seed("timeCards", *(card.record() for card in month.cards))
        await self.office.sync(*MASTER_DATA, *BILLS, *COSTS, *JOBSITE)

    async def approve(self, month: Month) -> None:
        """The accountant approves all of it; what the job costs is looked at before anything is posted."""
        numbers = (month.by_subcontractor.number, month.to_owner.number, *(each.number for each in month.spent))
        await self.office.accept(*numbers)
        flow = self.office.world.flow
        request = ApproveTimeCards(
            company_id=COMPANY,
            user_id=ACCOUNTANT,
            approval_id=f"time of {month.title}",
            first_day=month.first_day,
            last_day=month.last_day,
        )
        (await approvals_over(flow.store, flow.queue, flow.clock, self.office.foundation).approve(request)).unwrap()
        self.before_posting[month.title] = await self.cost()

    async def foreman_corrects(self, card: Card) -> None:
        """The jobsite changes after the approval."""
        self.office.world.flow.clock.advance(minutes=5)
        await self.office.world.jobsite.seed("timeCards", card.record())
        await self.office.sync(*JOBSITE)

    async def confirm(self, card: Card) -> Result[Adjustment]:
        """The accountant lets the books follow."""
        flow = self.office.world.flow
        [held] = (await DocumentTimeCards(flow.store).get_many(COMPANY, [card.key])).unwrap()
        request = AdjustTimeCard(COMPANY, ACCOUNTANT, f"adjust {card.key}", card.key, held.content_hash)
        return await adjustments_over(flow.store, flow.queue, flow.clock, self.office.foundation).confirm(request)

    async def close(self, month: Month) -> None:
        """The books are compared, and the controller signs the month and locks its time."""
        flow = self.office.world.flow
        flow.clock.advance(minutes=6)
        checking = books_check_over(flow.store, flow.container().books, self.foundation, flow.clock)
        assert (await checking.on_demand(COMPANY, month.span, NoDeadline())).unwrap().complete
        wish = CloseMonth(COMPANY, ACCOUNTANT, f"close of {month.title}", month.span, lock=True)
        self.closes[month.title] = (await month_signing_over(flow.store, flow.clock).sign(wish)).unwrap()

    async def cost(self) -> JobCost:
        """The job's cost as it is known now."""
        flow = self.office.world.flow
        found = await job_costs_over(flow.store, flow.clock).get(COMPANY, PROJECT, EVERY_PROJECT)
        return found.unwrap().cost

    def until(self, day: date) -> None:
        """Two days after ``day``, in the morning, unless it is later by now."""
        clock = self.office.world.flow.clock
        then = datetime.combine(day, time(14), UTC)
        clock.advance(max(0.0, (then - clock.now()).total_seconds() + 2 * 86_400))

    async def _owner_orders(self, amount: str) -> None:
        """A change order of the owner becomes a line of the schedule of values."""
        portal = self.office.portal
        contract = await portal.id_of("prime_contracts", "number", "PC-1")
        codes = [row["wbs_code_id"] for row in await portal.kept("prime_contract_line_items")]
        said = {"amount": amount, "description": "Ordered later", "wbs_code_id": codes[0]}
        await self.office.make("prime_contract_line_items", int(contract), **said)
