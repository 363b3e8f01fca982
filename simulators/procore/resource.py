"""What a kind of record is: its fields, its rules, how it is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Protocol

from pydantic import JsonValue

from simulators.procore.company import Company
from simulators.procore.settings import ProcoreSettings
from simulators.procore.store import Row
from simulators.procore.wire import Json

type Shape = Callable[[Company, Row, str], Json]

BLANK: Final = "can't be blank"
SHOW: Final = "show"
"""The view of one record by itself, with everything that belongs to it."""
COMPACT: Final = "compact"
EXTENDED: Final = "extended"
ORIGIN_FIELDS: Final = frozenset({"origin_id", "origin_data"})
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_NO_CHOICES: Final[Mapping[str, frozenset[str]]] = MappingProxyType({})
_NO_DEFAULTS: Final[Mapping[str, JsonValue]] = MappingProxyType({})


def words(text: str) -> frozenset[str]:
    """Field names, written as one text."""
    return frozenset(text.split())


class Writer(Protocol):
    """Makes further records when one was written."""

    def create(
        self, resource: str, fields: Json, *, project_id: int | None = None, holder_id: int | None = None
    ) -> Row: ...

    def new_id(self) -> int: ...


@dataclass(slots=True, eq=False)
class Draft:
    """A record about to be written: ``fields`` are the given ones, ``row`` is what they change, if anything."""

    company: Company
    settings: ProcoreSettings
    project_id: int | None
    holder_id: int | None
    row: Row | None
    fields: Json
    errors: dict[str, list[str]] = field(default_factory=dict)

    def value(self, name: str) -> JsonValue:
        """What the field will hold."""
        if name in self.fields:
            return self.fields[name]
        return None if self.row is None else self.row.body.get(name)

    def refuse(self, name: str, message: str) -> None:
        self.errors.setdefault(name, []).append(message)


type Rule = Callable[[Draft], None]
type Sequel = Callable[[Writer, Company, Row], None]


def no_rule(_draft: Draft) -> None:
    """Accept everything."""


def no_sequel(_writer: Writer, _company: Company, _row: Row) -> None:
    """Make nothing further."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of record, declared once.

    ``wrappers`` are the names that hold a record in v1's bodies; ``dates`` that cannot be read become null without an
    error; ``amounts`` are kept to the cent, ``numbers`` as they come; ``references`` name the resource that an id has
    to be of; ``origin`` tells whether an origin_id is taken; ``parent`` is the resource that ``holder_id`` is of;
    ``check`` adds errors, ``complete`` adds fields to a new record and ``sequel``, after every write, makes what is
    missing beside it.
    """

    name: str
    wrappers: tuple[str, ...]
    tool: str
    shape: Shape
    writes: frozenset[str]
    of_company: bool = False
    webhook: str | None = None
    required: tuple[str, ...] = ()
    dates: frozenset[str] = frozenset()
    moments: frozenset[str] = frozenset()
    amounts: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    choices: Mapping[str, frozenset[str]] = _NO_CHOICES
    references: Mapping[str, str] = _NOTHING
    defaults: Mapping[str, JsonValue] = _NO_DEFAULTS
    origin: bool = False
    lockable: bool = False
    parent: str | None = None
    check: Rule = no_rule
    complete: Rule = no_rule
    sequel: Sequel = no_sequel

    @property
    def accepted(self) -> frozenset[str]:
        """Every field that a write may carry."""
        return self.writes | ORIGIN_FIELDS if self.origin else self.writes
