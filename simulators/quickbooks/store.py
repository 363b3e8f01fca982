"""The books of one company, in memory."""

from collections.abc import Iterator
from datetime import date, datetime

from simulators.quickbooks.catalogue.spec import EntitySpec
from simulators.quickbooks.entities import SPECS
from simulators.quickbooks.links import LinkTable
from simulators.quickbooks.name_register import NameRegister, NumberRegister
from simulators.quickbooks.preferences import CompanyPreferences
from simulators.quickbooks.table import Row, Table
from simulators.quickbooks.values import Body, as_text

__all__ = ["Realm", "Row"]


class Realm:
    """One company: its preferences, its records, and what is taken or applied among them."""

    def __init__(self, realm_id: str, company_name: str, created: datetime) -> None:
        self.realm_id = realm_id
        self.company_name = company_name
        self.created = created
        self.prefs = CompanyPreferences()
        self.names = NameRegister()
        self.numbers = NumberRegister()
        self.links = LinkTable()
        self.tables = {title: Table() for title in SPECS}
        self._next_ids: dict[str, int] = {}

    def next_id(self, spec: EntitySpec) -> str:
        """Give out the next id of the entity's sequence."""
        given = self._next_ids.get(spec.id_space, spec.first_id)
        self._next_ids[spec.id_space] = given + 1
        return str(given)

    def put(self, spec: EntitySpec, row: Row) -> None:
        self.tables[spec.title].put(row)

    def find(self, title: str, record_id: str) -> Row | None:
        """Find a record that is not deleted; an inactive one is found."""
        return self.tables[title].find(record_id)

    def rows(self, title: str, *, with_deleted: bool = False) -> Iterator[Row]:
        """Walk the records in order of creation."""
        return self.tables[title].rows(with_deleted=with_deleted)

    def is_closed(self, body: Body) -> bool:
        """Tell whether a transaction's day lies in closed books."""
        day, closed = as_text(body.get("TxnDate")), self.prefs.book_close_date
        return day is not None and closed is not None and date.fromisoformat(day) <= closed
