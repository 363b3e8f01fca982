"""One daily log as facts: fields that several kinds have under one name, the rest as text under Procore's names."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from fieldledger.clients.procore.models.daily_logs import DailyLog, ManpowerLog, NotesLog
from fieldledger.domain.facts.procore_daily_logs import DailyLogFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.services.sync.procore.record_ids import kinded
from fieldledger.services.sync.source import SourceRow

# Where kinds that have no model of their own keep their words.
_TEXTS: Final = ("comments", "comment", "description", "notes")


def log_row(log: DailyLog, kind: str, project: str) -> SourceRow:
    """The row of one log."""
    resource = SyncResource.PROCORE_DAILY_LOGS
    return SourceRow(resource, kinded(kind, log.id), _facts(log, kind), project, log.updated_at)


def _facts(log: DailyLog, kind: str) -> DailyLogFacts:
    common = DailyLogFacts(
        kind=kind,
        logged_on=log.date,
        logged_at=log.datetime,
        status=log.status,
        vendor_id=None if log.vendor is None else log.vendor.id,
        vendor_name=None if log.vendor is None else log.vendor.name,
        cost_code_id=None if log.cost_code is None else log.cost_code.id,
        cost_code_name=None if log.cost_code is None else log.cost_code.name,
    )
    if isinstance(log, ManpowerLog):
        return common.model_copy(update=_manpower(log))
    if isinstance(log, NotesLog):
        return common.model_copy(update={"text": log.comment, "location": _name(log.location)})
    return common.model_copy(update=_other(log.model_extra or {}))


def _manpower(log: ManpowerLog) -> dict[str, object]:
    person = log.user or log.contact
    numbers = DailyLogFacts(kind="", workers=log.num_workers, hours=log.num_hours, man_hours=log.man_hours)
    return {
        **numbers.model_dump(include={"workers", "hours", "man_hours"}),
        "person_id": None if person is None else person.id,
        "person_name": None if person is None else person.name,
        "trade": _name(log.trade),
        "location": _name(log.location),
        "text": log.notes,
    }


def _name(record: object) -> str | None:
    name = getattr(record, "name", None)
    return name if isinstance(name, str) else None


def _other(fields: Mapping[str, object]) -> dict[str, object]:
    """Nested records are left out: their addresses of files change with every read."""
    plain = {name: value for name, value in fields.items() if isinstance(value, str | int | Decimal) and value != ""}
    text = next((plain[name] for name in _TEXTS if isinstance(plain.get(name), str)), None)
    location = fields.get("location")
    return {
        "text": text,
        "location": location.get("name") if isinstance(location, Mapping) else None,
        "details": {name: _text(value) for name, value in plain.items() if value is not text},
    }


def _text(value: str | int | Decimal) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
