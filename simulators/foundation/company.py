"""One company's books: ids are unique within it only (foundation.md B2)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from simulators.foundation.resources import AP_KEY, DEFINITIONS, TIME_KEY, Resource, Row

FIRST_NUMBER: Final = 1001

type NaturalKey = tuple[str, ...]


@dataclass(slots=True, eq=False)
class Stored:
    """A row and when it last changed (UTC)."""

    row: Row
    changed_at: datetime


@dataclass(slots=True, eq=False)
class Company:
    """``closed_through`` ends the closed fiscal periods, ``payroll_locked_through`` the posted pay periods.

    ``job_codes`` has the cost codes assigned to a job; a job that is not in it takes every code. ``sticky`` keeps the
    natural keys of records that were deleted in the application while their pending rows remained (foundation.md B5).
    """

    id: str
    name: str
    tables: dict[Resource, dict[str, Stored]] = field(default_factory=lambda: {each: {} for each in Resource})
    closed_through: date | None = None
    payroll_locked_through: date | None = None
    job_codes: dict[str, set[str]] = field(default_factory=dict)
    sticky: dict[Resource, set[NaturalKey]] = field(default_factory=lambda: {each: set() for each in Resource})
    payroll_history: list[Row] = field(default_factory=list)
    pay_rates: dict[str, str] = field(default_factory=dict)
    _numbers: dict[Resource, int] = field(default_factory=dict)

    def get(self, resource: Resource, record_id: str) -> Row | None:
        stored = self.tables[resource].get(record_id)
        return None if stored is None else stored.row

    def put(self, resource: Resource, row: Row, now: datetime) -> Row:
        """Store ``row`` under its id, or under the next number where it has none."""
        id_field = DEFINITIONS[resource].id_field
        record_id = str(row.get(id_field) or self.next_number(resource))
        numbered: Row = {id_field: record_id} if id_field else {}
        stored: Row = {"companyId": self.id} | numbered | row | numbered
        self.tables[resource][record_id] = Stored(stored, now)
        return stored

    def delete(self, resource: Resource, record_id: str, *, sticky: bool) -> Row | None:
        stored = self.tables[resource].pop(record_id, None)
        if stored is None:
            return None
        if sticky:
            self.sticky[resource].add(natural_key(resource, stored.row))
        return stored.row

    def rows(self, resource: Resource) -> Iterator[Stored]:
        """In the order of their creation."""
        yield from self.tables[resource].values()

    def next_number(self, resource: Resource) -> str:
        """The lowest number above the last one given that no record has."""
        number = self._numbers.get(resource, FIRST_NUMBER)
        while str(number) in self.tables[resource]:
            number += 1
        self._numbers[resource] = number + 1
        return str(number)


def natural_key(resource: Resource, row: Row) -> NaturalKey:
    """What makes two records the same to people."""
    fields = {Resource.TIME_CARDS: TIME_KEY, Resource.AP_INVOICES: AP_KEY}.get(resource)
    return tuple(str(row.get(name) or "") for name in fields or (DEFINITIONS[resource].id_field,))
