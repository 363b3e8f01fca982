"""What each list of the API shows for the parameters given (raken.md A5)."""

from collections.abc import Callable
from typing import Final

from simulators.raken.feeds import time_cards
from simulators.raken.filters import (
    FIRST_DAY,
    LAST_DAY,
    Filter,
    Items,
    by_day,
    by_member,
    by_project,
    by_project_or_shared,
    by_status,
    by_value,
    through,
)
from simulators.raken.gate import ApiCall
from simulators.raken.record_store import Listing
from simulators.raken.resources import JsonObject, Resource
from simulators.raken.times import Window, date_window

type Select = Callable[[ApiCall], Listing]


def every(resource: Resource, *filters: Filter) -> Select:
    """All records in the order of seeding, then the filters."""
    return lambda call: through(call.company.all(resource), call, filters)


def with_status(resource: Resource, *filters: Filter) -> Select:
    return every(resource, by_status(resource), *filters)


def dated(resource: Resource, *filters: Filter) -> Select:
    """By ``fromDate`` and ``toDate``, both required, oldest first; then the filters."""

    def select(call: ApiCall) -> Listing:
        found = call.company.records[resource].within("date", _days(call))
        return through(found[:], call, filters) if filters else found

    return select


def cards(call: ApiCall) -> Listing:
    return time_cards(call.company.records[Resource.TIME_CARDS], call.query, call.settings)


def equipment_logs(call: ApiCall) -> Listing:
    """An item for each piece of equipment and project, holding its logs inside the window (raken.md A7)."""
    window = _days(call)
    shown = (_within(item, window) for item in call.company.all(Resource.EQUIPMENT_LOGS))
    return by_project([item for item in shown if item["logs"]], call)


def current_talks(items: Items, call: ApiCall) -> Items:
    """Talks of today (UTC) and later; where "current" ends is an assumption."""
    return [item for item in items if str(item.get("scheduleDate")) >= _today(call)]


def past_talks(items: Items, call: ApiCall) -> Items:
    return [item for item in items if str(item.get("scheduleDate")) < _today(call)]


def _within(item: JsonObject, window: Window) -> JsonObject:
    logs = item.get("logs")
    found = logs if isinstance(logs, list) else []
    return {**item, "logs": [log for log in found if isinstance(log, dict) and window.holds(log.get("date"))]}


def _days(call: ApiCall) -> Window:
    return date_window(call.query, FIRST_DAY, LAST_DAY, call.settings.largest_window_days)


def _today(call: ApiCall) -> str:
    return call.now.date().isoformat()


_TALKS: Final = (by_project, by_day("scheduleDate"))

LISTS: Final[dict[str, Select]] = {
    "/projects": with_status(Resource.PROJECTS),
    "/members": with_status(Resource.MEMBERS, by_value("classificationUuid", "classificationUuids")),
    "/timeCards": cards,
    "/costCodes": with_status(Resource.COST_CODES, by_project_or_shared),
    "/payTypes": with_status(Resource.PAY_TYPES),
    "/shifts": with_status(Resource.SHIFTS),
    "/budgets": every(Resource.BUDGETS, by_project),
    "/groups": with_status(Resource.GROUPS),
    "/classifications": with_status(Resource.CLASSIFICATIONS),
    "/dailyReports": dated(Resource.DAILY_REPORTS, by_status(Resource.DAILY_REPORTS), by_project),
    "/workLogs": dated(Resource.WORK_LOGS, by_project),
    "/equipment": with_status(Resource.EQUIPMENT),
    "/equipmentLogs": equipment_logs,
    "/materials": with_status(Resource.MATERIALS),
    "/materialUnits": every(Resource.MATERIAL_UNITS),
    "/materialLogs": dated(Resource.MATERIAL_LOGS, by_project),
    "/toolboxTalks": every(Resource.TOOLBOX_TALKS, current_talks, *_TALKS),
    "/toolboxTalks/past": every(Resource.TOOLBOX_TALKS, past_talks, *_TALKS),
    "/checklists": with_status(Resource.CHECKLISTS, by_project, by_day("date")),
    "/checklistTypes": with_status(Resource.CHECKLIST_TYPES),
    "/observations": with_status(Resource.OBSERVATIONS, by_project, by_day("date")),
    "/certifications": every(Resource.CERTIFICATIONS, by_member),
    "/certificationTypes": with_status(Resource.CERTIFICATION_TYPES),
}
"""By path below ``/api``."""
