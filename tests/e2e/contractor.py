"""A small contractor: three jobs, four workers and one week of time, so that a run takes seconds."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from local.demo.contractor import Contractor, make_contractor

WORKERS: Final = 4
JOBS: Final = 3
WEEK: Final = 5


def small_contractor(today: date) -> Contractor:
    """The same for the same day. Everything on it can be posted: each worker has a number, each job a customer."""
    whole = make_contractor(today)
    members, projects = whole.members[:WORKERS], whole.projects[:JOBS]
    workers = {member["uuid"] for member in members}
    last = whole.first_day + timedelta(days=WEEK - 1)
    of_the_week = [card for card in whole.cards if card["date"] <= last.isoformat() and _worker(card) in workers]
    cards = [
        {**card, "approved": True, "project": {"uuid": projects[place % JOBS]["uuid"]}}
        for place, card in enumerate(of_the_week)
    ]
    return replace(whole, last_day=last, projects=projects, members=members, cards=cards)


def day_of(contractor: Contractor, number: int) -> date:
    """Monday is 0, Friday 4."""
    return contractor.first_day + timedelta(days=number)


def _worker(card: dict[str, Any]) -> str:
    return str(card["worker"]["uuid"])
