"""Time and daily logs (procore.md 6)."""

from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from simulators.procore.codes import types_of, with_wbs_code
from simulators.procore.company import Company
from simulators.procore.resource import Draft, Resource, Shape, words
from simulators.procore.shapes import (
    all_stamps,
    amount,
    cost_code_ref,
    fields_of,
    linked,
    named,
    origin,
    project_ref,
    stamps,
    wbs_ref,
)
from simulators.procore.store import Row
from simulators.procore.wire import Json, decimal_of, int_of, parse_moment

TIMESHEETS: Final = "Timesheets"
DAILY_LOG: Final = "Daily Log"
TIMECARDS: Final = "timecard_entries"
_SECONDS_A_MINUTE: Final = 60


def project_day(company: Company, project_id: int | None, now: datetime) -> str:
    """Today, where the project is."""
    project = company.find("projects", project_id)
    zone = "" if project is None else project.text("time_zone")
    return now.astimezone(ZoneInfo(zone or "UTC")).date().isoformat()


def timecard_shape(company: Company, row: Row, view: str) -> Json:
    """One worker's time on one code."""
    if view == "ids_only":
        return {"id": row.id}
    person = linked(company, "users", row, "party_id") or linked(company, "users", row, "login_information_id")
    kind = linked(company, "timecard_time_types", row, "timecard_time_type_id")
    return {
        "id": row.id,
        **fields_of(row, "date time_in time_out lunch_time billable description approval_status line_item_type_id"),
        "hours": f"{amount(row, 'hours'):f}",
        "in_progress": False,
        "injured": None,
        "signed": False,
        "cost_code": cost_code_ref(linked(company, "cost_codes", row, "cost_code_id")),
        "wbs_code": wbs_ref(linked(company, "wbs_codes", row, "wbs_code_id")),
        "sub_job": named(linked(company, "sub_jobs", row, "sub_job_id")),
        "timecard_time_type": None if kind is None else time_type_shape(company, kind, ""),
        "party": _person(person, "name"),
        "login_information": _person(person, "login"),
        "crew": None,
        "location": None,
        "timesheet": None,
        "project": project_ref(company, row),
        "created_by": None,
        "automatically_split_timecard_entries": [],
        **origin(row),
        **all_stamps(row),
    }


def _person(person: Row | None, kind: str) -> JsonValue:
    if person is None:
        return None
    shown: Json = {"id": person.id, "name": f"{person.text('first_name')} {person.text('last_name')}".strip()}
    return shown if kind == "name" else {**shown, "login": person.body.get("email_address")}


def time_type_shape(_company: Company, row: Row, _view: str) -> Json:
    return {"id": row.id, **fields_of(row, "time_type abbreviated_time_type global")}


def _check_timecard(draft: Draft) -> None:
    """Time needs hours or two times, and a cost type of the base type ``labor``."""
    if draft.value("hours") is None:
        _hours_of_times(draft)
    chosen = draft.company.find("line_item_types", int_of(draft.value("line_item_type_id")))
    labor = [kind for kind in types_of(draft.company) if kind.body.get("base_type") == "labor"]
    if draft.value("cost_code_id") is not None and not (labor if chosen is None else chosen in labor):
        draft.refuse("cost_code_id", "must have a line item type with the base type labor")
    if chosen is None and labor and draft.value("cost_code_id") is not None:
        draft.fields["line_item_type_id"] = labor[0].id


def _hours_of_times(draft: Draft) -> None:
    began, ended = (parse_moment(str(draft.value(name) or "")) for name in ("time_in", "time_out"))
    if began is None or ended is None:
        draft.refuse("hours", "can't be blank")
        return
    lunch = decimal_of(draft.value("lunch_time")) or Decimal(0)
    minutes = Decimal(int((ended - began).total_seconds()) // _SECONDS_A_MINUTE) - lunch
    draft.fields["hours"] = f"{minutes / 60:.2f}"


def _log_shape(own: str) -> Shape:
    """What every kind of log has, and the fields of its own."""

    def shape(company: Company, row: Row, _view: str) -> Json:
        code = linked(company, "cost_codes", row, "cost_code_id")
        return {
            "id": row.id,
            **fields_of(row, f"date datetime status position {own}"),
            "vendor": named(linked(company, "vendors", row, "vendor_id")),
            "cost_code": named(code),
            "location": None,
            "created_by": None,
            "attachments": [],
            "custom_fields": {},
            "permissions": {"can_update": True, "can_delete": True},
            **stamps(row),
        }

    return shape


def _manpower_shape(company: Company, row: Row, view: str) -> Json:
    """``man_hours`` is workers times hours."""
    hours = amount(row, "num_hours")
    person = linked(company, "users", row, "user_id")
    return {
        **_log_shape("notes num_workers")(company, row, view),
        "num_hours": f"{hours:f}",
        "man_hours": f"{hours * amount(row, 'num_workers'):f}",
        "user": _person(person, "login"),
        "contact": None,
        "trade": None,
    }


def header_shape(_company: Company, row: Row, _view: str) -> Json:
    """Whether a day is completed; ``date`` is the day it is found by."""
    completed = bool(row.body.get("completed"))
    return {
        "id": row.id,
        "log_date": row.body.get("date"),
        **fields_of(row, "completed_at distributed_at"),
        "completed": completed,
        "completed_by": None,
        "completable": not completed,
        "distributed": bool(row.body.get("distributed")),
        "distributed_by": None,
    }


def _place_log(draft: Draft) -> None:
    """Logs made through the API are approved at once; a time gives the day where none is given."""
    moment = draft.fields.get("datetime")
    if "date" not in draft.fields:
        draft.fields["date"] = None if moment is None else str(moment)[:10]
    draft.fields["status"] = "approved"


def log_resource(name: str, wrapper: str, webhook: str | None, own: str, shape: Shape | None = None) -> Resource:
    """One kind of daily log; none takes an origin_id."""
    return Resource(
        name=name,
        wrappers=(wrapper,),
        tool=DAILY_LOG,
        shape=shape or _log_shape(own),
        webhook=webhook,
        writes=words(f"date datetime position vendor_id cost_code_id location_id {own}"),
        dates=words("date"),
        moments=words("datetime completed_at distributed_at"),
        numbers=words("num_hours hours"),
        references={"vendor_id": "vendors", "cost_code_id": "cost_codes", "user_id": "users"},
        complete=_place_log,
    )


OTHER_LOGS: Final = {
    "accident_logs": None,
    "call_logs": None,
    "delay_logs": None,
    "delivery_logs": None,
    "dumpster_logs": None,
    "equipment_logs": "Equipment Logs",
    "inspection_logs": None,
    "plan_revision_logs": None,
    "productivity_logs": None,
    "quantity_logs": "Quantity Logs",
    "safety_violation_logs": None,
    "visitor_logs": None,
    "waste_logs": None,
    "weather_logs": None,
    "work_logs": "Work Logs",
}
"""Kinds that are kept with general fields only, and the names of their webhooks."""

DAILY_LOGS: Final = ("manpower_logs", "notes_logs", *OTHER_LOGS)

FIELD: Final = (
    Resource(
        name="timecard_time_types",
        wrappers=("timecard_time_type",),
        tool=TIMESHEETS,
        shape=time_type_shape,
        of_company=True,
        writes=words("time_type abbreviated_time_type global"),
    ),
    Resource(
        name=TIMECARDS,
        wrappers=("timecard_entry",),
        tool=TIMESHEETS,
        shape=timecard_shape,
        webhook="Timecard Entries",
        writes=words(
            "date datetime hours time_in time_out lunch_time party_id login_information_id billable description "
            "timecard_time_type_id timesheet_id cost_code_id line_item_type_id sub_job_id location_id wbs_code_id "
            "approval_status"
        ),
        dates=words("date"),
        moments=words("datetime time_in time_out"),
        numbers=words("hours"),
        choices={"approval_status": words("pending approved reviewed completed")},
        references={
            "party_id": "users",
            "login_information_id": "users",
            "cost_code_id": "cost_codes",
            "line_item_type_id": "line_item_types",
            "sub_job_id": "sub_jobs",
            "timecard_time_type_id": "timecard_time_types",
            "wbs_code_id": "wbs_codes",
        },
        defaults={"approval_status": "pending", "billable": True},
        origin=True,
        check=_check_timecard,
        sequel=with_wbs_code,
    ),
    log_resource(
        "manpower_logs",
        "manpower_log",
        "Manpower Logs",
        "notes num_workers num_hours contact_id user_id trade_id mt_location",
        _manpower_shape,
    ),
    log_resource("notes_logs", "notes_log", "Notes Logs", "comment is_issue_day"),
    log_resource(
        "daily_log_headers", "daily_log_header", "Daily Logs", "completed distributed completed_at", header_shape
    ),
    *(
        log_resource(name, name.removesuffix("s"), webhook, "comments comment hours subject description quantity")
        for name, webhook in OTHER_LOGS.items()
    ),
)
