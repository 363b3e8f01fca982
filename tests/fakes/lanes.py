"""The lanes of the writer's queue."""

from dataclasses import dataclass, field
from datetime import datetime

from fieldledger.result import Result


@dataclass
class Lanes:
    """Implements ``LaneQueue``; ``answer`` is what SQS says."""

    went_on: list[tuple[str, str | None]] = field(default_factory=list)
    woken_at: list[tuple[str, datetime]] = field(default_factory=list)
    answer: Result[int] = field(default_factory=lambda: Result.ok(1))

    async def go_on(self, company_id: str, group: str | None, occasion: str) -> Result[int]:
        """Note it."""
        assert occasion
        self.went_on.append((company_id, group))
        return self.answer

    async def wake_at(self, company_id: str, moment: datetime) -> Result[int]:
        """Note it."""
        self.woken_at.append((company_id, moment))
        return self.answer
