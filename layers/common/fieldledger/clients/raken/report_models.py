"""Daily reports: no public field list was seen, so little is needed and everything is kept (raken.md A7)."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field

from fieldledger.clients.raken.log_models import IN_PROJECT, RakenCrew
from fieldledger.clients.raken.models import RakenModel


class RakenNote(RakenModel):
    """A remark, perhaps with a category."""

    category: str | None = None
    comment: str | None = None


class RakenAnswer(RakenModel):
    """A survey question (accidents, delays, visitors) and its answer, in whatever form."""

    question: object = None
    answer: object = None


class RakenDailyReport(RakenModel):
    """What a superintendent wrote about one project and day.

    ``report_url`` is signed for a while only: fetch it at once or not at all, and never store it.
    """

    uuid: str = Field(min_length=1)
    date: date
    project_uuid: Annotated[str, Field(validation_alias=IN_PROJECT)] = Field(min_length=1)
    status: str | None = None
    report_url: str | None = Field(default=None, alias="reportUrl")
    updated_at: AwareDatetime | None = Field(default=None, alias="updatedAt")
    work_logs: tuple[RakenCrew, ...] | None = Field(default=None, alias="workLogs")
    notes: tuple[RakenNote, ...] | None = None
    answers: tuple[RakenAnswer, ...] | None = None
