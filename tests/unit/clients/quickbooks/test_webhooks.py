"""QuickBooks webhooks: the published signature vector, both formats, and what cannot be read."""

import base64
import json
from datetime import UTC, datetime

import pytest

from fieldledger.clients.quickbooks.webhooks import Delivery, is_genuine, read_delivery
from fieldledger.domain.connection import VendorName
from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.result import ErrorCode

# Published with an integrator's library and recomputed (quickbooks.md 6.3, second vector).
BODY, TOKEN, SIGNATURE = b'{"stuff":"5"}', "verify_me", "nfPLN16u3vMvv08ghDs+dOkLuirEVDy5wAeG/lmM2OA="

CLOUD_EVENT = {
    "specversion": "1.0",
    "id": "88cd52aa-33b6-4351-9aa4-47572edbd068",
    "source": "intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=",
    "type": "qbo.account.created.v1",
    "datacontenttype": "application/json",
    "time": "2025-09-10T21:31:25.179851517Z",
    "intuitentityid": "1234",
    "intuitaccountid": "310687",
    "data": {},
}
LEGACY_ENTITY = {"name": "Customer", "id": "1", "operation": "Create", "lastUpdated": "2015-10-05T14:42:19-0700"}


def a_legacy_body(*entities: dict[str, str], realm: str = "1185883450") -> bytes:
    notification = {"realmId": realm, "dataChangeEvent": {"entities": list(entities)}}
    return json.dumps({"eventNotifications": [notification]}).encode()


def read(*notices: object) -> Delivery:
    return read_delivery(json.dumps(list(notices)).encode()).unwrap()


def test_the_published_signature_is_genuine() -> None:
    assert is_genuine(BODY, SIGNATURE, [TOKEN])


def test_a_signature_by_the_previous_token_is_genuine() -> None:
    assert is_genuine(BODY, SIGNATURE, ["its-successor", TOKEN])


@pytest.mark.parametrize(
    ("body", "signature", "token"),
    [
        (b'{"stuff":"6"}', SIGNATURE, TOKEN),
        (BODY + b" ", SIGNATURE, TOKEN),
        (BODY, SIGNATURE, "verify_you"),
        (BODY, SIGNATURE[:-2], TOKEN),
        (BODY, "", TOKEN),
        (BODY, "\u00e9", TOKEN),
        (BODY, "\ud800", TOKEN),
        (BODY, SIGNATURE.lower(), TOKEN),
        (BODY, SIGNATURE.rstrip("="), TOKEN),
        (BODY, SIGNATURE.translate(str.maketrans("+/", "-_")).replace("=", "%3D"), TOKEN),
        (BODY, base64.b64decode(SIGNATURE).hex(), TOKEN),
        (BODY, f"{SIGNATURE},{SIGNATURE}", TOKEN),
        (base64.b64encode(BODY), SIGNATURE, TOKEN),
    ],
)
def test_anything_else_is_not_genuine(body: bytes, signature: str, token: str) -> None:
    assert not is_genuine(body, signature, [token])


def test_a_cloud_event_is_read() -> None:
    expected = VendorEvent(
        vendor=VendorName.QUICKBOOKS,
        account_id="310687",
        entity="account",
        entity_id="1234",
        operation="created",
        event_id="88cd52aa-33b6-4351-9aa4-47572edbd068",
        occurred_at=datetime(2025, 9, 10, 21, 31, 25, 179851, tzinfo=UTC),
    )

    assert read(CLOUD_EVENT) == Delivery((expected,))


def test_the_optional_fields_of_a_cloud_event_may_be_missing() -> None:
    needed = ("id", "type", "time", "intuitentityid", "intuitaccountid")

    assert len(read({name: CLOUD_EVENT[name] for name in needed}).events) == 1


def test_a_legacy_notification_is_read_in_the_same_words() -> None:
    [event] = read_delivery(a_legacy_body(LEGACY_ENTITY)).unwrap().events

    assert (event.account_id, event.entity, event.entity_id, event.operation) == (
        "1185883450",
        "customer",
        "1",
        "created",
    )
    assert event.occurred_at == datetime(2015, 10, 5, 21, 42, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("operation", "expected"),
    [("Update", "updated"), ("Delete", "deleted"), ("Merge", "merged"), ("Void", "voided"), ("Emailed", "emailed")],
)
def test_legacy_operations_have_the_names_of_today(operation: str, expected: str) -> None:
    [event] = read_delivery(a_legacy_body({**LEGACY_ENTITY, "operation": operation})).unwrap().events

    assert event.operation == expected


def test_a_repeated_legacy_notice_has_the_same_event_id_and_a_later_one_another() -> None:
    later = {**LEGACY_ENTITY, "lastUpdated": "2015-10-05T14:42:20-0700"}
    bodies = [a_legacy_body(LEGACY_ENTITY), a_legacy_body(LEGACY_ENTITY), a_legacy_body(later)]
    first, repeated, other = [read_delivery(body).unwrap().events[0].event_id for body in bodies]

    assert first == repeated
    assert first != other


@pytest.mark.parametrize(
    "damage",
    [
        {"type": "qbo.account.created"},
        {"type": "other.account.created.v1"},
        {"id": ""},
        {"time": "yesterday"},
        {"time": "2025-09-10T21:31:25"},
        {"intuitaccountid": None},
        {"intuitentityid": ""},
    ],
)
def test_an_event_that_cannot_be_read_is_counted_beside_those_that_can(damage: dict[str, object]) -> None:
    delivery = read(CLOUD_EVENT, {**CLOUD_EVENT, **damage})

    assert (len(delivery.events), delivery.unreadable) == (1, 1)


@pytest.mark.parametrize("notice", [None, 4711, "text", [], {}])
def test_what_is_no_event_at_all_is_counted_too(notice: object) -> None:
    assert read(CLOUD_EVENT, notice).unreadable == 1


def test_an_unreadable_legacy_notification_is_counted() -> None:
    entities = (LEGACY_ENTITY, {**LEGACY_ENTITY, "lastUpdated": "yesterday"})
    notifications = [json.loads(a_legacy_body(*entities))["eventNotifications"][0], {"realmId": "1"}]
    delivery = read_delivery(json.dumps({"eventNotifications": notifications}).encode()).unwrap()

    assert (len(delivery.events), delivery.unreadable) == (1, 2)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"null", b'"text"', b"{}", b'{"eventNotifications": 1}'])
def test_a_body_in_neither_format_is_malformed(body: bytes) -> None:
    assert read_delivery(body).error_code == ErrorCode.RECORD_MALFORMED


def test_a_body_without_a_single_readable_event_is_malformed() -> None:
    assert read_delivery(b'[{"id": "1"}]').error_code == ErrorCode.RECORD_MALFORMED


def test_a_body_without_events_is_no_error() -> None:
    assert read_delivery(b"[]").unwrap() == Delivery(())


def test_events_are_grouped_by_realm_in_their_order() -> None:
    other = {**CLOUD_EVENT, "intuitaccountid": "42"}
    accounts = read(CLOUD_EVENT, other, {**CLOUD_EVENT, "intuitentityid": "5"}).by_account()

    assert {realm: [event.entity_id for event in events] for realm, events in accounts.items()} == {
        "310687": ["1234", "5"],
        "42": ["1234"],
    }


def test_an_event_id_may_be_made_of_several_parts() -> None:
    composite = {name: value for name, value in CLOUD_EVENT.items() if name not in {"data", "datacontenttype"}}
    [event] = read({**composite, "id": "88cd52aa-PurchaseOrder-45", "type": "qbo.purchaseorder.deleted.v1"}).events

    assert (event.event_id, event.entity, event.operation) == ("88cd52aa-PurchaseOrder-45", "purchaseorder", "deleted")


@pytest.mark.parametrize(
    ("time", "microsecond"),
    [
        ("2025-09-10T21:31:25.179851517Z", 179851),
        ("2025-09-10T21:31:25.179Z", 179000),
        ("2025-09-10T21:31:25.1Z", 100000),
        ("2025-09-10T21:31:25Z", 0),
        ("2025-09-10T14:31:25.999999999-07:00", 999999),
    ],
)
def test_times_may_have_up_to_nine_digits_of_a_second(time: str, microsecond: int) -> None:
    [event] = read({**CLOUD_EVENT, "time": time}).events

    assert event.occurred_at == datetime(2025, 9, 10, 21, 31, 25, microsecond, tzinfo=UTC)


@pytest.mark.parametrize("data", [{"deletedid": "77"}, {"deletedId": "77"}, {"deletedid": 77, "Id": "1234"}])
def test_a_merge_is_news_of_the_record_that_stays_and_of_the_one_that_is_gone(data: dict[str, object]) -> None:
    merge = {**CLOUD_EVENT, "type": "qbo.customer.merged.v1", "data": data}
    stays, gone = read(merge).events

    assert [(event.entity_id, event.operation) for event in (stays, gone)] == [("1234", "merged"), ("77", "deleted")]
    assert (gone.account_id, gone.entity, gone.occurred_at) == (stays.account_id, "customer", stays.occurred_at)
    assert read(merge).events[1].event_id == gone.event_id != stays.event_id


def test_a_legacy_merge_names_the_record_that_is_gone_too() -> None:
    entity = {**LEGACY_ENTITY, "operation": "Merge", "deletedId": "77"}
    events = read_delivery(a_legacy_body(entity)).unwrap().events

    assert [(event.entity_id, event.operation) for event in events] == [("1", "merged"), ("77", "deleted")]


@pytest.mark.parametrize("data", [None, {}, [], "text", {"deletedid": ""}, {"deletedid": {}}, {"Id": "1234"}])
def test_a_merge_that_does_not_say_who_is_gone_is_news_of_one_record(data: object) -> None:
    assert len(read({**CLOUD_EVENT, "type": "qbo.customer.merged.v1", "data": data}).events) == 1


def test_only_a_merge_does_away_with_another_record() -> None:
    assert len(read({**CLOUD_EVENT, "data": {"deletedid": "77"}}).events) == 1


@pytest.mark.parametrize("field", ["id", "intuitentityid", "intuitaccountid"])
def test_half_a_character_is_no_id(field: str) -> None:
    delivery = read(CLOUD_EVENT, {**CLOUD_EVENT, field: "\ud800"})

    assert (len(delivery.events), delivery.unreadable) == (1, 1)


def test_half_a_character_in_a_legacy_notice_is_counted_too() -> None:
    entities = (LEGACY_ENTITY, {**LEGACY_ENTITY, "id": "\ud800"})

    assert read_delivery(a_legacy_body(*entities)).unwrap().unreadable == 1


def test_a_legacy_body_may_hold_several_realms() -> None:
    bodies = [json.loads(a_legacy_body(LEGACY_ENTITY, realm=realm)) for realm in ("1", "2")]
    together = {"eventNotifications": [body["eventNotifications"][0] for body in bodies]}

    assert set(read_delivery(json.dumps(together).encode()).unwrap().by_account()) == {"1", "2"}
