"""Seeds time and daily logs of the last weeks."""

from datetime import date, timedelta
from typing import Final

from simulators.procore.field import TIMECARDS
from simulators.procore.seed_writer import SeedWriter, at_hour
from simulators.procore.wire import Json
from simulators.seeds.model import Contractor, DailyReport, TimeCard

_EVENING: Final = 22


def seed_field(writer: SeedWriter, made: Contractor, weeks: int) -> None:
    """``weeks`` up to the contractor's last day: all time of a large contractor would not fit into memory."""
    first = max(made.first_day, made.last_day - timedelta(days=7 * weeks - 1))
    for card in made.time_cards(first, made.last_day):
        _card(writer, card)
    for report in made.daily_reports(first, made.last_day):
        _report(writer, report)


def _card(writer: SeedWriter, card: TimeCard) -> None:
    """Procore has one entry for each code and pay type."""
    project_id, at = writer.project(card.job_number), at_hour(card.day, _EVENING)
    for entry in card.entries:
        fields: Json = {
            "date": card.day.isoformat(),
            "hours": f"{entry.hours:f}",
            "party_id": writer.id_of("users", card.worker_key),
            "cost_code_id": writer.code(project_id, entry.cost_code),
            "line_item_type_id": writer.id_of("line_item_types", "L"),
            "wbs_code_id": writer.wbs(project_id, entry.cost_code, "L", at),
            "timecard_time_type_id": writer.id_of("timecard_time_types", entry.pay_type),
            "approval_status": "approved" if card.approved else "pending",
        }
        writer.add(TIMECARDS, "", fields, at, project_id=project_id)


def _report(writer: SeedWriter, report: DailyReport) -> None:
    """A header, the manpower, a note, and a delay where there was one."""
    project_id, at, day = writer.project(report.job_number), at_hour(report.day, _EVENING), _day(report.day)
    writer.add("daily_log_headers", "", {**day, "completed": report.completed}, at, project_id=project_id)
    hours = report.hours / report.workers if report.workers else report.hours
    manpower: Json = {**day, "num_workers": report.workers, "num_hours": f"{hours:.2f}", "notes": None, "position": 1}
    writer.add("manpower_logs", "", manpower, at, project_id=project_id)
    note: Json = {**day, "comment": report.note, "is_issue_day": report.delay is not None, "position": 1}
    writer.add("notes_logs", "", note, at, project_id=project_id)
    if report.delay is not None:
        writer.add("delay_logs", "", {**day, "comments": report.delay, "position": 1}, at, project_id=project_id)


def _day(day: date) -> Json:
    noon = at_hour(day, 12).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"date": day.isoformat(), "datetime": noon, "status": "approved"}
