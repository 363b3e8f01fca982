"""Talks, checklists, observations and certifications (raken.md A7)."""

from datetime import date
from typing import Annotated, Final

from pydantic import AliasChoices, AliasPath, Field

from fieldledger.clients.raken.log_models import RakenOfProject
from fieldledger.clients.raken.models import RakenModel, RakenRef

_OF_MEMBER: Final = AliasChoices(AliasPath("member", "uuid"), "memberUuid")


class RakenAttendee(RakenModel):
    """Somebody who took part."""

    member: RakenRef


class RakenToolboxTalk(RakenOfProject):
    """A safety talk; no uuid was seen."""

    uuid: str | None = None
    scheduled_on: date = Field(alias="scheduleDate")
    status: str | None = None
    attendees: tuple[RakenAttendee, ...] = ()


class RakenChecklist(RakenOfProject):
    """A filled-in checklist; only its project was seen."""

    uuid: str | None = None
    status: str | None = None


class RakenObservation(RakenOfProject):
    """A safety observation; no field list was seen."""

    uuid: str = Field(min_length=1)
    status: str | None = None


class RakenCertification(RakenModel):
    """A worker's certificate; no field list was seen."""

    uuid: str = Field(min_length=1)
    member_uuid: Annotated[str | None, Field(validation_alias=_OF_MEMBER)] = None
