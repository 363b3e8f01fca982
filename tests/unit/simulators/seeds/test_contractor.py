"""The made-up contractor: the same everywhere, and without contradictions."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from itertools import chain

import pytest

from simulators.seeds.generate import SeededContractor, contractor
from simulators.seeds.model import Size

SIZES = [Size.SMALL, Size.CONTRACTOR, Size.LARGE]


@pytest.fixture(params=SIZES, ids=str)
def made(request: pytest.FixtureRequest) -> SeededContractor:
    return contractor(request.param)


def test_sizes_are_as_promised() -> None:
    counts = {size: (len(made.jobs), len(made.workers)) for size in SIZES if (made := contractor(size))}
    assert counts == {Size.SMALL: (3, 12), Size.CONTRACTOR: (25, 150), Size.LARGE: (200, 2000)}
    large = contractor(Size.LARGE)
    assert large.last_day - large.first_day == timedelta(days=363)


def test_one_seed_makes_one_contractor() -> None:
    first, second = contractor(Size.SMALL, 7), contractor(Size.SMALL, 7)
    assert first.commitments == second.commitments
    assert list(first.time_cards(first.first_day, first.last_day)) == list(
        second.time_cards(second.first_day, second.last_day)
    )
    assert contractor(Size.SMALL, 8).commitments != first.commitments


def test_a_day_is_the_same_whatever_span_is_asked_for() -> None:
    made = contractor(Size.CONTRACTOR)
    day = made.last_day - timedelta(days=3)
    alone = list(made.time_cards(day, day))
    within = [card for card in made.time_cards(day - timedelta(days=9), made.last_day) if card.day == day]
    assert alone == within


def test_numbers_and_names_are_unique(made: SeededContractor) -> None:
    people = [f"{worker.first_name} {worker.last_name}" for worker in made.workers]
    names = people + [supplier.name for supplier in made.suppliers] + [customer.name for customer in made.customers]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    for numbers in (
        [job.number for job in made.jobs],
        [worker.number for worker in made.workers if worker.number],
        [supplier.number for supplier in made.suppliers],
        [commitment.number for commitment in made.commitments],
        [(order.commitment_number, order.number) for order in made.change_orders],
        [requisition.invoice_number for requisition in made.requisitions],
    ):
        assert len(set(numbers)) == len(numbers)


def test_numbers_that_the_books_take_fit_ten_ascii_characters(made: SeededContractor) -> None:
    numbers = chain(
        (job.number for job in made.jobs),
        (supplier.number for supplier in made.suppliers),
        (worker.number or "" for worker in made.workers),
        (code.code for code in made.cost_codes),
    )
    assert all(len(number) <= 10 and number.isascii() for number in numbers)


def test_somebody_has_no_payroll_number(made: SeededContractor) -> None:
    assert any(worker.number is None and worker.active for worker in made.workers)


def test_contracts_add_up_to_the_amount_of_their_job(made: SeededContractor) -> None:
    amounts = {job.number: job.contract_amount for job in made.jobs}
    for prime in made.prime_contracts:
        assert sum(line.amount for line in prime.lines) == amounts[prime.job_number]


def test_nobody_bills_more_than_the_contract(made: SeededContractor) -> None:
    lines = {commitment.number: commitment.lines for commitment in made.commitments}
    billed: dict[tuple[str, int], Decimal] = {}
    for requisition in made.requisitions:
        for n, amount in enumerate(requisition.completed):
            key = (requisition.commitment_number, n)
            billed[key] = billed.get(key, Decimal(0)) + amount
    assert billed
    assert all(amount <= lines[number][n].amount for (number, n), amount in billed.items())


def test_everything_refers_to_what_exists(made: SeededContractor) -> None:
    jobs, suppliers = {job.number for job in made.jobs}, {supplier.number for supplier in made.suppliers}
    codes = {code.code for code in made.cost_codes}
    assert {job.customer_number for job in made.jobs} <= {customer.number for customer in made.customers}
    for commitment in made.commitments:
        assert {commitment.job_number} <= jobs
        assert {commitment.supplier_number} <= suppliers
        assert {line.cost_code for line in commitment.lines} <= codes


def test_cards_are_whole_and_of_people_and_jobs_that_work() -> None:
    made = contractor(Size.CONTRACTOR)
    working = {worker.key for worker in made.workers if worker.active}
    open_jobs = {job.number for job in made.jobs if job.active}
    cards = list(made.time_cards(made.first_day, made.last_day))
    assert len({card.key for card in cards}) == len(cards)
    assert {card.worker_key for card in cards} <= working
    assert {card.job_number for card in cards} <= open_jobs
    assert {entry.pay_type for card in cards for entry in card.entries} == {"RT", "OT", "DT"}
    assert all(0 < sum(entry.hours for entry in card.entries) <= 24 for card in cards)
    assert {card.approved for card in cards} == {True, False}


def test_reports_count_the_cards_of_their_day() -> None:
    made = contractor(Size.SMALL)
    cards = list(made.time_cards(made.first_day, made.last_day))
    counted = Counter((card.job_number, card.day) for card in cards)
    reports = list(made.daily_reports(made.first_day, made.last_day))
    assert {(report.job_number, report.day): report.workers for report in reports} == counted
    assert sum(report.hours for report in reports) == sum(entry.hours for card in cards for entry in card.entries)
