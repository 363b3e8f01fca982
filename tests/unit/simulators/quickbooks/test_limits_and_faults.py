"""Throttles on the simulator's clock, ordered faults, counters."""

from xml.etree import ElementTree as ET

from tests.unit.simulators.quickbooks.bench import REALM, Bench, hours, item


async def order(bench: Bench, **fault: object) -> None:
    await bench.admin("faults", fault)


async def statuses(bench: Bench, calls: int) -> list[int]:
    return [(await bench.get("preferences")).status_code for _ in range(calls)]


async def stats(bench: Bench) -> dict[str, object]:
    found: dict[str, object] = (await bench.http.get("/_admin/stats")).json()["realms"][REALM]
    return found


async def test_the_eleventh_call_in_a_second_is_refused_and_a_second_later_passes(bench: Bench) -> None:
    assert await statuses(bench, 11) == [200] * 10 + [429]
    bench.clock.advance(0.999)
    assert await statuses(bench, 1) == [429]
    bench.clock.advance(0.001)
    assert await statuses(bench, 1) == [200]


async def test_the_minute_is_exact_across_seconds(bench: Bench) -> None:
    await bench.limits(requests_per_minute=3, requests_per_second=100)
    assert await statuses(bench, 4) == [200, 200, 200, 429]
    bench.clock.advance(59.9)
    assert await statuses(bench, 1) == [429]
    bench.clock.advance(0.1)
    assert await statuses(bench, 1) == [200]


async def test_batches_have_their_own_limit(bench: Bench) -> None:
    await bench.limits(batches_per_minute=1)
    await bench.batch(item("0"))
    refused = await bench.post("batch", {"BatchItemRequest": [item("1")]})
    assert (refused.status_code, (await bench.get("preferences")).status_code) == (429, 200)
    assert len(await bench.stored("TimeActivity")) == 1


async def test_apps_share_the_companys_minute_but_not_the_second(bench: Bench) -> None:
    await bench.limits(requests_per_second=2, requests_per_minute=3)
    await bench.admin("apps", {"client_id": "app-2", "client_secret": "x"})
    assert await statuses(bench, 3) == [200, 200, 429]
    bench.tokens = await bench.admin("tokens", {"client_id": "app-2", "realm_id": REALM})
    assert await statuses(bench, 2) == [200, 429]


async def test_a_throttled_call_gets_xml_by_default(bench: Bench) -> None:
    await bench.limits(requests_per_second=0)
    answer = await bench.get("preferences")
    error = ET.fromstring(answer.content).find(".//{*}Error")  # noqa: S314 - our own answer
    assert error is not None
    assert (error.get("code"), answer.headers["content-type"]) == ("3001", "application/xml")
    assert "retry-after" not in answer.headers


async def test_a_throttled_call_can_get_json_and_a_retry_after(bench: Bench) -> None:
    await bench.admin("settings", {"throttle_format": "json", "throttle_retry_after": 60})
    await bench.limits(requests_per_second=0)
    answer = await bench.get("preferences")
    assert (answer.json()["Fault"]["type"], answer.headers["retry-after"]) == ("SERVICE", "60")


async def test_counters_show_what_was_asked_refused_and_made(bench: Bench) -> None:
    await bench.limits(batches_per_minute=1)
    await bench.batch(item("0"), item("1"), item("2", Hours=1), requestid="q")
    await bench.post("batch", {"BatchItemRequest": [item("3")]})
    await bench.post("timeactivity", hours(NameOf=None))
    shown = await stats(bench)
    assert (shown["requests"], shown["batches"], shown["batch_items"]) == (3, 2, 3)
    assert shown["refused"] == {"batches_per_minute": 1}
    assert shown["creates"] == {"TimeActivity": 3}
    assert shown["distinct_creates"] == {"TimeActivity": 2}
    assert shown["faults"] == {"6300": 1}


async def test_replays_are_counted_and_create_nothing(bench: Bench) -> None:
    for _ in range(2):
        await bench.post("timeactivity", hours(), requestid="r")
    shown = await stats(bench)
    assert (shown["replays"], shown["creates"]) == (1, {"TimeActivity": 1})


async def test_work_lost_after_commit_is_answered_on_replay(bench: Bench) -> None:
    await order(bench, kind="commit_then_drop", path="/v3/company/.*/batch", delay_seconds=3)
    lost = await bench.post("batch", {"BatchItemRequest": [item("0")]}, requestid="q")
    again = await bench.batch(item("0"), requestid="q")
    assert (lost.status_code, bench.slept) == (504, [3])
    assert "TimeActivity" in again["0"]
    assert len(await bench.stored("TimeActivity")) == 1


async def test_a_call_dropped_before_does_nothing(bench: Bench) -> None:
    await order(bench, kind="drop_before", method="POST")
    assert (await bench.post("timeactivity", hours())).status_code == 503
    assert await bench.stored("TimeActivity") == []


async def test_an_ordered_401_is_given_once(bench: Bench) -> None:
    await order(bench, kind="unauthorized")
    answer = await bench.get("preferences")
    assert (answer.status_code, answer.json()["fault"]["type"]) == (401, "AUTHENTICATION")
    assert await statuses(bench, 1) == [200]


async def test_an_ordered_throttle_is_the_vendors_429(bench: Bench) -> None:
    await order(bench, kind="throttle", after=1)
    assert await statuses(bench, 3) == [200, 429, 200]


async def test_one_item_of_a_batch_can_be_made_to_fail(bench: Bench) -> None:
    await order(bench, kind="item_fault", item=1, code="5010")
    await order(bench, kind="item_fault", item=2, code="10000")
    answers = await bench.batch(*(item(str(n)) for n in range(4)))
    found = {key: answer["Fault"]["Error"][0]["code"] for key, answer in answers.items() if "Fault" in answer}
    assert found == {"1": "5010", "2": "10000"}
    assert len(await bench.stored("TimeActivity")) == 2


async def test_an_item_fault_for_two_batches_hits_both(bench: Bench) -> None:
    await order(bench, kind="item_fault", item=0, code="610", count=2)
    hit = ["Fault" in (await bench.batch(item("0")))["0"] for _ in range(3)]
    assert hit == [True, True, False]


async def test_a_bad_setting_changes_nothing(bench: Bench) -> None:
    answer = await bench.http.post("/_admin/settings", json={"rotation": "z", "throttle_format": "json"})
    assert answer.status_code == 422
    assert (await bench.http.get("/_admin/settings")).json()["throttle_format"] == "xml"


async def test_reset_forgets_companies_apps_and_counters(bench: Bench) -> None:
    await bench.get("preferences")
    await bench.http.post("/_admin/reset")
    assert (await bench.http.get("/_admin/realms")).json() == []
    assert (await bench.http.get("/_admin/stats")).json() == {"requests": 0, "realms": {}}
    assert (await bench.get("preferences")).status_code == 401
