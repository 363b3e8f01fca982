"""What is delivered, in which form, and what happens when nobody takes it."""

import asyncio
from typing import Any

import pytest

from simulators.procore.background import BackgroundSender
from tests.unit.simulators.procore.harness import COMPANY, Procore

SECRET = "Bearer a-long-random-secret"
URL = "https://app.example/hooks/procore"
NAMES = [
    ("Company Vendors", "create"),
    ("Company Vendors", "update"),
    ("Company Vendors", "delete"),
    ("Work Order Contracts", "create"),
    ("Work Order Contract Line Items", "create"),
]


async def hook(procore: Procore, *, version: str = "v2.0", project: int | None = None) -> str:
    """A hook with triggers for vendors, subcontracts and their lines; returns its path."""
    place = f"/projects/{project}" if project else ""
    base = f"/v2.0/companies/{COMPANY}{place}/webhooks/hooks"
    body = {
        "payload_version": version,
        "namespace": "fieldledger",
        "destination_url": URL,
        "destination_headers": {"Authorization": SECRET},
    }
    made = (await procore.write("POST", base, body))["data"]["id"]
    triggers = [{"resource_name": name, "event_type": event} for name, event in NAMES]
    await procore.write("POST", f"{base}/{made}/triggers/bulk", triggers)
    return f"{base}/{made}"


async def flush(procore: Procore) -> int:
    return int((await procore.admin("POST", "/webhooks/flush"))["delivered"])


async def statuses(procore: Procore) -> list[str]:
    return [row["status"] for row in await procore.admin("GET", "/webhooks/deliveries")]


async def test_a_change_is_told_with_the_secret_of_the_hook(procore: Procore):
    await hook(procore)
    vendor = await procore.vendor()
    assert await flush(procore) == 1
    [request] = procore.inbox.received
    assert (str(request.url), request.headers["authorization"]) == (URL, SECRET)
    [body] = procore.inbox.bodies()
    assert len(body.pop("ulid")) == 26
    assert body.pop("id") > 2**32
    assert body == {
        "timestamp": "2026-11-23T15:00:00.000000Z",
        "metadata": {
            "source_user_id": 7001,
            "source_project_id": None,
            "source_operation_id": None,
            "source_company_id": COMPANY,
            "source_application_id": None,
        },
        "user_id": 7001,
        "company_id": COMPANY,
        "project_id": None,
        "api_version": "v2.0",
        "event_type": "create",
        "resource_name": "Company Vendors",
        "resource_id": vendor,
    }


async def test_create_update_and_delete_are_told_in_order(procore: Procore):
    await hook(procore)
    vendor = await procore.vendor()
    await procore.edit("vendors", vendor, city="Tulsa")
    await procore.admin("DELETE", f"/companies/{COMPANY}/records/vendors/{vendor}")
    await flush(procore)
    assert [body["event_type"] for body in procore.inbox.bodies()] == ["create", "update", "delete"]
    assert len({body["ulid"] for body in procore.inbox.bodies()}) == 3


async def test_what_the_app_itself_writes_is_told_with_its_user_and_on_request_its_name(procore: Procore):
    await hook(procore)
    body = {"company_id": COMPANY, "vendor": {"name": "Acme"}}
    await procore.call("POST", "/v1.0/vendors", body)
    await procore.settings(webhook={"name_source_application": True})
    await procore.call("POST", "/v1.0/vendors", body)
    await flush(procore)
    me = (await procore.get("/v1.0/me")).json()["id"]
    assert [event["user_id"] for event in procore.inbox.bodies()] == [me, me]
    named = [event["metadata"]["source_application_id"] for event in procore.inbox.bodies()]
    assert named == [None, "procore-local-client"]


async def test_version_3_names_the_parent_of_a_line(procore: Procore):
    await hook(procore, version="v3.0")
    contract = await procore.contract()
    await flush(procore)
    parent, line = procore.inbox.bodies()
    assert (parent["api_version"], parent["related_resources"]) == ("v3.0", [])
    assert line["related_resources"] == [{"id": contract, "name": "Work Order Contracts"}]
    assert line["project_id"] == procore.project


async def test_version_4_is_short_and_its_ids_are_texts(procore: Procore):
    await hook(procore, version="v4.0")
    contract = await procore.contract()
    await flush(procore)
    body = procore.inbox.bodies()[0]
    assert len(body.pop("id")) == 26
    assert body == {
        "timestamp": "2026-11-23T15:00:00.000000Z",
        "reason": "create",
        "company_id": str(COMPANY),
        "project_id": str(procore.project),
        "user_id": "7001",
        "resource_type": "Work Order Contracts",
        "resource_id": str(contract),
    }


async def test_without_a_trigger_nothing_is_told(procore: Procore):
    await hook(procore)
    await procore.make("users", last_name="Delgado")
    await procore.make("billing_periods", project=procore.project, start_date="2026-11-01", end_date="2026-11-30")
    assert await flush(procore) == 0


@pytest.mark.parametrize(("carry", "told"), [(True, 2), (False, 0)])
async def test_whether_a_company_s_hook_hears_of_projects_is_a_setting(procore: Procore, carry: bool, told: int):
    await procore.settings(webhook={"company_hooks_carry_project_events": carry})
    await hook(procore)
    await procore.contract()
    assert await flush(procore) == told


async def test_a_project_s_hook_hears_of_its_project_only(procore: Procore):
    other = await procore.make("projects", name="Depot")
    await hook(procore, project=procore.project)
    await procore.contract()
    await procore.make("work_order_contracts", project=other, title="Elsewhere")
    await procore.vendor()
    assert await flush(procore) == 2


async def test_a_failure_holds_back_everything_after_it_and_is_tried_again_with_doubling_pauses(procore: Procore):
    await hook(procore)
    procore.inbox.status = 500
    for name in ("A", "B"):
        await procore.vendor(name)
    tries = []
    for pause in (0, 0.9, 0.1, 1.9, 0.1, 3.9, 0.1):
        procore.clock.advance(pause)
        await flush(procore)
        tries.append(len(procore.inbox.received))
    assert tries == [1, 1, 2, 2, 3, 3, 4]
    assert len({body["ulid"] for body in procore.inbox.bodies()}) == 1
    assert await statuses(procore) == ["retrying", "enqueued"]
    procore.inbox.status = 200
    procore.clock.advance(8)
    assert await flush(procore) == 2
    assert await statuses(procore) == ["succeeded", "succeeded"]


async def test_the_pause_is_never_longer_than_an_hour(procore: Procore):
    await hook(procore)
    procore.inbox.status = 503
    await procore.vendor()
    for _ in range(14):
        await flush(procore)
        procore.clock.advance(3600)
    assert len(procore.inbox.received) >= 12


async def test_success_begins_with_a_short_pause_again(procore: Procore):
    await hook(procore)
    procore.inbox.script = [500, 500, 200, 500, 200]
    await procore.vendor()
    for pause in (0, 1, 2):
        procore.clock.advance(pause)
        await flush(procore)
    await procore.vendor("B")
    await flush(procore)
    procore.clock.advance(1)
    assert await flush(procore) == 1


@pytest.mark.parametrize("answer", [None, 302, 404])
async def test_whatever_is_no_success_in_time_is_a_failure(procore: Procore, answer: int | None):
    await hook(procore)
    procore.inbox.script = [answer]
    await procore.vendor()
    assert await flush(procore) == 0
    [delivery] = await procore.admin("GET", "/webhooks/deliveries")
    assert delivery["attempts"][0]["status"] == answer
    assert procore.inbox.received[0].extensions["timeout"]["read"] == 5


async def test_after_half_a_day_of_failures_everything_that_waits_is_discarded(procore: Procore):
    await hook(procore)
    procore.inbox.status = 500
    await procore.vendor("A")
    await flush(procore)
    procore.clock.advance(12 * 3600 - 1)
    await procore.vendor("B")
    await flush(procore)
    assert "discarded" not in await statuses(procore)
    procore.clock.advance(1)
    await flush(procore)
    assert await statuses(procore) == ["discarded", "discarded"]
    procore.inbox.status = 200
    await procore.vendor("C")
    assert await flush(procore) == 1


async def test_pauses_can_be_compressed(procore: Procore):
    await procore.settings(webhook={"backoff_scale": 0.01})
    await hook(procore)
    procore.inbox.script = [500]
    await procore.vendor()
    await flush(procore)
    procore.clock.advance(0.01)
    assert await flush(procore) == 1


async def test_events_come_twice_or_out_of_order_on_order(procore: Procore):
    await hook(procore)
    await procore.settings(webhook={"deliver_twice": True, "reorder": True})
    made = [await procore.vendor(name) for name in "ABC"]
    await flush(procore)
    told = [body["resource_id"] for body in procore.inbox.bodies()]
    assert sorted(set(told)) == made
    assert [told.count(vendor) for vendor in made] == [2, 2, 2]
    assert told[::2] != made


async def test_hooks_do_not_hold_each_other_back(procore: Procore):
    await hook(procore)
    await hook(procore, version="v4.0")
    procore.inbox.script = [500]
    await procore.vendor()
    assert await flush(procore) == 1


async def test_a_disabled_hook_hears_nothing_until_it_is_active_again(procore: Procore):
    path = await hook(procore)
    await procore.admin("POST", f"/webhooks/hooks/{path.rsplit('/', 1)[-1]}", {"status": "disabled"})
    assert (await procore.get(path)).json()["data"]["status"] == "disabled"
    await procore.vendor("A")
    await procore.write("PATCH", path, {"status": "active"})
    await procore.vendor("B")
    assert await flush(procore) == 1


async def test_what_waits_for_a_deleted_hook_is_dropped(procore: Procore):
    path = await hook(procore)
    await procore.vendor()
    assert (await procore.call("DELETE", path)).status_code == 204
    assert await flush(procore) == 0
    assert (await procore.get(path)).status_code == 404


async def test_the_background_task_looks_again_and_again_and_stops_when_told():
    looks, twice = [], asyncio.Event()

    async def deliver() -> int:
        looks.append(1)
        if len(looks) == 2:
            twice.set()
        return 0

    async def no_pause(seconds: float) -> None:
        await asyncio.sleep(0)

    sender = BackgroundSender(deliver, no_pause)
    sender.start()
    await asyncio.wait_for(twice.wait(), timeout=5)
    await sender.stop()
    seen = len(looks)
    await asyncio.sleep(0)
    assert len(looks) == seen


async def deliveries_v2(procore: Procore, path: str, **query: str) -> list[Any]:
    renamed = {f"filter[{name}]": value for name, value in query.items()}
    answer = await procore.http.get(f"/rest{path}/deliveries", params=renamed, headers=procore.headers())
    found: list[Any] = answer.raise_for_status().json()["data"]
    return found


async def test_deliveries_are_told_by_status_with_all_attempts(procore: Procore):
    path = await hook(procore)
    procore.inbox.script = [500, 200]
    vendor = await procore.vendor()
    await flush(procore)
    [retrying] = await deliveries_v2(procore, path, status="retrying")
    assert (retrying["payload"]["resource_id"], len(retrying["delivery_attempts"])) == (str(vendor), 1)
    procore.clock.advance(1)
    await flush(procore)
    assert await deliveries_v2(procore, path, status="retrying") == []
    [done] = await deliveries_v2(procore, path, status="succeeded")
    assert [attempt["response_status"] for attempt in done["delivery_attempts"]] == [500, 200]
    assert len(await deliveries_v2(procore, path, resource_name="Company Vendors", event_type="create")) == 1
    assert await deliveries_v2(procore, path, event_type="delete") == []
    assert await deliveries_v2(procore, path, start="2026-11-23T15:00:01Z") == []
    assert len(await deliveries_v2(procore, path, end="2026-11-23T15:00:00Z")) == 1
