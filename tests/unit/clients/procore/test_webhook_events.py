"""Payloads v2.0, v3.0 and v4.0, and what is none of them."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.clients.procore.webhook_events import read_delivery
from fieldledger.domain.vendor_event import RelatedRecord, VendorEvent
from tests.builders.webhooks import PROCORE_ACCOUNT, PROJECT, a_procore_body


def read(*bodies: object, account_id: str = PROCORE_ACCOUNT) -> list[VendorEvent]:
    content = json.dumps(bodies[0] if len(bodies) == 1 else list(bodies)).encode()
    return list(read_delivery(content, account_id).unwrap().events)


@pytest.mark.parametrize("version", ["v2", "v2.0", "v3.0"])
def test_the_long_payloads_tell_who_changed_what_when_and_where(version: str) -> None:
    [event] = read(a_procore_body(version, metadata={"source_application_id": "app-1"}))

    assert (event.entity, event.entity_id, event.operation) == ("direct cost line items", "379913", "updated")
    assert (event.account_id, event.scope_id, event.author_id) == (PROCORE_ACCOUNT, PROJECT, "987654321")
    assert event.event_id == "01KJQ8XZ5T3V7M2N9R4C6W8YAB"
    assert event.application_id == "app-1"
    assert event.occurred_at == datetime(2026, 3, 2, 12, 59, 58, 246562, tzinfo=UTC)


def test_version_3_names_the_parent_of_a_line_item() -> None:
    [event] = read(a_procore_body("v3.0"))

    assert event.related == (RelatedRecord(entity="direct costs", entity_id="1234"),)


def test_the_short_payload_names_no_app() -> None:
    [event] = read(a_procore_body("v4.0", reason="Delete"))

    assert (event.entity, event.entity_id, event.operation) == ("direct cost line items", "379913", "deleted")
    assert (event.event_id, event.author_id, event.application_id) == ("01JMYXMZRBVKK0PC6XS8SA4QRE", "5447", None)


def test_a_reason_that_we_do_not_know_is_kept() -> None:
    assert read(a_procore_body("v4.0", reason="archive"))[0].operation == "archive"


def test_an_old_event_without_a_ulid_goes_by_its_number() -> None:
    assert read(a_procore_body("v2.0", ulid=None))[0].event_id == "123456789"


def test_an_event_of_the_company_itself_is_in_no_project() -> None:
    assert read(a_procore_body(project_id=None, resource_name="Company Vendors"))[0].scope_id is None


def test_a_bundle_is_read_event_by_event_and_one_that_is_unreadable_stops_no_other() -> None:
    content = json.dumps([a_procore_body("v2.0"), {"id": 1}, a_procore_body("v4.0")]).encode()
    delivery = read_delivery(content, PROCORE_ACCOUNT).unwrap()

    assert (len(delivery.events), delivery.unreadable, delivery.foreign) == (2, 1, 0)


def test_an_event_of_another_company_is_told_apart() -> None:
    delivery = read_delivery(json.dumps(a_procore_body(company_id=42)).encode(), PROCORE_ACCOUNT).unwrap()

    assert (delivery.events, delivery.foreign) == ((), 1)


@pytest.mark.parametrize(
    "change",
    [
        {"timestamp": "yesterday"},
        {"timestamp": "2026-03-02T12:59:58"},
        {"company_id": None},
        {"company_id": {"id": 1}},
        {"resource_name": ""},
        {"resource_id": None},
        {"resource_id": "x" * 101},
        {"resource_name": "\ud800"},
        {"event_type": None},
        {"related_resources": "none"},
    ],
)
def test_a_payload_with_a_field_that_is_wrong_is_counted_as_unreadable(change: dict[str, object]) -> None:
    delivery = read_delivery(json.dumps(a_procore_body(**change)).encode(), PROCORE_ACCOUNT).unwrap()

    assert (delivery.events, delivery.unreadable) == ((), 1)


@pytest.mark.parametrize("content", [b"", b"not json", b"\xff\xfe", b"[" * 100_000, b'{"id": 1'])
def test_what_is_not_json_is_malformed(content: bytes) -> None:
    assert read_delivery(content, PROCORE_ACCOUNT).error_code == "RECORD_MALFORMED"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(sorted(a_procore_body() | a_procore_body("v4.0"))), _JSON))
def test_whatever_stands_in_the_fields_nothing_raises_and_everything_is_counted(changes: dict[str, object]) -> None:
    delivery = read_delivery(json.dumps({**a_procore_body(), **changes}).encode(), PROCORE_ACCOUNT).unwrap()

    assert len(delivery.events) + delivery.unreadable + delivery.foreign == 1
    assert all(event.model_dump_json() for event in delivery.events)


@given(st.binary(max_size=300))
def test_whatever_bytes_arrive_nothing_raises(content: bytes) -> None:
    read_delivery(content, PROCORE_ACCOUNT)
