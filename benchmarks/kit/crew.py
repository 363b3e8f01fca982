"""Enough workers for thousands of cards: nobody works more than a day in a day, and approving sees to it."""

from typing import Final

from fieldledger.repositories.employees import DocumentEmployees
from tests.builders import COMPANY, an_employee
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_quickbooks import an_employee_row

DAYS: Final = 14
HOURS: Final = "1"
_CARDS_A_DAY: Final = 12


def crew_for(cards: int) -> tuple[str, ...]:
    """Ids of so many workers that each has at most twelve cards of an hour on a day."""
    return tuple(f"worker-{number:03}" for number in range(-(-cards // (_CARDS_A_DAY * DAYS))))


async def hire(world: World, crew: tuple[str, ...]) -> None:
    """The same workers here and in the books, with one payroll number each."""
    employees = DocumentEmployees(world.flow.store)
    for place, worker in enumerate(crew):
        number, name = str(5000 + place), f"Worker {worker.rpartition('-')[2]}"
        first, _, last = name.partition(" ")
        employee = an_employee(
            company_id=COMPANY, employee_id=worker, number=number, first_name=first, last_name=last, email=None
        )
        (await employees.save(employee)).unwrap()
        await world.books.seed("Employee", [an_employee_row(name, number)])
