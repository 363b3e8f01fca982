"""Projects, vendors and people: the records of a company's directory (procore.md 6)."""

import re
from typing import Final
from zoneinfo import available_timezones

from pydantic import JsonValue

from simulators.procore.company import Company
from simulators.procore.resource import COMPACT, Draft, Resource, words
from simulators.procore.shapes import company_ref, fields_of, linked, named, origin, stamps
from simulators.procore.store import Row
from simulators.procore.wire import Json

DIRECTORY: Final = "Directory"
PORTFOLIO: Final = "Portfolio"

_PROJECT_TEXTS: Final = (
    "name project_number address city state_code country_code zip county phone description "
    "accounting_project_number store_number sector work_scope delivery_method designated_market_area flag "
    "time_zone public_notes"
)
_PROJECT_DATES: Final = (
    "start_date completion_date projected_finish_date actual_start_date estimated_start_date "
    "estimated_completion_date warranty_start_date warranty_end_date"
)
_PROJECT_IDS: Final = (
    "parent_job_id project_bid_type_id project_owner_type_id project_region_id project_sector_id "
    "standard_cost_code_list_id owners_project_id photo_id"
)
_PROJECT_FLAGS: Final = "active is_demo template is_erp_integrated"
_PROJECT_COMPACT: Final = "name project_number address city state_code country_code zip active origin_id origin_code"


def _display_name(row: Row) -> str:
    number = row.text("project_number")
    return f"{number} - {row.text('name')}" if number else row.text("name")


def project_shape(company: Company, row: Row, view: str) -> Json:
    """A project in any of its views."""
    if view == COMPACT:
        return {"id": row.id, "display_name": _display_name(row), **fields_of(row, _PROJECT_COMPACT), **stamps(row)}
    texts = fields_of(row, f"{_PROJECT_TEXTS} {_PROJECT_FLAGS} {_PROJECT_DATES} {_PROJECT_IDS} latitude longitude")
    value = row.body.get("total_value")
    return {
        "id": row.id,
        "display_name": _display_name(row),
        **texts,
        "total_value": value,
        "estimated_value": value,
        "stage": row.body.get("stage"),
        "project_stage": None,
        "project_type": None,
        "program": None,
        "office": None,
        "departments": [],
        "custom_fields": {},
        **origin(row),
        "origin_code": row.body.get("origin_code"),
        "company": company_ref(company),
        "created_by": None,
        **stamps(row),
    }


def _check_project(draft: Draft) -> None:
    """Bad countries and time zones are refused (procore.md 1 and 3)."""
    country, state, zone = (draft.fields.get(name) for name in ("country_code", "state_code", "time_zone"))
    if country is not None and re.fullmatch(r"[A-Z]{2}", str(country)) is None:
        draft.refuse("country_code", "is not an ISO-3166 alpha-2 code")
    if state is not None and draft.value("country_code") == "US" and re.fullmatch(r"[A-Z]{2}", str(state)) is None:
        draft.refuse("state_code", "is an invalid state for the country")
    if zone is not None and zone not in available_timezones():
        draft.refuse("time_zone", "is not a valid time zone")


_VENDOR_TEXTS: Final = (
    "name abbreviated_name address city state_code country_code zip business_phone mobile_phone fax_number "
    "email_address website is_active authorized_bidder prequalified license_number labor_union union_member "
    "non_union_prevailing_wage notes trade_name legal_name parent_id"
)
_VENDOR_ERP: Final = "name abbreviated_name is_active origin_id origin_code origin_data"


def vendor_shape(_company: Company, row: Row, view: str) -> Json:
    """A vendor; the views ``compact`` and ``erp`` hold little."""
    if view in {COMPACT, "ids_only", "minimal", "name"}:
        return {"id": row.id, "name": row.body.get("name")}
    synced = row.origin_id is not None
    if view == "erp":
        return {"id": row.id, **fields_of(row, _VENDOR_ERP), "synced_to_erp": synced, **stamps(row)}
    return {
        "id": row.id,
        **fields_of(row, _VENDOR_TEXTS),
        "company": row.body.get("name"),
        "vendor_group": None,
        "business_register": row.body.get("business_register_attributes"),
        "primary_contact": None,
        "trades": [],
        "standard_cost_codes": [],
        "attachments": [],
        **origin(row),
        "origin_code": row.body.get("origin_code"),
        "synced_to_erp": synced,
        **stamps(row),
    }


_USER_TEXTS: Final = (
    "first_name last_name job_title address city zip business_phone business_phone_extension mobile_phone "
    "fax_number email_address email_signature is_active is_employee employee_id notes country_code state_code "
    "initials work_classification_id"
)


def user_shape(company: Company, row: Row, view: str) -> Json:
    """A person of the directory; workers on time cards are such persons."""
    if view == "ids_only":
        return {"id": row.id}
    vendor: JsonValue = named(linked(company, "vendors", row, "vendor_id"))
    name = f"{row.text('first_name')} {row.text('last_name')}".strip()
    return {"id": row.id, "name": name, **fields_of(row, _USER_TEXTS), **origin(row), "vendor": vendor, **stamps(row)}


MASTER_DATA: Final = (
    Resource(
        name="projects",
        wrappers=("project",),
        tool=PORTFOLIO,
        shape=project_shape,
        of_company=True,
        webhook="Projects",
        writes=words(
            f"{_PROJECT_TEXTS} {_PROJECT_DATES} {_PROJECT_IDS} active total_value estimated_value latitude longitude "
            "origin_code office_id project_stage_id project_type_id program_id project_template_id department_ids "
            "erp_integrated enable_copy_of_standard_cost_codes currency_configuration code locale square_feet"
        ),
        required=("name",),
        dates=words(_PROJECT_DATES),
        amounts=words("total_value estimated_value"),
        defaults={"active": True, "is_demo": False, "template": False, "is_erp_integrated": False},
        origin=True,
        check=_check_project,
    ),
    Resource(
        name="vendors",
        wrappers=("vendor",),
        tool=DIRECTORY,
        shape=vendor_shape,
        of_company=True,
        webhook="Company Vendors",
        writes=words(
            f"{_VENDOR_TEXTS} vendor_group_id primary_contact_id origin_code trade_ids bidding_distribution_ids "
            "standard_cost_code_ids bidding business_register_attributes origin_custom_fields"
        ),
        required=("name",),
        references={"parent_id": "vendors"},
        defaults={"is_active": True, "authorized_bidder": False, "prequalified": False},
        origin=True,
    ),
    Resource(
        name="users",
        wrappers=("user",),
        tool=DIRECTORY,
        shape=user_shape,
        of_company=True,
        webhook="Company Users",
        writes=words(f"{_USER_TEXTS} vendor_id default_permission_template_id company_permission_template_id avatar"),
        required=("last_name",),
        references={"vendor_id": "vendors"},
        defaults={"is_active": True, "is_employee": False},
        origin=True,
    ),
)
