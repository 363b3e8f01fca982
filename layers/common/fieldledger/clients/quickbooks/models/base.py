"""What all records of QuickBooks share (quickbooks.md 1.2)."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_pascal

from fieldledger.clients.quickbooks.models.values import Amount, Day, Moment


class QuickbooksModel(BaseModel):
    """Unknown fields are kept: QuickBooks adds fields without notice. Ids that come as numbers are read as text."""

    model_config = ConfigDict(
        defer_build=True, frozen=True, extra="allow", hide_input_in_errors=True, coerce_numbers_to_str=True
    )


class PascalModel(QuickbooksModel):
    """Fields are named as the vendor's, in snake case, unless they say otherwise."""

    model_config = ConfigDict(alias_generator=to_pascal, validate_by_name=True, validate_by_alias=True)


class Reference(QuickbooksModel):
    """A reference to another record; QuickBooks fills in the name on output."""

    value: str
    name: str | None = None


class TypedReference(Reference):
    """A reference that says which kind of record it points at (``Customer``, ``Vendor``, ``Employee``)."""

    type: str | None = None


class EmailAddress(PascalModel):
    """An e-mail address."""

    address: str | None = None


class PhoneNumber(PascalModel):
    """A telephone number as somebody typed it."""

    free_form_number: str | None = None


class Address(PascalModel):
    """A postal address; ``country_sub_division_code`` is the state."""

    line1: str | None = None
    line2: str | None = None
    line3: str | None = None
    city: str | None = None
    country_sub_division_code: str | None = None
    postal_code: str | None = None
    country: str | None = None


class Memo(QuickbooksModel):
    """A text that QuickBooks wraps in an object."""

    value: str | None = None


class LinkedTransaction(PascalModel):
    """A link to another transaction, or to one line of it."""

    txn_id: str = Field(alias="TxnId")
    txn_type: str | None = None
    txn_line_id: str | None = None


class MetaData(PascalModel):
    """When QuickBooks created and last changed a record, in UTC."""

    create_time: Moment | None = None
    last_updated_time: Moment | None = None


class Record(PascalModel):
    """A record with an id. Its class is named as QuickBooks names the entity.

    Only the id is required: a record in an answer may be abridged (change data capture, deletions).
    """

    id: str = Field(alias="Id")
    sync_token: str = Field(default="0", alias="SyncToken")
    meta: MetaData | None = Field(default=None, alias="MetaData")
    status: str | None = Field(default=None, alias="status")

    @classmethod
    def entity(cls) -> str:
        """The entity's name in bodies and queries; its address is the same in lower case."""
        return cls.__name__

    @property
    def deleted(self) -> bool:
        """Whether this is what QuickBooks leaves of a deleted record: id and status."""
        return (self.status or "").lower() == "deleted"

    def fields(self) -> dict[str, object]:
        """What was received, unknown fields included, under the vendor's names."""
        return self.model_dump(by_alias=True, exclude_unset=True)

    def same_version_as(self, other: Self) -> bool:
        """Whether both show the same state; changes are told apart by (Id, SyncToken) (quickbooks.md 4.2)."""
        return (self.id, self.sync_token) == (other.id, other.sync_token)


class ListedRecord(Record):
    """A name-list record: never deleted, only made inactive (quickbooks.md 1.3)."""

    active: bool = True


class Transaction(Record):
    """A dated record of the books, which can be deleted."""

    txn_date: Day | None = None
    doc_number: str | None = None
    private_note: str | None = None
    currency: Reference | None = Field(default=None, alias="CurrencyRef")
    exchange_rate: Amount | None = None
    department: Reference | None = Field(default=None, alias="DepartmentRef")
    total: Amount | None = Field(default=None, alias="TotalAmt")
    linked: tuple[LinkedTransaction, ...] = Field(default=(), alias="LinkedTxn")
