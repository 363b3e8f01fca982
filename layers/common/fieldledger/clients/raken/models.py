"""Raken's time cards, people and projects: strict about what we need, lenient about the rest (raken.md A7)."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AliasChoices, AliasPath, AwareDatetime, BaseModel, ConfigDict, Field


class RakenModel(BaseModel):
    """Unknown fields are kept: the public field lists are incomplete."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="allow", hide_input_in_errors=True)


class RakenRef(RakenModel):
    """A nested record; only its uuid is relied on."""

    uuid: str = Field(min_length=1)


class RakenPayType(RakenModel):
    """Pay type; the code is mapped by the company's table, never by its literal."""

    code: str = Field(min_length=1)


class RakenClassification(RakenModel):
    """Craft or trade of the hours."""

    name: str | None = None


class RakenCostCode(RakenModel):
    """``code`` comes alone (``010``) or with its division (``26-050``)."""

    code: str | None = None
    division: str | None = None


class RakenTimeEntry(RakenModel):
    """Hours by pay type and cost code."""

    hours: Decimal = Field(ge=0, le=24)
    pay_type: RakenPayType = Field(alias="payType")
    classification: RakenClassification | None = None
    cost_code: RakenCostCode | None = Field(default=None, alias="costCode")


class RakenTimeCard(RakenModel):
    """One worker's time on one project and day."""

    uuid: str = Field(min_length=1)
    date: date
    worker: RakenRef
    project: RakenRef
    # A card is approved in one transaction of 100 writes, with an entry each at most.
    time_entries: tuple[RakenTimeEntry, ...] = Field(default=(), alias="timeEntries", max_length=90)
    total_hours: Decimal | None = Field(default=None, alias="totalHours", ge=0, le=24)
    approved: bool = False
    updated_at: AwareDatetime = Field(alias="updatedAt")
    deleted_at: AwareDatetime | None = Field(default=None, alias="deletedAt")


class RakenMember(RakenModel):
    """``employeeId`` is the payroll key and may be empty."""

    uuid: str = Field(min_length=1)
    first_name: str = Field(default="", alias="firstName")
    last_name: str = Field(default="", alias="lastName")
    employee_id: str | None = Field(default=None, alias="employeeId")
    email: str | None = None
    status: str = "ACTIVE"


class RakenProject(RakenModel):
    """``number`` may be null."""

    uuid: str = Field(min_length=1)
    name: str
    number: str | None = None
    status: str = "ACTIVE"
    updated_at: AwareDatetime | None = Field(default=None, alias="updatedAt")


class RakenUser(RakenModel):
    """Who connected, and to which company. The shape was inferred, so every likely spelling is taken (raken.md A2)."""

    company_uuid: Annotated[
        str, Field(validation_alias=AliasChoices("companyUuid", "company_uuid", AliasPath("company", "uuid")))
    ] = Field(min_length=1)
    name: str | None = None
    email: str | None = None
    role: str | None = None
