"""Hours of one worker's week that FOUNDATION was told, so that what follows rounds to the same sum."""

from datetime import date
from decimal import Decimal

from pydantic import Field

from fieldledger.domain.base import CanonicalModel


class ToldHours(CanonicalModel):
    """What one posting's minutes were rounded to when it was sealed in its ``generation``."""

    generation: int
    minutes: int
    hours: Decimal


class ToldWeek(CanonicalModel):
    """By posting id. A row counts while its posting is sealed or posted in the same generation: nobody takes it out."""

    company_id: str
    employee_id: str
    first_day: date
    rows: dict[str, ToldHours] = Field(default_factory=dict)
    version: int = 0

    def with_row(self, posting_id: str, told: ToldHours) -> "ToldWeek":
        """With one more row, or a newer one of the same posting."""
        return self.model_copy(update={"rows": {**self.rows, posting_id: told}})
