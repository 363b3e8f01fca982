"""Change data capture: everything of some entities that changed since a moment (section 4.2).

At most 1000 objects, without pages; what comes after them is missing without a word. The moment may lie at most 30 days
back. How the vendor refuses is not documented: here it is 6000 for a moment too long ago, 500 for an entity that is not
covered.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from simulators.quickbooks.entities import spec_named
from simulators.quickbooks.faults_catalogue import ApiFault, business_rule, missing, plain
from simulators.quickbooks.query_candidates import moment_of
from simulators.quickbooks.settings import ChangeDataCapture
from simulators.quickbooks.store import Realm, Row
from simulators.quickbooks.values import Body, Json, record_time

MOST_OBJECTS = 1000
_LOOK_BACK = timedelta(days=30)
_NEVER_COVERED = frozenset({"TaxCode", "TaxRate", "TaxAgency", "JournalCode"})


@dataclass(frozen=True, slots=True)
class CdcQuestion:
    """What a client asks: names of entities with commas between them, and a date or date-time."""

    entities: str
    changed_since: str


def changes(realm: Realm, question: CdcQuestion, now: datetime, options: ChangeDataCapture) -> Body:
    """Answer with the body of a response, `{"CDCResponse": [...]}`; raises ApiFault."""
    since = _since(realm, question.changed_since, now)
    titles = [_covered(name.strip(), options) for name in question.entities.split(",") if name.strip()]
    if not titles:
        raise ApiFault(missing("entities"))
    room = MOST_OBJECTS
    groups: list[Body] = []
    for title in dict.fromkeys(titles):
        group = _changed(realm, title, since, options)[:room]
        room -= len(group)
        groups.append(_group(realm, title, group) if group else {})
    told: list[Json] = [group for group in groups if group] or [{}]
    return {"CDCResponse": [{"QueryResponse": told}]}


def _since(realm: Realm, text: str, now: datetime) -> datetime:
    if not text:
        raise ApiFault(missing("changedSince"))
    since = moment_of(text, realm.prefs.utc_offset_minutes, "changedSince")
    if now - since > _LOOK_BACK:
        raise ApiFault(business_rule("changedSince may lie at most 30 days back"))
    return since


def _covered(name: str, options: ChangeDataCapture) -> str:
    spec = spec_named(name)
    title = spec.title if spec is not None else name
    excluded = title in _NEVER_COVERED or (title == "TimeActivity" and not options.time_activities)
    if spec is None or excluded:
        raise ApiFault(plain("500", f"Change data capture is not supported for {title}"))
    return title


def _changed(realm: Realm, title: str, since: datetime, options: ChangeDataCapture) -> list[Row]:
    """Order the changed rows by their change, the deleted ones after the others."""
    rows = realm.tables[title].changed_since(since)
    rows.sort(key=lambda row: row.updated, reverse=options.newest_first)
    rows.sort(key=lambda row: row.deleted)
    return rows


def _group(realm: Realm, title: str, rows: list[Row]) -> Body:
    shown: list[Json] = [_gone(realm, row) if row.deleted else row.body for row in rows]
    return {title: shown, "startPosition": 1, "maxResults": len(shown), "totalCount": len(shown)}


def _gone(realm: Realm, row: Row) -> Body:
    when = record_time(row.updated, realm.prefs.utc_offset_minutes)
    return {"domain": "QBO", "status": "Deleted", "Id": row.id, "MetaData": {"LastUpdatedTime": when}}
