"""Approved against posted, to the minute: what the demonstration's exit code stands for."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from local.demo.api import Json
from local.demo.contractor import ITEMS
from local.demo.markers import marker_of

_MINUTE: Final = Decimal(1)
_NO_NUMBER: Final = "(no number)"


class Line(NamedTuple):
    """What hours are compared by."""

    worker: str
    job: str
    pay_type: str


@dataclass(frozen=True, slots=True)
class BooksNames:
    """Id -> name or number, as the books know them."""

    numbers: Mapping[str, str]
    customers: Mapping[str, str]
    items: Mapping[str, str]


@dataclass(slots=True)
class Comparison:
    """Minutes by line; ``waiting`` is what is parked for a person."""

    approved: Counter[Line] = field(default_factory=Counter)
    posted: Counter[Line] = field(default_factory=Counter)
    waiting: Counter[Line] = field(default_factory=Counter)
    twice: list[str] = field(default_factory=list)

    @property
    def differences(self) -> list[Line]:
        """Lines where approved time is neither in the books nor waiting, or where the books hold too much."""
        lines = self.approved.keys() | self.posted.keys() | self.waiting.keys()
        return sorted(line for line in lines if self.approved[line] != self.posted[line] + self.waiting[line])

    @property
    def agrees(self) -> bool:
        """Whether the books agree with what was approved."""
        return not self.differences and not self.twice

    def by_job_and_pay_type(self) -> dict[tuple[str, str], tuple[int, int, int]]:
        """Minutes approved, posted and waiting."""
        totals: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
        for place, counter in enumerate((self.approved, self.posted, self.waiting)):
            for line, minutes in counter.items():
                totals[line.job, line.pay_type][place] += minutes
        return {key: (values[0], values[1], values[2]) for key, values in sorted(totals.items())}


def compare(
    cards: Iterable[Json], parked: Iterable[Json], activities: Iterable[Mapping[str, object]], names: BooksNames
) -> Comparison:
    """``cards`` are those approved and ``parked`` the postings that wait, both by the API; the rest is the books'."""
    result = Comparison()
    workers: dict[str, str] = {}
    jobs: dict[str, str] = {}
    for card in cards:
        worker, job = _part(card, "employee"), _part(card, "project")
        workers[str(worker["employee_id"])] = str(worker["number"] or _NO_NUMBER)
        jobs[str(job["project_id"])] = str(job["number"])
        for entry in _list(card, "entries"):
            line = Line(workers[str(worker["employee_id"])], jobs[str(job["project_id"])], str(entry["pay_type"]))
            result.approved[line] += _minutes(entry["hours"])
    for posting in parked:
        draft = _part(posting, "payload")
        line = Line(workers[str(draft["employee_id"])], jobs[str(draft["project_id"])], str(draft["pay_type"]))
        result.waiting[line] += int(str(draft["minutes"]))
    _add_books(result, activities, names)
    return result


def _add_books(result: Comparison, activities: Iterable[Mapping[str, object]], names: BooksNames) -> None:
    pay_types = {item: pay_type for pay_type, item in ITEMS.items()}
    markers: Counter[str] = Counter()
    for activity in activities:
        line = Line(
            names.numbers[_reference(activity, "EmployeeRef")] or _NO_NUMBER,
            names.customers[_reference(activity, "CustomerRef")].split()[0],
            pay_types[names.items[_reference(activity, "ItemRef")]],
        )
        result.posted[line] += int(str(activity["Hours"])) * 60 + int(str(activity["Minutes"]))
        markers[marker_of(activity, "Description") or f"no marker: {activity['Id']}"] += 1
    result.twice = sorted(marker for marker, count in markers.items() if count > 1)


def _minutes(hours: object) -> int:
    return int((Decimal(str(hours)) * 60).quantize(_MINUTE, ROUND_HALF_UP))


def _reference(record: Mapping[str, object], name: str) -> str:
    return str(_part(record, name)["value"])


def _part(record: Mapping[str, object], name: str) -> Json:
    value = record[name]
    if not isinstance(value, dict):
        raise TypeError(f"{name} is no object")
    return value


def _list(record: Mapping[str, object], name: str) -> list[Json]:
    value = record[name]
    if not isinstance(value, list):
        raise TypeError(f"{name} is no list")
    return value
