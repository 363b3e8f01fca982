"""What Raken holds by jobsite day: time cards, daily reports, work logs (raken.md A7)."""

from datetime import date

from fieldledger.domain.base import Utc
from fieldledger.domain.facts.amounts import Exact
from fieldledger.domain.mirror import Facts
from fieldledger.domain.time_card import TimeEntry


class TimeCardFacts(Facts):
    """One worker's time on one project and day. ``approved`` is Raken's own approval."""

    work_date: date
    employee_id: str
    project_id: str
    entries: tuple[TimeEntry, ...]
    approved: bool
    updated_at: Utc
    deleted_at: Utc | None = None


class CrewFacts(Facts):
    """People and hours of one company; ``hours`` is per worker."""

    worker_count: Exact | None = None
    hours: Exact | None = None
    total_hours: Exact | None = None
    subcontractor: str | None = None
    work: str | None = None


class WorkLogFacts(Facts):
    """A crew on one project and day. It counts the same people as time cards do: never sum both (raken.md A8)."""

    work_date: date
    project_id: str | None = None
    crew: CrewFacts


class NoteFacts(Facts):
    """A remark of a daily report."""

    category: str | None = None
    comment: str | None = None


class AnswerFacts(Facts):
    """A survey question (accidents, delays, visitors) and its answer, as text."""

    question: str
    answer: str


class DailyReportFacts(Facts):
    """What a superintendent wrote about one project and day. The link to its file expires, so it is no fact."""

    work_date: date
    project_id: str
    status: str | None = None
    crews: tuple[CrewFacts, ...] = ()
    notes: tuple[NoteFacts, ...] = ()
    answers: tuple[AnswerFacts, ...] = ()
