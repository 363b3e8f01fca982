"""The legacy format, and the switches for what receivers must bear: order, doubles, blocking, several companies."""

import pytest

from tests.unit.simulators.quickbooks.bench import REALM, Bench, Json, hours, item
from tests.unit.simulators.quickbooks.test_webhooks import TARGET, flush


@pytest.fixture
async def listening(books: Bench) -> Bench:
    await books.admin("webhooks", TARGET)
    return books


async def webhooks(bench: Bench, **settings: object) -> None:
    await bench.admin("settings", {"webhook": settings})


async def test_the_legacy_format_groups_entities_by_company(listening: Bench) -> None:
    await webhooks(listening, format="legacy")
    await listening.admin("realms", {"realm_id": "77"})
    await listening.seed("Class", {"Name": "Field"})
    await listening.http.post("/_admin/realms/77/entities/Term", json=[{"Name": "Net 45"}])
    await flush(listening)
    [body] = listening.inbox.bodies()
    entity = {
        "name": "Class",
        "id": "5000000000000007280",
        "operation": "Create",
        "lastUpdated": "2026-11-23T20:00:00.000Z",
    }
    own, other = body["eventNotifications"]
    assert own == {"realmId": REALM, "dataChangeEvent": {"entities": [entity]}}
    assert (other["realmId"], other["dataChangeEvent"]["entities"][0]["name"]) == ("77", "Term")


async def test_the_legacy_format_has_its_own_words_for_operations(listening: Bench) -> None:
    await webhooks(listening, format="legacy")
    await listening.seed("Customer", {"DisplayName": "Twin"})
    await listening.post("timeactivity", hours())
    await listening.post("timeactivity", hours(Id="1", SyncToken="0"))
    await listening.post("timeactivity", {"Id": "1", "SyncToken": "1"}, operation="delete")
    await listening.admin(f"realms/{REALM}/entities/Customer/4/merge/2", None)
    await flush(listening)
    entities = listening.inbox.bodies()[0]["eventNotifications"][0]["dataChangeEvent"]["entities"]
    assert [entity["operation"] for entity in entities] == ["Create", "Create", "Update", "Delete", "Merge"]
    assert entities[-1]["deletedId"] == "4"


async def test_companies_can_be_kept_apart(listening: Bench) -> None:
    await webhooks(listening, several_companies=False)
    await listening.admin("realms", {"realm_id": "77"})
    await listening.seed("Class", {"Name": "Field"})
    await listening.http.post("/_admin/realms/77/entities/Class", json=[{"Name": "Field"}])
    assert await flush(listening) == 2


async def refuse_the_first(bench: Bench) -> None:
    bench.inbox.status = 500
    await bench.post("timeactivity", hours())
    await flush(bench)
    bench.inbox.status = 200
    await bench.post("timeactivity", hours())


async def test_an_unacknowledged_delivery_withholds_all_later_ones(listening: Bench) -> None:
    await refuse_the_first(listening)
    assert await flush(listening) == 0
    listening.clock.advance(10)
    assert await flush(listening) == 2
    assert [event["intuitentityid"] for event in listening.inbox.events()] == ["1", "1", "2"]


async def test_a_refused_delivery_stops_those_that_left_with_it(listening: Bench) -> None:
    await webhooks(listening, events_per_delivery=1)
    listening.inbox.status = 500
    await listening.batch(item("0"), item("1"))
    await flush(listening)
    assert len(listening.inbox.received) == 1


async def test_without_blocking_later_events_overtake(listening: Bench) -> None:
    await webhooks(listening, head_of_line=False)
    await refuse_the_first(listening)
    assert await flush(listening) == 1
    assert [event["intuitentityid"] for event in listening.inbox.events()] == ["1", "2"]


async def test_the_schedule_grows_to_six_hours_and_goes_on(listening: Bench) -> None:
    listening.inbox.status = 503
    await listening.post("timeactivity", hours())
    for pause in (0, 10, 20, 30, 300, 1200, 7200, 14400, 21600, 21600):
        listening.clock.advance(pause - 1)
        await flush(listening)
        before = len(listening.inbox.received)
        listening.clock.advance(1)
        await flush(listening)
        assert len(listening.inbox.received) == max(before, 1) + (pause > 0)


async def test_events_and_deliveries_can_come_out_of_order(listening: Bench) -> None:
    await webhooks(listening, shuffled=True, events_per_delivery=5)
    await listening.batch(*(item(str(n)) for n in range(10)))
    await flush(listening)
    told = [event["intuitentityid"] for event in listening.inbox.events()]
    assert sorted(told, key=int) == [str(n) for n in range(1, 11)]
    assert told != sorted(told, key=int)


async def test_events_can_be_as_bare_as_in_a_capture(listening: Bench) -> None:
    await webhooks(listening, bare=True, content_type="application/cloudevents+json")
    await listening.post("timeactivity", hours())
    await flush(listening)
    [event] = listening.inbox.events()
    assert event["id"].endswith("-TimeActivity-1")
    assert not {"data", "datacontenttype"} & set(event)
    assert listening.inbox.received[0].headers["content-type"] == "application/cloudevents+json"


async def test_only_connected_companies_tell_where_set(listening: Bench) -> None:
    await webhooks(listening, only_connected=True)
    await listening.admin("realms", {"realm_id": "77"})
    await listening.http.post("/_admin/realms/77/entities/Class", json=[{"Name": "Field"}])
    await listening.seed("Class", {"Name": "Field"})
    revoke: Json = {"token": listening.tokens["refresh_token"]}
    await flush(listening)
    await listening.http.post("/v2/oauth2/tokens/revoke", json=revoke, auth=("app-1", "s3cret"))
    await listening.seed("Class", {"Name": "Office"})
    await flush(listening)
    assert [event["intuitaccountid"] for event in listening.inbox.events()] == [REALM]


async def test_a_changed_preference_is_told(listening: Bench) -> None:
    await listening.admin("realms", {"realm_id": REALM, "book_close_date": "2026-10-31"})
    await flush(listening)
    assert [event["type"] for event in listening.inbox.events()] == ["qbo.preferences.updated.v1"]
