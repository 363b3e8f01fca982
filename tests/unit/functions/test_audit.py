"""GET /v1/audit on a store in memory."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.services.queries.audit import AuditQueries
from tests.builders import APPROVED_AT, an_audit_entry
from tests.support.api import Handler, Reply, claims, get
from tests.unit.functions.conftest import Backend

PATH = "/v1/audit"
HOUR = timedelta(hours=1)


@pytest.fixture
def handler(backend: Backend) -> Handler:
    return backend.handler("api/list_audit", audit=AuditQueries(DocumentAuditTrail(backend.store)))


def append(backend: Backend, *entries: dict[str, Any]) -> None:
    """Entries an hour apart, the oldest first."""
    trail = DocumentAuditTrail(backend.store)
    writes = [
        trail.write(an_audit_entry(**{"entry_id": f"e{n}", "at": APPROVED_AT + n * HOUR} | entry))
        for n, entry in enumerate(entries)
    ]
    backend.keep(backend.store.transact(writes))


def ids(reply: Reply) -> list[str]:
    return [entry["entry_id"] for entry in reply.data]


def test_the_newest_entry_comes_first_with_who_what_and_the_fields_before_and_after(
    backend: Backend, handler: Handler
) -> None:
    append(backend, {}, {"before": {"status": "ready"}, "after": {"status": "approved"}}, {"company_id": "company-2"})
    reply = get(PATH).to(handler)
    assert ids(reply) == ["e1", "e0"]
    assert reply.data[0] == {
        "entry_id": "e1",
        "at": (APPROVED_AT + HOUR).isoformat().replace("+00:00", "Z"),
        "user_id": an_audit_entry().user_id,
        "action": "time_cards.approve",
        "entity_id": "card-1",
        "before": {"status": "ready"},
        "after": {"status": "approved"},
    }
    assert ids(get(PATH, order="asc").to(handler)) == ["e0", "e1"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"entity_id": "card-2"}, ["e3", "e1"]),
        ({"entity_id": "card-2", "order": "asc"}, ["e1", "e3"]),
        ({"entity_id": "card-2", "user_id": "ben"}, ["e3"]),
        ({"entity_id": "card"}, []),
        ({"user_id": "ben"}, ["e3", "e2"]),
        ({"action": "link_decided"}, ["e2"]),
        ({"from": "2026-03-02T15:00:00Z"}, ["e3", "e2"]),
        ({"to": "2026-03-02T14:00:00Z"}, ["e1", "e0"]),
        ({"from": "2026-03-02T08:00:00-06:00", "to": "2026-03-02T15:00:00Z"}, ["e2", "e1"]),
        ({"entity_id": "card-2", "from": "2026-03-02T14:00:01Z"}, ["e3"]),
        ({"entity_id": "card-2", "to": "2026-03-02T14:00:00Z"}, ["e1"]),
    ],
)
def test_entries_are_found_by_record_person_action_and_time(
    backend: Backend, handler: Handler, query: dict[str, str], expected: list[str]
) -> None:
    assert APPROVED_AT.isoformat() == "2026-03-02T13:00:00+00:00"
    append(
        backend,
        {"user_id": "ana"},
        {"user_id": "ana", "entity_id": "card-2"},
        {"user_id": "ben", "action": "link_decided"},
        {"user_id": "ben", "entity_id": "card-2"},
    )
    assert ids(get(PATH, **query).to(handler)) == expected


@pytest.mark.parametrize("query", [{}, {"entity_id": "card-1"}, {"order": "asc"}, {"user_id": "ben"}])
def test_pages_bring_each_entry_once(backend: Backend, handler: Handler, query: dict[str, str]) -> None:
    append(backend, *({"user_id": "ben" if n % 3 else "ana"} for n in range(9)))
    whole = ids(get(PATH, limit="100", **query).to(handler))
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        reply = get(PATH, limit="2", **query, **cursor).to(handler)
        assert len(ids(reply)) <= 2
        found += ids(reply)
        following = reply.envelope["meta"]["pagination"]["next_cursor"]
        if following is None:
            break
        cursor = {"cursor": following}
    assert found == whole
    assert len(whole) == (6 if "user_id" in query else 9)


def test_what_is_rare_is_sought_page_by_page_and_a_page_may_be_empty(backend: Backend, handler: Handler) -> None:
    append(backend, {"user_id": "ben"}, *({"user_id": "ana"} for _ in range(25)))
    first = get(PATH, limit="1", user_id="ben").to(handler)
    assert ids(first) == []
    assert first.envelope["meta"]["pagination"]["next_cursor"] is not None


def test_a_cursor_of_another_filter_is_refused(backend: Backend, handler: Handler) -> None:
    append(backend, {}, {})
    cursor = get(PATH, limit="1").to(handler).envelope["meta"]["pagination"]["next_cursor"]
    assert get(PATH, limit="1", cursor=cursor, action="x").to(handler).code == "CURSOR_INVALID"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "2026-03-02T15:00:00"}, "query.from"),
        ({"from": "1999-01-01T00:00:00Z"}, "query.from"),
        ({"to": "2101-01-01T00:00:00Z"}, "query.to"),
        ({"from": "2026-03-02T15:00:00Z", "to": "2026-03-02T14:00:00Z"}, "query.to"),
        ({"entity_id": "a\x00b"}, "query.entity_id"),
        ({"entity_id": "x" * 201}, "query.entity_id"),
        ({"user_id": ""}, "query.user_id"),
        ({"order": "up"}, "query.order"),
    ],
)
def test_what_cannot_be_meant_is_422(handler: Handler, query: dict[str, str], field: str) -> None:
    reply = get(PATH, **query).to(handler)
    assert (reply.status, reply.details["fields"][0]["field"]) == (422, field)


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("project_manager", 403), ("accountant", 200)])
def test_the_trail_is_for_accountants(handler: Handler, role: str, status: int) -> None:
    assert replace(get(PATH), claims=claims(role)).to(handler).status == status
