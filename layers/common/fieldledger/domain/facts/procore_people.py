"""People of the directory."""

from fieldledger.domain.mirror import Facts


class PersonFacts(Facts):
    """``employee_number`` is what payroll knows; ``vendor_id`` is the firm of somebody who is no employee."""

    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    employee_number: str | None = None
    active: bool = True
    employee: bool | None = None
    job_title: str | None = None
    vendor_id: str | None = None
    origin_id: str | None = None
