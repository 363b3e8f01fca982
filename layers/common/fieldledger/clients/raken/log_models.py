"""What jobsites log beside time: crews, equipment, materials (raken.md A7).

Work logs count the same people as time cards do, often subcontractors' too: never sum both (raken.md A8).
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from pydantic import AliasChoices, AliasPath, Field

from fieldledger.clients.raken.list_models import RakenEquipment, RakenMaterial
from fieldledger.clients.raken.models import RakenCostCode, RakenModel

IN_PROJECT: Final = AliasChoices(AliasPath("project", "uuid"), "projectUuid")


class RakenOfProject(RakenModel):
    """The project is nested (``project.uuid``) or flat (``projectUuid``): both occur."""

    project_uuid: Annotated[str | None, Field(validation_alias=IN_PROJECT)] = None


class RakenCompanyName(RakenModel):
    """A subcontractor as a nested record."""

    name: str | None = None


class RakenCrew(RakenModel):
    """People and hours of one company; ``hours`` is per worker. The names come from an older API: all optional."""

    worker_count: Decimal | None = Field(default=None, alias="workerCount")
    hours: Decimal | None = None
    total_hours: Decimal | None = Field(default=None, alias="totalHours")
    subcontractor: RakenCompanyName | str | None = None
    work: str | None = Field(default=None, alias="workDesc")


class RakenWorkLog(RakenCrew, RakenOfProject):
    """A crew on one project and day."""

    uuid: str = Field(min_length=1)
    date: date


class RakenEquipmentHours(RakenModel):
    """A day of one piece of equipment; ``operator`` is a member's uuid."""

    date: date
    hours: Decimal
    operator: str | None = None
    status: str | None = None
    cost_code: RakenCostCode | None = Field(default=None, alias="costCode")


class RakenEquipmentLog(RakenOfProject):
    """The days of one piece of equipment on one project, inside the window that was asked for."""

    equipment: RakenEquipment
    logs: tuple[RakenEquipmentHours, ...] = ()


class RakenMaterialLog(RakenOfProject):
    """A quantity of a material."""

    date: date
    material: RakenMaterial
    quantity: Decimal
