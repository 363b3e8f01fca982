"""Types of FOUNDATION's fields: padded ids, exact amounts, plain days (foundation.md B3, B4)."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from fieldledger.clients.foundation.assumptions import RecordStatus, Resource

_DATE_LENGTH: Final = len("2026-01-01")
# More digits than any amount has; a number of a million digits is refused instead of computed.
_MOST_DIGITS: Final = 30


def _number_as_text(value: object) -> object:
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def _id(value: object) -> object:
    """Key columns are fixed-width: ids come padded with spaces, which are no part of them."""
    value = _number_as_text(value)
    return value.strip() if isinstance(value, str) else value


def _optional(value: object) -> object:
    """A padded column that holds nothing is all spaces."""
    stripped = _id(value)
    return None if stripped == "" else stripped


def _amount(value: object) -> object:
    if isinstance(value, str):
        return value.strip().replace(",", "") or None
    return None if isinstance(value, bool) else value


def _day(value: object) -> object:
    """A day may come with a time of midnight; the empty text is no day."""
    return value.strip()[:_DATE_LENGTH] or None if isinstance(value, str) else None


def _flag(value: object) -> object:
    """Flags of the database are Y and N (foundation.md B4)."""
    return {"Y": True, "N": False}.get(value.strip().upper(), value) if isinstance(value, str) else value


_Number = Annotated[Decimal, Field(max_digits=_MOST_DIGITS)]
Id = Annotated[str, BeforeValidator(_id), Field(min_length=1)]
OptionalId = Annotated[str | None, BeforeValidator(_optional)]
Text = Annotated[str | None, BeforeValidator(_optional)]
Money = Annotated[_Number | None, BeforeValidator(_amount)]
Number = Annotated[_Number, BeforeValidator(_amount)]
Day = Annotated[date | None, BeforeValidator(_day)]
RequiredDay = Annotated[date, BeforeValidator(_day)]
Flag = Annotated[bool | None, BeforeValidator(_flag)]


class FoundationModel(BaseModel):
    """Fields are named as the vendor's, in snake case; unknown fields are kept."""

    model_config = ConfigDict(
        defer_build=True,
        frozen=True,
        extra="allow",
        hide_input_in_errors=True,
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
    )


class Record(FoundationModel):
    """A record of one list; its key is unique only together with ``company_id`` (foundation.md B2)."""

    resource: ClassVar[Resource]
    id_field: ClassVar[str]

    company_id: OptionalId = None

    @classmethod
    def id_name(cls) -> str:
        """The key's name in JSON."""
        return cls.model_fields[cls.id_field].alias or cls.id_field

    @property
    def key(self) -> str:
        """The FOUNDATION id."""
        value: str = getattr(self, self.id_field)
        return value


class ListedRecord(Record):
    """A record that is never deleted, only made inactive."""

    description: Text = None
    status: Text = None

    @property
    def active(self) -> bool:
        """A record without a status counts as active."""
        return self.status in {None, RecordStatus.ACTIVE}
