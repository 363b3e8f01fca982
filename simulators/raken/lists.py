"""What each list of the API shows for the parameters given (raken.md A5)."""

from collections.abc import Callable
from typing import Final

from simulators.raken.feeds import time_cards
from simulators.raken.filters import by_project, by_status, by_value, project_of, values_of
from simulators.raken.gate import ApiCall
from simulators.raken.records import JsonObject, Resource
from simulators.raken.times import date_window

type Select = Callable[[ApiCall], list[JsonObject]]


def with_status(resource: Resource) -> Select:
    def select(call: ApiCall) -> list[JsonObject]:
        return by_status(call.company.all(resource), resource, call.query)

    return select


def members(call: ApiCall) -> list[JsonObject]:
    shown = by_status(call.company.all(Resource.MEMBERS), Resource.MEMBERS, call.query)
    return by_value(shown, "classificationUuid", values_of(call.query, "classificationUuids"))


def cost_codes(call: ApiCall) -> list[JsonObject]:
    """With ``projectUuid``: the project's own codes and those that name no project."""
    shown = by_status(call.company.all(Resource.COST_CODES), Resource.COST_CODES, call.query)
    project = call.query.get("projectUuid")
    return [code for code in shown if project is None or project_of(code) in (None, project)]


def cards(call: ApiCall) -> list[JsonObject]:
    return time_cards(call.company.all(Resource.TIME_CARDS), call.query, call.settings)


def daily_reports(call: ApiCall) -> list[JsonObject]:
    return by_status(_dated(call, Resource.DAILY_REPORTS), Resource.DAILY_REPORTS, call.query)


def work_logs(call: ApiCall) -> list[JsonObject]:
    return _dated(call, Resource.WORK_LOGS)


def _dated(call: ApiCall, resource: Resource) -> list[JsonObject]:
    """By ``fromDate`` and ``toDate``, both required, oldest first."""
    window = date_window(call.query, "fromDate", "toDate", call.settings.largest_window_days)
    shown = [item for item in call.company.all(resource) if window.holds(item.get("date"))]
    ordered = sorted(shown, key=lambda item: (str(item["date"]), str(item["uuid"])))
    return by_project(ordered, call.query.get("projectUuid"))


LISTS: Final[dict[Resource, Select]] = {
    Resource.PROJECTS: with_status(Resource.PROJECTS),
    Resource.MEMBERS: members,
    Resource.TIME_CARDS: cards,
    Resource.COST_CODES: cost_codes,
    Resource.PAY_TYPES: with_status(Resource.PAY_TYPES),
    Resource.CLASSIFICATIONS: with_status(Resource.CLASSIFICATIONS),
    Resource.DAILY_REPORTS: daily_reports,
    Resource.WORK_LOGS: work_logs,
}
