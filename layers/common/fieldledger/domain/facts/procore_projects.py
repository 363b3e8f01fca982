"""Projects."""

from datetime import date

from fieldledger.domain.facts.procore_values import Number
from fieldledger.domain.mirror import Facts


class ProjectFacts(Facts):
    """``number`` is what people know it by; ``accounting_number`` and ``origin_id`` are the books' names for it."""

    name: str
    number: str | None = None
    active: bool = True
    template: bool = False
    demo: bool = False
    address: str | None = None
    city: str | None = None
    state_code: str | None = None
    country_code: str | None = None
    zip: str | None = None
    time_zone: str | None = None
    stage: str | None = None
    starts_on: date | None = None
    completes_on: date | None = None
    projected_finish_on: date | None = None
    value: Number | None = None
    accounting_number: str | None = None
    parent_job_id: str | None = None
    cost_code_list_id: str | None = None
    erp_integrated: bool | None = None
    origin_id: str | None = None
    origin_code: str | None = None

    @property
    def worked_on(self) -> bool:
        """A real project that goes on: only of these are records read."""
        return self.active and not self.template and not self.demo
