"""Time cards, daily reports and work logs of the made-up contractor in Raken's shapes (raken.md A7)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

from pydantic import JsonValue

from simulators.raken.resources import JsonObject, Resource
from simulators.raken.seed_master_data import Seeded
from simulators.raken.seed_names import SeedNames
from simulators.raken.times import timestamp_text
from simulators.seeds.model import Contractor, DailyReport, TimeCard, TimeEntry

_EVENING: Final = time(22)
_SPREAD_SECONDS: Final = 7200
_CENTS: Final = Decimal("0.01")


class FieldRecords:
    """What the jobsites of one contractor wrote down; nothing was changed later than ``now``."""

    def __init__(self, contractor: Contractor, names: SeedNames, now: datetime) -> None:
        self._contractor = contractor
        self._names = names
        self._now = now
        self._divisions = {code.code: code.division for code in contractor.cost_codes}
        self._classifications = {worker.key: worker.classification for worker in contractor.workers}
        self._entry = cache(self._new_entry)

    def time_cards(self) -> Iterator[Seeded]:
        """Each touched last in the evening of its day, second after second, so that change windows differ."""
        cards = self._contractor.time_cards(self._contractor.first_day, self._contractor.last_day)
        for number, card in enumerate(cards):
            yield Resource.TIME_CARDS, self._card(card, self._touched(card.day, number))

    def reports(self) -> Iterator[Seeded]:
        """Each report, and its crew's work log once more as a record of its own (raken.md A8)."""
        reports = self._contractor.daily_reports(self._contractor.first_day, self._contractor.last_day)
        for number, report in enumerate(reports):
            stamp = self._touched(report.day, number)
            log = self._work_log(report)
            yield Resource.DAILY_REPORTS, self._report(report, log, stamp)
            about: JsonObject = {
                "date": report.day.isoformat(),
                "project": self._names.ref("project", report.job_number),
            }
            yield Resource.WORK_LOGS, {**log, **about, "updatedAt": stamp}

    def _card(self, card: TimeCard, stamp: str) -> JsonObject:
        classification = self._classifications.get(card.worker_key)
        entries: list[JsonValue] = [self._entry(entry, classification) for entry in card.entries]
        return {
            "uuid": self._names.new("timeCard", card.key),
            "date": card.day.isoformat(),
            "worker": self._names.ref("member", card.worker_key),
            "project": self._names.ref("project", card.job_number),
            "timeEntries": entries,
            "totalHours": float(sum((entry.hours for entry in card.entries), Decimal(0))),
            "approved": card.approved,
            "updatedAt": stamp,
            "deletedAt": None,
        }

    def _new_entry(self, entry: TimeEntry, classification: str | None) -> JsonObject:
        return {
            "hours": float(entry.hours),
            "payType": {"code": entry.pay_type},
            "classification": None if classification is None else {"name": classification},
            "costCode": {"division": self._divisions.get(entry.cost_code), "code": entry.cost_code},
        }

    def _report(self, report: DailyReport, log: JsonObject, stamp: str) -> JsonObject:
        uuid = self._names.new("dailyReport", _key(report))
        notes: list[JsonValue] = [{"category": "GENERAL", "comment": report.note}] if report.note else []
        delays: list[JsonValue] = [] if report.delay is None else [_answer("Were there any delays?", report.delay)]
        return {
            "uuid": uuid,
            "date": report.day.isoformat(),
            "status": "COMPLETED" if report.completed else "INCOMPLETE",
            "project": self._names.ref("project", report.job_number),
            "reportUrl": f"https://app.rakenapp.com/reports/{uuid}.pdf" if report.completed else None,
            "workLogs": [log],
            "notes": notes,
            "answers": delays,
            "updatedAt": stamp,
        }

    def _work_log(self, report: DailyReport) -> JsonObject:
        """``hours`` is per worker, ``totalHours`` of the crew; an own crew has no subcontractor."""
        each = report.hours / report.workers if report.workers else Decimal(0)
        return {
            "uuid": self._names.new("workLog", _key(report)),
            "workerCount": report.workers,
            "hours": float(each.quantize(_CENTS)),
            "totalHours": float(report.hours),
            "subcontractor": None,
            "workDesc": report.note,
        }

    def _touched(self, day: date, number: int) -> str:
        evening = datetime.combine(day, _EVENING, UTC) + timedelta(seconds=number % _SPREAD_SECONDS)
        return timestamp_text(min(evening, self._now))


def _key(report: DailyReport) -> str:
    return f"{report.job_number}/{report.day.isoformat()}"


def _answer(question: str, answer: str) -> JsonObject:
    return {"question": question, "answer": answer}
