"""What the contractor's cards say against what the books hold, in minutes; neither side asks our API."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from local.demo.comparison import Line
from local.demo.contractor import ITEMS
from tests.e2e.world import World


def worked(world: World, day: date) -> Counter[Line]:
    """Minutes of a day by worker, job and pay type."""
    numbers = {member["uuid"]: str(member["employeeId"]) for member in world.contractor.members}
    jobs = {project["uuid"]: str(project["number"]) for project in world.contractor.projects}
    found: Counter[Line] = Counter()
    for card in cards_of(world, day):
        for entry in card["timeEntries"]:
            line = Line(numbers[card["worker"]["uuid"]], jobs[card["project"]["uuid"]], entry["payType"]["code"])
            found[line] += int(Decimal(str(entry["hours"])) * 60)
    return found


def cards_of(world: World, day: date) -> list[Mapping[str, Any]]:
    """The day's cards."""
    cards: list[Mapping[str, Any]] = list(world.contractor.cards)
    return [card for card in cards if card["date"] == day.isoformat()]


def activities(world: World, day: date) -> list[Mapping[str, Any]]:
    """The day's time activities in the books."""
    found: list[Mapping[str, Any]] = list(world.vendors.time_activities())
    return [activity for activity in found if activity["TxnDate"] == day.isoformat()]


def in_the_books(world: World, day: date) -> Counter[Line]:
    """Minutes of a day by worker, job and pay type."""
    numbers, customers = world.vendors.numbers(), world.vendors.names("Customer")
    items, pay_types = world.vendors.names("Item"), {item: pay_type for pay_type, item in ITEMS.items()}
    found: Counter[Line] = Counter()
    for activity in activities(world, day):
        line = Line(
            numbers[activity["EmployeeRef"]["value"]],
            customers[activity["CustomerRef"]["value"]].split()[0],
            pay_types[items[activity["ItemRef"]["value"]]],
        )
        found[line] += int(activity["Hours"]) * 60 + int(activity["Minutes"])
    return found
