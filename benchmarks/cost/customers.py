"""Three customers, and what their people do in a month: assumptions, each a number that can be argued with."""

from dataclasses import dataclass
from typing import Final

BUSINESS_DAYS: Final = 21
DAYS: Final = 365 / 12


@dataclass(frozen=True, slots=True)
class Customer:
    """``size`` is the seeds' name; each worker has a card a business day, each job ``invoices_a_job`` a month."""

    size: str
    jobs: int
    workers: int
    requests_a_business_day: int
    invoices_a_job: int = 6
    approvals: int = 4

    @property
    def postings(self) -> int:
        """A month's: one for each card, one for each invoice."""
        return self.workers * BUSINESS_DAYS + self.jobs * self.invoices_a_job


CUSTOMERS: Final = {
    "small": Customer("quarter_small", 10, 50, 150),
    "medium": Customer("quarter_medium", 60, 300, 600),
    "large": Customer("quarter_large", 200, 2000, 2500),
}
