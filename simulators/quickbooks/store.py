"""The books of one company, in memory: rows by id, names in use, document numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from simulators.quickbooks.entities import SPECS, EntitySpec
from simulators.quickbooks.values import Body, as_text


@dataclass(frozen=True, slots=True)
class Row:
    """One record as of its last change; a change makes a new row, so a body once answered never changes."""

    body: Body
    created: datetime
    updated: datetime
    deleted: bool = False

    @property
    def id(self) -> str:
        return str(self.body["Id"])

    @property
    def active(self) -> bool:
        return self.body.get("Active") is not False


class Realm:
    """One company: its settings and its records.

    `classes_per_txn` is the preference ClassTrackingPerTxn; `book_close_date` the last closed day, or None.
    """

    def __init__(self, realm_id: str, company_name: str, created: datetime) -> None:
        self.realm_id = realm_id
        self.company_name = company_name
        self.created = created
        self.book_close_date: date | None = None
        self.classes_per_txn = True
        self.utc_offset_minutes = -480
        self._rows: dict[str, dict[str, Row]] = {title: {} for title in SPECS}
        self._next_ids: dict[str, int] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._documents: dict[tuple[str, str], str] = {}

    def next_id(self, spec: EntitySpec) -> str:
        """Give out the next id of the entity's sequence."""
        given = self._next_ids.get(spec.id_space, spec.first_id)
        self._next_ids[spec.id_space] = given + 1
        return str(given)

    def put(self, spec: EntitySpec, row: Row) -> None:
        self._rows[spec.title][row.id] = row

    def find(self, title: str, record_id: str) -> Row | None:
        """Find a record that is not deleted; an inactive one is found."""
        row = self._rows[title].get(record_id)
        return None if row is None or row.deleted else row

    def rows(self, title: str, *, with_deleted: bool = False) -> Iterator[Row]:
        """Walk the records in order of creation."""
        return (row for row in self._rows[title].values() if with_deleted or not row.deleted)

    def name_holder(self, spec: EntitySpec, name: str) -> str | None:
        """Find `Entity/id` of whoever has a name; an inactive record keeps its own (section 7.1)."""
        return self._names.get((spec.name_space or spec.title, name.casefold()))

    def claim_name(self, spec: EntitySpec, name: str, record_id: str) -> None:
        self._names[(spec.name_space or spec.title, name.casefold())] = holder_of(spec, record_id)

    def release_names(self, spec: EntitySpec, record_id: str) -> None:
        """Forget every name that one record holds."""
        holder = holder_of(spec, record_id)
        for key in [key for key, owner in self._names.items() if owner == holder]:
            del self._names[key]

    def document_holder(self, spec: EntitySpec, number: str) -> str | None:
        """Find the id of the transaction that has a document number."""
        return self._documents.get((spec.title, number))

    def claim_document(self, spec: EntitySpec, body: Body) -> None:
        """Note the number of a numbered transaction; the first holder of a number keeps it."""
        number = as_text(body.get("DocNumber"))
        if spec.numbered and number:
            self._documents.setdefault((spec.title, number), str(body["Id"]))

    def release_document(self, spec: EntitySpec, body: Body) -> None:
        key = (spec.title, as_text(body.get("DocNumber")) or "")
        if self._documents.get(key) == body.get("Id"):
            del self._documents[key]


def holder_of(spec: EntitySpec, record_id: str) -> str:
    return f"{spec.title}/{record_id}"
