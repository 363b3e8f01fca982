"""A simulated day of a contractor: who looks at which reports when, and what superintendents write meanwhile."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from fieldledger.clients.raken.spans import DaySpan
from tests.fakes.clock import MONDAY_MORNING

READS: Final = 10_000
PROJECTS: Final = 20
HISTORY_DAYS: Final = 365
BEGIN: Final = MONDAY_MORNING.replace(hour=0)
TODAY: Final = BEGIN.date()
DAY: Final = timedelta(days=1)
OUTAGE: Final = (BEGIN + timedelta(hours=16), BEGIN + timedelta(hours=16, minutes=30))
"""Half an hour in which Raken does not answer, in the middle of the working day (UTC)."""

# Most people look at what was just written; the share, and how many days back it goes.
_AGES: Final = ((0.55, 0, 1), (0.25, 2, 7), (0.12, 8, 31), (0.06, 32, 92), (0.02, 93, HISTORY_DAYS))
# A day, a week or a month at a time.
_LENGTHS: Final = ((0.6, 1), (0.3, 7), (0.1, 30))
_ONE_PROJECT: Final = 0.5
# Jobsites work from 6 to 20 o'clock in the middle of America; a few people look at night.
_WORKING: Final = (timedelta(hours=12), timedelta(hours=26))
_AT_NIGHT: Final = 0.05
_OLD_CORRECTIONS: Final = 10


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody opens the reports of ``days``, of one project or of all."""

    at: datetime
    days: DaySpan
    project: str | None


@dataclass(frozen=True, slots=True)
class Edit:
    """A superintendent writes, or corrects, the report of one project and day."""

    at: datetime
    day: date
    project: str
    revision: int

    @property
    def uuid(self) -> str:
        """The report's id."""
        return report_id(self.day, self.project)


def report_id(day: date, project: str) -> str:
    """One report for each project and day."""
    return f"{project}-{day.isoformat()}"


def projects() -> list[str]:
    """The jobsites."""
    return [f"job-{number:02}" for number in range(PROJECTS)]


def history() -> Iterator[tuple[date, str]]:
    """Every working day before today, project by project."""
    for back in range(1, HISTORY_DAYS + 1):
        day = TODAY - back * DAY
        if day.weekday() < 5:  # noqa: PLR2004
            yield from ((day, project) for project in projects())


def looks(seed: int = 7) -> list[Look]:
    """The reads of the day, in their order."""
    random = Random(seed)  # noqa: S311
    return sorted((_look(random) for _ in range(READS)), key=lambda look: look.at)


def edits(seed: int = 8) -> list[Edit]:
    """Today's reports are written in the afternoon and corrected; yesterday's are finished; old ones are rare."""
    random = Random(seed)  # noqa: S311
    made: list[Edit] = []
    for project in projects():
        written = [BEGIN + timedelta(hours=random.uniform(18, 24)) for _ in range(3)]
        made.extend(Edit(at, TODAY, project, number) for number, at in enumerate(sorted(written)))
        if random.random() < 0.3:  # noqa: PLR2004
            made.append(Edit(BEGIN + timedelta(hours=random.uniform(12, 20)), _last_working_day(), project, 9))
    old = random.sample(list(history()), _OLD_CORRECTIONS)
    made.extend(Edit(BEGIN + timedelta(hours=random.uniform(12, 24)), day, project, 9) for day, project in old)
    return sorted(made, key=lambda edit: edit.at)


def behind(served_as_of: datetime, look: Look, made: Sequence[Edit]) -> float:
    """Seconds since the first change of what was looked at that the answer did not show; 0 if it showed all."""
    missed = [
        edit.at
        for edit in made
        if served_as_of < edit.at <= look.at and edit.day in look.days and look.project in {None, edit.project}
    ]
    return (look.at - min(missed)).total_seconds() if missed else 0.0


def _look(random: Random) -> Look:
    at_night = random.random() < _AT_NIGHT
    since, until = (timedelta(0), DAY) if at_night else _WORKING
    moment = BEGIN + timedelta(seconds=random.uniform(since.total_seconds(), min(until, DAY).total_seconds()))
    _, youngest, oldest = _drawn(random, _AGES)
    last = TODAY - random.randint(youngest, oldest) * DAY
    length = _drawn(random, _LENGTHS)[1]
    project = random.choice(projects()) if random.random() < _ONE_PROJECT else None
    return Look(moment, DaySpan(last - (length - 1) * DAY, last), project)


def _drawn[T: tuple[float, int] | tuple[float, int, int]](random: Random, shares: Sequence[T]) -> T:
    return random.choices(shares, [share[0] for share in shares])[0]


def _last_working_day() -> date:
    return next(TODAY - back * DAY for back in range(1, 4) if (TODAY - back * DAY).weekday() < 5)  # noqa: PLR2004
