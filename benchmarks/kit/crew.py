"""Enough workers for thousands of cards: nobody works more than a day in a day, and approving sees to it."""

from typing import Final

from fieldledger.repositories.employees import DocumentEmployees
from tests.builders import COMPANY, an_employee
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_quickbooks import REALM, an_employee_row

DAYS: Final = 14


def crew_for(cards: int, cards_a_day: int = 1) -> tuple[str, ...]:
    """Ids of so many workers that each has at most ``cards_a_day`` on each of fourteen days."""
    return tuple(worker(number) for number in range(-(-cards // (cards_a_day * DAYS))))


def worker(number: int) -> str:
    """The id of the worker with this number."""
    return f"crew-{number}"


async def hire(world: World, crew: tuple[str, ...], company_id: str = COMPANY, realm: str = REALM) -> None:
    """The same workers at the company and in its books, with one payroll number each."""
    employees = DocumentEmployees(world.flow.store)
    numbers = {worker_id: f"9{place:05}" for place, worker_id in enumerate(crew)}
    for worker_id, number in numbers.items():
        hired = an_employee(company_id=company_id, employee_id=worker_id, number=number, email=None)
        (await employees.save(hired)).unwrap()
    rows = [an_employee_row(f"Crew {worker_id}", number) for worker_id, number in numbers.items()]
    await world.books.admin(f"realms/{realm}/entities/Employee", rows)
