"""Bodies of writes: dates as text, ids as numbers where v1 wants numbers, amounts as each endpoint wants them.

Procore stores a badly written date silently as null (procore.md 3), so dates come only from here.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, PlainSerializer

from fieldledger.clients.encoding import json_body

# Anywhere in a body's first level this stands for the Procore company of the call, as it does in paths and parameters.
ACCOUNT: Final = "{account}"

type Body = Mapping[str, object] | Sequence[object]


def number(id_: str) -> int | str:
    """An id as v1 writes it; an id that is no number stays as it is."""
    return int(id_) if id_.isascii() and id_.isdigit() else id_


# Records have fields named ``date`` and ``datetime``, which hide the types.
type DayValue = date
type MomentValue = datetime

# Ids are text everywhere in this product; v1 of Procore takes numbers.
NumericId = Annotated[str, PlainSerializer(number)]
# Amounts that the endpoint documents as text; without exponent.
AmountText = Annotated[Decimal, PlainSerializer(lambda amount: f"{amount:f}")]


class ProcoreWrite(BaseModel):
    """Fields of a record to be written: only those that were set are sent, and None empties a field."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", hide_input_in_errors=True)

    def fields(self) -> dict[str, object]:
        """As JSON values."""
        values: dict[str, object] = self.model_dump(exclude_unset=True)
        return {name: plain(value) for name, value in values.items()}


class SyncWrite(ProcoreWrite):
    """An item of a sync; ``origin_id`` is ours: unique for the kind of record in the whole Procore company."""

    id: NumericId | None = None
    origin_id: str | None = None


def plain(value: object) -> object:
    """``value`` with dates and times as text (times in UTC, whole seconds)."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def needs_account(body: Body) -> bool:
    """Whether ``body`` names the company of the call."""
    return isinstance(body, Mapping) and ACCOUNT in (value for value in body.values() if isinstance(value, str))


def encoded(body: Body, account: str) -> bytes:
    """``body`` as JSON, ``account`` in place of ``ACCOUNT``."""
    if not isinstance(body, Mapping):
        return b"[" + b",".join(_element(item) for item in body) + b"]"
    return json_body({name: number(account) if value == ACCOUNT else value for name, value in body.items()})


def _element(item: object) -> bytes:
    return json_body(item) if isinstance(item, Mapping) else json.dumps(item).encode()
