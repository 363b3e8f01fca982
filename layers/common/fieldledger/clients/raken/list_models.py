"""Raken's name lists; nested in time cards the same things are thinner (raken.md A7)."""

from pydantic import Field

from fieldledger.clients.raken.models import RakenModel


class RakenNamed(RakenModel):
    """A record with a name: a classification, a shift."""

    uuid: str = Field(min_length=1)
    name: str
    status: str = "ACTIVE"


class RakenListedPayType(RakenModel):
    """``code`` is what time entries carry."""

    uuid: str = Field(min_length=1)
    code: str = Field(min_length=1)
    name: str | None = None
    status: str = "ACTIVE"


class RakenListedCostCode(RakenModel):
    """``code`` comes alone or with its division, as in time entries."""

    uuid: str = Field(min_length=1)
    code: str = Field(min_length=1)
    division: str | None = None
    description: str | None = None
    status: str = "ACTIVE"


class RakenEquipment(RakenModel):
    """``equipment_id`` is the number painted on it and may be empty."""

    uuid: str = Field(min_length=1)
    name: str
    equipment_id: str | None = Field(default=None, alias="equipmentId")


class RakenUnit(RakenModel):
    """The unit of a material."""

    name: str | None = None


class RakenMaterial(RakenModel):
    """A material and its unit."""

    uuid: str = Field(min_length=1)
    name: str
    unit: RakenUnit | None = Field(default=None, alias="materialUnit")
