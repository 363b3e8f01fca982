"""One small job from contract to final release, calculated by hand: what each system has to say about it, to the cent.

The owner's contract is 60,000.00 for slabs and 40,000.00 for forms, and 5,000.00 of more slabs by change order. One
subcontractor does half of the work: 30,000.00 of slabs, 20,000.00 of forms, and 3,000.00 of more slabs by change order.
A tenth of all work is withheld on both sides until the job is done, and then released.

                    work     withheld          due
    owner      40,000.00     4,000.00    36,000.00   September
               44,845.60     4,484.56    40,361.04   October, of it 2,500.00 of the change order
               20,154.40     2,015.44    18,138.96   November, of it 2,500.00 of the change order
                    0.00   -10,500.00    10,500.00   the release
              105,000.00         0.00   105,000.00

    subcontr.  20,000.00     2,000.00    18,000.00   September
               22,672.80     2,267.28    20,405.52   October, of it 1,500.00 of the change order
               10,327.20     1,032.72     9,294.48   November, of it 1,500.00 of the change order
                    0.00    -5,300.00     5,300.00   the release
               53,000.00         0.00    53,000.00
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from fieldledger.domain.invoice import Invoice, InvoiceStatus
from fieldledger.domain.invoice_payment import PaymentStatus
from fieldledger.domain.posting import PostingState
from simulators.seeds.model import ChangeOrder, Commitment, CostLine, PrimeContract
from tests.integration.clients.procore.portal import ACCOUNT
from tests.integration.flow.back_office import A_JOB, JOB, BackOffice, Line, a_back_office, a_foundation_office
from tests.integration.flow.documents import amounts, held
from tests.unit.simulators.procore.contractor import FIRST


def _line(code: str, words: str, amount: int) -> CostLine:
    return CostLine(code, "S", words, Decimal(amount))


_SUBCONTRACT: Final = (_line("03-300", "Slabs", 30_000), _line("03-310", "Forms", 20_000))
_CONTRACT: Final = (_line("03-300", "Slabs", 60_000), _line("03-310", "Forms", 40_000))
THE_JOB: Final = replace(
    A_JOB,
    commitments=(
        Commitment("SC-1", "subcontract", JOB, "V200", "Concrete", "Approved", FIRST, Decimal(10), _SUBCONTRACT),
    ),
    change_orders=(ChangeOrder("CO-1", "SC-1", "More", "approved", _line("03-300", "More slabs", 3_000)),),
    prime_contracts=(PrimeContract("PC-1", JOB, "C1", "Clinic", FIRST, Decimal(10), _CONTRACT),),
)


@dataclass(frozen=True)
class Step:
    """One bill: what its lines say (slabs, forms, the change order), and the figures of it by hand.

    ``figures``: the work, what is withheld of it, what is due, the work to date, the retainage to date.
    """

    number: str
    day: date
    lines: tuple[Line, ...]
    figures: str

    @property
    def billed(self) -> tuple[Decimal, Decimal, Decimal]:
        """Work, retainage and what is due."""
        gross, retainage, due, _, _ = map(Decimal, self.figures.split())
        return gross, retainage, due

    @property
    def due(self) -> str:
        return self.figures.split()[2]

    @property
    def form(self) -> list[str]:
        """What is due, the work and the retainage to date, as Procore writes them."""
        return self.figures.split()[2:]


_OF_OWNER: Final = tuple(Line(released=amount) for amount in ("6000.00", "4000.00", "500.00"))
_OF_SUBCONTRACTOR: Final = tuple(Line(released=amount) for amount in ("3000.00", "2000.00", "300.00"))


def _work(*amounts: str) -> tuple[Line, ...]:
    return tuple(Line(amount) for amount in amounts)


OWNER: Final = (
    Step("2201-1", date(2026, 9, 30), _work("30000.00", "10000.00"), "40000.00 4000.00 36000.00 40000.00 4000.00"),
    Step(
        "2201-2",
        date(2026, 10, 31),
        _work("30000.00", "12345.60", "2500.00"),
        "44845.60 4484.56 40361.04 84845.60 8484.56",
    ),
    Step(
        "2201-3",
        date(2026, 11, 30),
        _work("0.00", "17654.40", "2500.00"),
        "20154.40 2015.44 18138.96 105000.00 10500.00",
    ),
    Step("2201-4", date(2026, 12, 31), _OF_OWNER, "0.00 -10500.00 10500.00 105000.00 0.00"),
)
SUBCONTRACTOR: Final = (
    Step("AC-1", date(2026, 9, 25), _work("15000.00", "5000.00", "0.00"), "20000.00 2000.00 18000.00 20000.00 2000.00"),
    Step(
        "AC-2",
        date(2026, 10, 25),
        _work("15000.00", "6172.80", "1500.00"),
        "22672.80 2267.28 20405.52 42672.80 4267.28",
    ),
    Step("AC-3", date(2026, 11, 25), _work("0.00", "8827.20", "1500.00"), "10327.20 1032.72 9294.48 53000.00 5300.00"),
    Step("AC-4", date(2026, 12, 25), _OF_SUBCONTRACTOR, "0.00 -5300.00 5300.00 53000.00 0.00"),
)
QUICKBOOKS_COSTS: Final = {"Job Costs Concrete": "33000.00", "Job Costs Forms": "20000.00", "Retainage Payable": "0.00"}
QUICKBOOKS_INCOME: Final = {"Progress Billing": "105000.00", "Retainage Receivable": "0.00"}
FOUNDATION_COSTS: Final = {"03-300": "33000.00", "03-310": "20000.00"}


async def test_the_whole_job_with_its_books_in_quickbooks() -> None:
    async with a_back_office(THE_JOB) as office:
        await office.a_vendor()
        for month, (billed, paid_for) in enumerate(zip(OWNER, SUBCONTRACTOR, strict=True)):
            office.world.flow.clock.advance(days=28)
            if month == 1:
                await _the_owner_orders_more(office)
            await office.bill(*paid_for.lines, number=paid_for.number, day=paid_for.day)
            await office.apply(*billed.lines, number=billed.number, day=billed.day)
            await _procore_says(office, "requisitions", "summary", paid_for)
            await _procore_says(office, "payment_applications", "g702", billed)
            await office.post(paid_for.number, billed.number)
            await office.pay_bill(paid_for.number, paid_for.due, paid_for.day.isoformat())
            await office.receive(billed.number, billed.due, billed.day.isoformat())
        await office.sync_books()

        _we_say(await office.vendor_invoices(), SUBCONTRACTOR)
        _we_say(await office.owner_invoices(), OWNER)
        assert await _quickbooks_says(office, "Bill", SUBCONTRACTOR) == _exact(QUICKBOOKS_COSTS)
        assert await _quickbooks_says(office, "Invoice", OWNER) == _exact(QUICKBOOKS_INCOME)
        assert set(await office.world.flow.states()) == {PostingState.POSTED}
        assert await office.world.flow.inbox() == {}


async def test_the_subcontractor_s_side_with_its_books_in_foundation() -> None:
    async with a_foundation_office(THE_JOB) as (office, books):
        for step in SUBCONTRACTOR:
            await office.bill(*step.lines, number=step.number, day=step.day)
            await _procore_says(office, "requisitions", "summary", step)
            await office.accept(step.number)
            (await books.write()).unwrap()

        rows = {row["invoiceNumber"]: row for row in await books.books.rows("apinvoices")}
        told = {key: (_money(row["invoiceAmount"]), _money(row["retainageAmount"])) for key, row in rows.items()}
        assert told == {step.number: step.billed[:2] for step in SUBCONTRACTOR[:3]}
        lines = [line for row in rows.values() for line in row["lines"]]
        costs = {code: _sum(line for line in lines if line["costCodeId"] == code) for code in FOUNDATION_COSTS}
        assert costs == _exact(FOUNDATION_COSTS)
        assert _sum(lines) == Decimal("53000.00")
        assert sum(_money(row["retainageAmount"]) for row in rows.values()) == Decimal("5300.00")
        [left_to_a_person] = (await office.world.flow.inbox()).values()
        assert left_to_a_person.message.endswith("releasing retainage is done there by a person")


async def _the_owner_orders_more(office: BackOffice) -> None:
    """The change order becomes a line of the owner's schedule of values."""
    contract = await office.portal.id_of("prime_contracts", "number", "PC-1")
    codes = [row["wbs_code_id"] for row in await office.portal.kept("prime_contract_line_items")]
    said = {"amount": "5000.00", "description": "More slabs", "wbs_code_id": codes[0]}
    await office.make("prime_contract_line_items", int(contract), **said)


async def _procore_says(office: BackOffice, kept: str, form: str, step: Step) -> None:
    """The sums of the form, which Procore adds up by itself."""
    bill = await office.portal.id_of(kept, "invoice_number", step.number)
    shown: dict[str, Any] = await office.portal.admin("GET", f"/companies/{ACCOUNT}/records/{kept}/{bill}")
    names = ("current_payment_due", "total_completed_and_stored_to_date", "total_retainage")
    assert [shown[form][name] for name in names] == step.form


def _we_say(invoices: dict[str, Any], steps: Sequence[Step]) -> None:
    assert sorted(invoices) == [step.number for step in steps]
    for step in steps:
        invoice: Invoice = invoices[step.number]
        assert (invoice.gross, invoice.retainage, invoice.total) == step.billed
        assert invoice.payment is not None
        paid = (invoice.payment.status, invoice.payment.paid, invoice.payment.paid_on)
        assert paid == (PaymentStatus.PAID, Decimal(step.due), step.day)
        assert invoice.status is InvoiceStatus.APPROVED


async def _quickbooks_says(office: BackOffice, entity: str, steps: Sequence[Step]) -> dict[str, Decimal]:
    """What all documents come to by account or item, once each of them is what it should be and paid."""
    rows = {row["DocNumber"]: row for row in await held(office.world, entity)}
    assert {key: _money(row["TotalAmt"]) for key, row in rows.items()} == {s.number: Decimal(s.due) for s in steps}
    assert {_money(row["Balance"]) for row in rows.values()} == {Decimal(0)}
    total: dict[str, Decimal] = {}
    for row in rows.values():
        for name, amount in amounts(row).items():
            total[name] = total.get(name, Decimal(0)) + amount
    return total


def _sum(lines: Iterable[Mapping[str, Any]]) -> Decimal:
    return sum((_money(line["amount"]) for line in lines), Decimal(0))


def _money(value: object) -> Decimal:
    return Decimal(str(value))


def _exact(figures: dict[str, str]) -> dict[str, Decimal]:
    return {name: Decimal(amount) for name, amount in figures.items()}
