"""Projects."""

from datetime import date
from decimal import Decimal

from pydantic import Field

from fieldledger.clients.procore.body import NumericId, SyncWrite
from fieldledger.clients.procore.models.base import Amount, Day, Json, Maybe, Named, OptionalId, Synced, Text


class Project(Synced):
    """A project as every view but ``ids`` shows it."""

    name: str
    display_name: str | None = None
    project_number: Text = None
    active: bool = True
    is_demo: bool = False
    template: bool = False
    address: str | None = None
    city: str | None = None
    state_code: str | None = None
    country_code: str | None = None
    zip: Text = None
    time_zone: str | None = None
    project_stage: Maybe[Named] = None
    start_date: Day = None
    completion_date: Day = None
    projected_finish_date: Day = None
    total_value: Amount = None
    accounting_project_number: Text = None
    parent_job_id: OptionalId = None
    origin_code: Text = None
    standard_cost_code_list_id: OptionalId = None
    is_erp_integrated: bool | None = None
    custom_fields: Json = Field(default_factory=dict)


class ProjectWrite(SyncWrite):
    """Creates need ``name``. States and countries are ISO 3166 alpha-2 codes; a wrong time zone is refused."""

    name: str | None = None
    project_number: str | None = None
    active: bool | None = None
    description: str | None = None
    address: str | None = None
    city: str | None = None
    state_code: str | None = None
    country_code: str | None = None
    zip: str | None = None
    phone: str | None = None
    time_zone: str | None = None
    start_date: date | None = None
    completion_date: date | None = None
    total_value: Decimal | None = None
    accounting_project_number: str | None = None
    parent_job_id: NumericId | None = None
    project_stage_id: NumericId | None = None
    project_template_id: NumericId | None = None
    office_id: NumericId | None = None
    department_ids: tuple[NumericId, ...] | None = None
    erp_integrated: bool | None = None
    enable_copy_of_standard_cost_codes: bool | None = None
    origin_data: str | None = None
    origin_code: str | None = None
