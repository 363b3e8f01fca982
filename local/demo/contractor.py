"""The demonstration's contractor: jobs, workers, and two pay periods of time, made up from a fixed seed."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

COMPANY_ID: Final = "co_ridgeline"
COMPANY_NAME: Final = "Ridgeline Builders"
RAKEN_COMPANY: Final = "5b1f0c2e-0000-4000-8000-000000000001"
REALM: Final = "9130357992221046"
PAY_PERIOD_DAYS: Final = 14
WORKERS: Final = 40
PERIODS: Final = 2
ITEMS: Final = {"RT": "Labor", "OT": "Labor Overtime", "DT": "Labor Doubletime"}
JOBS: Final = (
    ("2214", "Riverside Clinic"),
    ("2215", "Harbor Street Lofts"),
    ("2301", "Lincoln Middle School Gym"),
    ("2307", "Mesa Water Treatment"),
    ("2311", "Civic Center Garage"),
    ("2318", "Oakdale Fire Station 4"),
    ("2402", "Quarry Road Bridge"),
)
JOB_WITHOUT_CUSTOMER: Final = "2402"
_CRAFTS: Final = (("Carpenter", "06"), ("Laborer", "02"), ("Electrician", "26"), ("Concrete Finisher", "03"))
_FIRST: Final = ("Ana", "Luis", "Maria", "James", "Omar", "Grace", "Tom", "Priya", "Sam", "Elena")
_LAST: Final = ("Abbott", "Chen", "Diaz", "Evans")

type Record = dict[str, object]


@dataclass(frozen=True, slots=True)
class Contractor:
    """Everything the simulators are seeded with, and which records are the special ones."""

    first_day: date
    last_day: date
    projects: list[Record] = field(default_factory=list)
    members: list[Record] = field(default_factory=list)
    cards: list[Record] = field(default_factory=list)
    worker_without_number: str = ""
    unapproved_card: str = ""
    card_to_change: str = ""
    card_to_change_late: str = ""

    @property
    def periods(self) -> list[tuple[date, date]]:
        """First and last day of each pay period."""
        length = timedelta(days=PAY_PERIOD_DAYS)
        starts = [self.first_day + length * number for number in range(PERIODS)]
        return [(start, start + length - timedelta(days=1)) for start in starts]

    @property
    def entries(self) -> int:
        """Time entries on all cards."""
        return sum(len(entries) for card in self.cards if isinstance(entries := card["timeEntries"], list))


def make_contractor(today: date, seed: int = 2214) -> Contractor:
    """Two whole pay periods that ended before ``today``; the same day and seed give the same contractor."""
    chance = random.Random(seed)
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(days=PAY_PERIOD_DAYS * PERIODS)
    projects = [_project(chance, number, name) for number, name in JOBS]
    members = [_member(chance, place) for place in range(WORKERS)]
    members[-1]["employeeId"] = None
    days = [first + timedelta(days=n) for n in range(PAY_PERIOD_DAYS * PERIODS)]
    cards = [
        _card(chance, member, place, projects, day)
        for day in days
        if day.weekday() < 5
        for place, member in enumerate(members)
        if chance.random() > 0.03
    ]
    cards[7]["approved"] = False
    return Contractor(
        first_day=first,
        last_day=days[-1],
        projects=projects,
        members=members,
        cards=cards,
        worker_without_number=str(members[-1]["uuid"]),
        unapproved_card=str(cards[7]["uuid"]),
        card_to_change=str(cards[11]["uuid"]),
        card_to_change_late=str(cards[23]["uuid"]),
    )


def _uuid(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def _project(chance: random.Random, number: str, name: str) -> Record:
    return {"uuid": _uuid(chance), "number": number, "name": name, "status": "ACTIVE"}


def _member(chance: random.Random, place: int) -> Record:
    first, last = _FIRST[place % len(_FIRST)], _LAST[place // len(_FIRST)]
    return {
        "uuid": _uuid(chance),
        "firstName": first,
        "lastName": last,
        "employeeId": f"{1000 + place}",
        "status": "ACTIVE",
        "email": f"{first}.{last}@ridgeline.example".lower(),
    }


def _card(chance: random.Random, member: Record, place: int, projects: list[Record], day: date) -> Record:
    craft, division = _CRAFTS[place % len(_CRAFTS)]
    project = projects[(place + day.isocalendar().week) % len(projects)]
    regular = chance.choice(["4", "4.5", "5", "3.5"])
    entries = [
        _entry(regular, "RT", craft, division, "050"),
        *([_entry(str(8 - float(regular)), "RT", craft, division, "110")] if chance.random() < 0.6 else []),
        *(
            [_entry(chance.choice(["0.5", "1", "1.5", "2"]), "OT", craft, division, "050")]
            if chance.random() < 0.3
            else []
        ),
    ]
    updated = datetime.combine(day, time(22, 30), UTC)
    return {
        "uuid": _uuid(chance),
        "date": day.isoformat(),
        "worker": {"uuid": member["uuid"]},
        "project": {"uuid": project["uuid"]},
        "timeEntries": entries,
        "totalHours": sum(float(str(entry["hours"])) for entry in entries),
        "approved": True,
        "updatedAt": updated.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _entry(hours: str, pay_type: str, craft: str, division: str, code: str) -> Record:
    return {
        "hours": float(hours),
        "payType": {"code": pay_type},
        "classification": {"name": craft},
        "costCode": {"division": division, "code": f"{division}-{code}"},
    }
