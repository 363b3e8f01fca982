"""Daily logs of every kind."""

from datetime import date

from pydantic import Field

from fieldledger.domain.base import Utc
from fieldledger.domain.facts.procore_values import Number
from fieldledger.domain.mirror import Facts


class DailyLogFacts(Facts):
    """``kind`` is Procore's name (``manpower_logs``); what only some kinds have is text in ``details``."""

    kind: str
    logged_on: date | None = None
    logged_at: Utc | None = None
    status: str | None = None
    vendor_id: str | None = None
    vendor_name: str | None = None
    person_id: str | None = None
    person_name: str | None = None
    cost_code_id: str | None = None
    cost_code_name: str | None = None
    location: str | None = None
    trade: str | None = None
    text: str | None = None
    workers: int | None = None
    hours: Number | None = None
    man_hours: Number | None = None
    details: dict[str, str] = Field(default_factory=dict)
