"""Counts of what the API did for each company, for tests that measure call volume."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """How a call under ``/api`` with a valid token ended; a 304 counts as admitted too."""

    ADMITTED = "admitted"
    NOT_MODIFIED = "not_modified"
    TOO_FAST = "too_fast"
    QUOTA_USED = "quota_used"


@dataclass(slots=True)
class Stats:
    """Counters by company and outcome; ``unauthorized`` has no company because the token named none."""

    outcomes: dict[str, Counter[Outcome]] = field(default_factory=dict)
    unauthorized: int = 0

    def count(self, company_uuid: str, outcome: Outcome) -> None:
        self.outcomes.setdefault(company_uuid, Counter())[outcome] += 1

    def of(self, company_uuid: str) -> dict[str, int]:
        counted = self.outcomes.get(company_uuid, Counter())
        return {outcome.value: counted[outcome] for outcome in Outcome}
