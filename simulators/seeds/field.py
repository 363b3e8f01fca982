"""Time cards and daily reports: made for one day at a time, so that any span gives the same days."""

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Final

from simulators.seeds.model import CostCode, DailyReport, Job, TimeCard, TimeEntry, Worker
from simulators.seeds.names import DELAYS, NOTES

_SATURDAY: Final = 5
_CREW: Final = 8


type _Worked = dict[str, tuple[int, Decimal]]
"""People and their hours by job."""


class Field:
    """Who works where; crews of eight stay on a job for a week. What a day came to is remembered for its reports."""

    def __init__(self, seed: int, jobs: Sequence[Job], workers: Sequence[Worker], codes: Sequence[CostCode]) -> None:
        self._seed = seed
        self._jobs = [job for job in jobs if job.active]
        self._workers = [worker for worker in workers if worker.active]
        self._codes = codes
        self._worked: dict[date, _Worked] = {}

    def time_cards(self, day: date) -> Iterator[TimeCard]:
        """Everybody's cards of a weekday; a crew in four on a Saturday; nobody's on a Sunday."""
        worked: _Worked = {}
        if day.weekday() > _SATURDAY:
            self._worked[day] = worked
            return
        for n, worker in enumerate(self._workers):
            crew = n // _CREW
            rng = Random(f"{self._seed}:{day}:{worker.key}")
            if (day.weekday() == _SATURDAY and (crew + day.toordinal()) % 4) or rng.random() < 0.03:  # noqa: PLR2004
                continue
            card = self._card(rng, worker, self._job_of(crew, day), day)
            people, hours = worked.get(card.job_number, (0, Decimal(0)))
            worked[card.job_number] = people + 1, hours + sum((entry.hours for entry in card.entries), Decimal(0))
            yield card
        self._worked[day] = worked

    def daily_reports(self, day: date) -> Iterator[DailyReport]:
        """One of every job where somebody worked."""
        if day not in self._worked:
            deque(self.time_cards(day), maxlen=0)
        for job_number, (people, hours) in self._worked[day].items():
            rng = Random(f"{self._seed}:{day}:{job_number}")
            delay = rng.choice(DELAYS) if rng.random() < 0.1 else None  # noqa: PLR2004 - one day in ten
            completed = rng.random() < 0.95  # noqa: PLR2004 - nineteen of twenty
            yield DailyReport(job_number, day, completed, people, hours, rng.choice(NOTES), delay)

    def _job_of(self, crew: int, day: date) -> Job:
        week = day.toordinal() // 7
        return self._jobs[(crew * 5 + week) % len(self._jobs)]

    def _card(self, rng: Random, worker: Worker, job: Job, day: date) -> TimeCard:
        code = rng.choice(self._codes).code
        other = rng.choice(self._codes).code
        half = Decimal(rng.choice((0, 0, 2, 3, 4)))
        entries = [TimeEntry(Decimal(8) - half, "RT", code)]
        if half:
            entries.append(TimeEntry(half, "RT", other))
        overtime = Decimal(rng.choice((0, 0, 0, 1, 2))) + Decimal(rng.choice((0, 0, 25, 50))) / 100
        if overtime:
            entries.append(TimeEntry(overtime, "DT" if day.weekday() == _SATURDAY else "OT", code))
        approved = rng.random() < 0.96  # noqa: PLR2004 - most supervisors approve
        return TimeCard(f"{worker.key}-{day:%Y%m%d}", worker.key, job.number, day, tuple(entries), approved)
