"""The vendor's query language: from text to a Query, with faults 4000 and 4001 (section 4.1).

SELECT * [, Property ...] | COUNT(*) FROM Entity [WHERE a op v [AND ...]] [ORDERBY a [ASC|DESC]]
       [STARTPOSITION n] [MAXRESULTS n]
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from simulators.quickbooks.catalogue.spec import EntitySpec
from simulators.quickbooks.company_info import single_named
from simulators.quickbooks.entities import spec_named
from simulators.quickbooks.faults_catalogue import ApiFault, invalid_query, unparsed_query

DEFAULT_RESULTS = 100
MOST_RESULTS = 1000


@dataclass(frozen=True, slots=True)
class CurrentDate:
    """The word CURRENT_DATE: the company's day when the query runs."""


type Literal = str | Decimal | bool | CurrentDate

_TOKEN = re.compile(
    r"""\s*(?:
        '(?P<string>(?:[^'\\]|\\.)*)'
      | (?P<number>-?\d+(?:\.\d+)?)
      | (?P<word>[A-Za-z_][A-Za-z0-9_.]*)
      | (?P<mark><=|>=|[=<>(),*])
    )""",
    re.VERBOSE | re.DOTALL,
)
_OPERATORS = frozenset({"=", "<", ">", "<=", ">="})
_ALWAYS_KNOWN = {name.lower(): name for name in ("Id", "SyncToken", "MetaData.CreateTime", "MetaData.LastUpdatedTime")}
_COMPUTED = {name.lower(): name for name in ("FullyQualifiedName", "Balance", "TotalAmt")}


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a query; `column` counts from 1."""

    kind: str
    text: str
    column: int

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text.upper() in words


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison; `values` has one entry except for IN."""

    prop: str
    operator: str
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; `start` counts from 1, `order_by` is a property and whether it descends."""

    spec: EntitySpec
    counts: bool
    conditions: tuple[Condition, ...]
    order_by: tuple[str, bool] | None
    start: int
    most: int


def tokens(statement: str) -> list[Token]:
    """Cut a statement into words; a backslash inside quotes keeps the next character as it is."""
    found: list[Token] = []
    place = 0
    end = len(statement.rstrip().rstrip(";").rstrip())
    while place < end:
        matched = _TOKEN.match(statement, place, end)
        if matched is None or matched.lastgroup is None:
            raise ApiFault(unparsed_query(f"Lexical error at line 1, column {place + 1}."))
        text = matched[matched.lastgroup]
        if matched.lastgroup == "string":
            text = re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
        found.append(Token(matched.lastgroup, text, matched.start(matched.lastgroup) + 1))
        place = matched.end()
    return found


def parse(statement: str) -> Query:
    """Read one statement; raises ApiFault 4000 where it does not parse and 4001 where it means nothing."""
    return _Parser(tokens(statement)).query()


class _Parser:
    def __init__(self, words: list[Token]) -> None:
        self._words = words
        self._at = 0

    def query(self) -> Query:
        self._expect("SELECT")
        counts = self._what()
        self._expect("FROM")
        spec = self._entity()
        conditions = self._conditions(spec)
        order_by = self._order(spec)
        start = self._bound("STARTPOSITION", 1, None)
        most = self._bound("MAXRESULTS", DEFAULT_RESULTS, MOST_RESULTS)
        if self._peek() is not None:
            raise self._unexpected()
        return Query(spec, counts, conditions, order_by, start, most)

    def _peek(self) -> Token | None:
        return self._words[self._at] if self._at < len(self._words) else None

    def _next(self) -> Token:
        token = self._peek()
        if token is None:
            raise self._unexpected()
        self._at += 1
        return token

    def _unexpected(self) -> ApiFault:
        token = self._peek()
        shown = "<EOF>" if token is None else token.text
        column = token.column if token is not None else 1 + sum(len(word.text) for word in self._words)
        return ApiFault(unparsed_query(f'Encountered "{shown}" at line 1, column {column}.'))

    def _takes(self, *words: str) -> bool:
        token = self._peek()
        if token is None or not (token.is_word(*words) or (token.kind == "mark" and token.text in words)):
            return False
        self._at += 1
        return True

    def _expect(self, word: str) -> None:
        if not self._takes(word):
            raise self._unexpected()

    def _expect_word(self) -> None:
        token = self._peek()
        if token is None or token.kind != "word":
            raise self._unexpected()
        self._at += 1

    def _what(self) -> bool:
        """Read the star, which may be followed by columns that answers hold anyway, or the count."""
        if self._takes("*"):
            while self._takes(","):
                self._expect_word()
            return False
        for word in ("COUNT", "(", "*", ")"):
            self._expect(word)
        return True

    def _entity(self) -> EntitySpec:
        token = self._next()
        spec = (spec_named(token.text) or single_named(token.text)) if token.kind == "word" else None
        if spec is None:
            raise ApiFault(invalid_query(f"invalid context declaration: {token.text}"))
        return spec

    def _conditions(self, spec: EntitySpec) -> tuple[Condition, ...]:
        if not self._takes("WHERE"):
            return ()
        found = [self._condition(spec)]
        while self._takes("AND"):
            found.append(self._condition(spec))
        return tuple(found)

    def _property(self, spec: EntitySpec) -> str:
        token = self._next()
        if token.kind != "word":
            self._at -= 1
            raise self._unexpected()
        known = _ALWAYS_KNOWN | _COMPUTED | {name.lower(): name for name in spec.fields}
        name = known.get(token.text.lower())
        if name is None:
            raise ApiFault(invalid_query(f"Property {token.text} not found for Entity {spec.title}"))
        return name

    def _condition(self, spec: EntitySpec) -> Condition:
        prop = self._property(spec)
        if prop in spec.unfilterable:
            raise ApiFault(invalid_query(f"property '{prop}' is not queryable"))
        operator = self._operator()
        if prop == "Id" and operator not in ("=", "IN"):
            raise ApiFault(invalid_query(f"operator {operator} is not supported for property Id"))
        values = self._list() if operator == "IN" else (self._literal(),)
        return Condition(prop, operator, values)

    def _operator(self) -> str:
        token = self._peek()
        if token is not None and token.kind == "mark" and token.text in _OPERATORS:
            return self._next().text
        for word in ("IN", "LIKE"):
            if self._takes(word):
                return word
        raise self._unexpected()

    def _list(self) -> tuple[Literal, ...]:
        self._expect("(")
        found = [self._literal()]
        while self._takes(","):
            found.append(self._literal())
        self._expect(")")
        return tuple(found)

    def _literal(self) -> Literal:
        token = self._peek()
        if token is None:
            raise self._unexpected()
        if token.kind == "string":
            return self._next().text
        if token.kind == "number":
            return Decimal(self._next().text)
        if token.is_word("TRUE", "FALSE"):
            return self._next().is_word("TRUE")
        if self._takes("CURRENT_DATE"):
            return CurrentDate()
        raise self._unexpected()

    def _order(self, spec: EntitySpec) -> tuple[str, bool] | None:
        if self._takes("ORDER"):
            self._expect("BY")
        elif not self._takes("ORDERBY"):
            return None
        prop = self._property(spec)
        descending = self._takes("DESC")
        if not descending:
            self._takes("ASC")
        return prop, descending

    def _bound(self, word: str, default: int, largest: int | None) -> int:
        if not self._takes(word):
            return default
        token = self._next()
        if token.kind != "number" or not token.text.lstrip("-").isdigit():
            self._at -= 1
            raise self._unexpected()
        value = int(token.text)
        if value < 1:
            raise ApiFault(invalid_query(f"value {value} is too small. Min allowed value is 1"))
        if largest is not None and value > largest:
            raise ApiFault(invalid_query(f"value {value} is too large. Max allowed value is {largest}"))
        return value
