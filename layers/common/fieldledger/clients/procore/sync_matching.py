"""Which answer of a sync belongs to which item: Procore does not number them (procore.md 4).

Written records come under ``entities``, refused ones with all their attributes under ``errors``. Ids decide, then
origin ids, then the attributes that come back. What is left is taken in order, but only if the numbers agree and
nothing that came back contradicts; otherwise an item has no answer, which means that it must be looked up.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pydantic import BaseModel, ValidationError

from fieldledger.clients.procore.error_text import Fields, field_messages
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.result import Result

type Attributes = Mapping[str, object]
type _Key = Callable[[Attributes], str | None]

_AMOUNT: Final = re.compile(r"-?\d{1,30}(\.\d{1,30})?")


@dataclass(frozen=True, slots=True)
class Echo[M: BaseModel]:
    """One element of the answer, as it came and as a record."""

    attributes: Attributes
    entity: M | None = None
    errors: Fields = field(default_factory=dict)
    refused: bool = False

    @property
    def entity_id(self) -> str | None:
        """The id that Procore gave, also of a record that could not be read."""
        return _text(self.attributes.get("id"))


def read_echoes[M: BaseModel](answer: VendorAnswer, kind: type[M], size: int) -> Result[list[Echo[M]]]:
    """The elements of a sync's answer; unreadable unless it holds at least one of the lists, and no more than sent."""
    parsed = answer.json()
    if parsed.failed:
        return parsed.failure()
    entities, errors = parsed.unwrap().get("entities"), parsed.unwrap().get("errors")
    if not isinstance(entities, list) and not isinstance(errors, list):
        return answer.unreadable("is no answer to a sync", "entities")
    echoes: list[Echo[M]] = [_written(row, kind) for row in _maps(entities)]
    echoes += [_refused(row) for row in _maps(errors)]
    if len(echoes) > size:
        return answer.unreadable("names more records than were sent", "entities")
    return Result.ok(echoes)


def matched[M: BaseModel](items: Sequence[Attributes], echoes: Sequence[Echo[M]]) -> list[Echo[M] | None]:
    """The echo of each item, or None."""
    matching = _Matching(items, list(echoes))
    matching.by_key(_id, _id)
    matching.by_key(_origin_alone, _origin)
    matching.by_attributes()
    matching.in_order()
    return [matching.found.get(index) for index in range(len(items))]


class _Matching[M: BaseModel]:
    """Items that have found their echo, and echoes that nobody has taken yet."""

    def __init__(self, items: Sequence[Attributes], echoes: list[Echo[M]]) -> None:
        self.found: dict[int, Echo[M]] = {}
        self._items = items
        self._free = dict(enumerate(echoes))

    @property
    def _waiting(self) -> list[int]:
        return [index for index in range(len(self._items)) if index not in self.found]

    def by_key(self, of_item: _Key, of_echo: _Key) -> None:
        """Take, for each key, the echoes in their order."""
        named: dict[str, list[int]] = {}
        for position, echo in self._free.items():
            name = of_echo(echo.attributes)
            if name is not None:
                named.setdefault(name, []).append(position)
        for index in self._waiting:
            positions = named.get(of_item(self._items[index]) or "", [])
            if positions:
                self.found[index] = self._free.pop(positions.pop(0))

    def by_attributes(self) -> None:
        """Take the first echo that repeats everything the item said."""
        for index in self._waiting:
            item = self._items[index]
            position = next((place for place, echo in self._free.items() if _repeats(item, echo.attributes)), None)
            if position is not None:
                self.found[index] = self._free.pop(position)

    def in_order(self) -> None:
        """Written records come in the order of their items; refused ones stand apart, so only one of them can do."""
        waiting, free = self._waiting, list(self._free.values())
        if len(waiting) != len(free) or (len(free) > 1 and any(echo.refused for echo in free)):
            return
        for index, echo in zip(waiting, free, strict=True):
            if not _contradicts(self._items[index], echo.attributes):
                self.found[index] = echo


def _id(attributes: Attributes) -> str | None:
    return _text(attributes.get("id"))


def _origin(attributes: Attributes) -> str | None:
    return _text(attributes.get("origin_id"))


def _origin_alone(item: Attributes) -> str | None:
    """An item with an id is matched by nothing else: its origin id may be what changes."""
    return _origin(item) if _id(item) is None else None


def _repeats(item: Attributes, echo: Attributes) -> bool:
    return bool(item) and all(name in echo for name in item) and not _contradicts(item, echo)


def _contradicts(item: Attributes, echo: Attributes) -> bool:
    """Whether a plain value came back as another; nested ones are shown in other ways and say nothing."""
    return any(
        name in echo and echo[name] is not None and _plain(value) and _comparable(value) != _comparable(echo[name])
        for name, value in item.items()
    )


def _plain(value: object) -> bool:
    return isinstance(value, str | int | Decimal) and not isinstance(value, bool)


def _comparable(value: object) -> object:
    """Amounts are equal whatever their digits (``5`` and ``"5.00"``)."""
    text = str(value).strip()
    return Decimal(text) if _AMOUNT.fullmatch(text) else text


def _written[M: BaseModel](row: Attributes, kind: type[M]) -> Echo[M]:
    try:
        return Echo(row, kind.model_validate(row))
    except ValidationError:
        return Echo(row)


def _refused[M: BaseModel](row: Attributes) -> Echo[M]:
    errors = field_messages(row.get("errors"))
    return Echo({name: value for name, value in row.items() if name != "errors"}, errors=errors, refused=True)


def _maps(rows: object) -> list[Attributes]:
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None
