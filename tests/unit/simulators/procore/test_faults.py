"""Faults on order: the vendor's refusals by name, and the kit's."""

import pytest

from tests.unit.simulators.procore.harness import COMPANY, START, Procore

NOW = int(START.timestamp())
ME = "/v1.0/me"


async def test_one_call_can_be_unauthorized(procore: Procore):
    await procore.fault("unauthorized")
    assert [(await procore.get(ME)).status_code for _ in range(2)] == [401, 200]


@pytest.mark.parametrize(("code", "limit", "seconds"), [("hour", 3600, 3600), ("spike", 1000, 10)])
async def test_a_throttle_tells_of_the_limit_that_was_ordered(procore: Procore, code: str, limit: int, seconds: int):
    await procore.fault("throttle", code=code)
    answer = await procore.get(ME)
    assert (answer.status_code, answer.text[:8]) == (429, "You have")
    assert answer.headers["x-rate-limit-limit"] == str(limit)
    assert answer.headers["x-rate-limit-remaining"] == "0"
    assert answer.headers["x-rate-limit-reset"] == str(NOW + seconds)
    assert answer.headers["retry-after"] == str(seconds)


async def test_a_throttle_can_come_without_retry_after(procore: Procore):
    await procore.settings(retry_after_on_429=False)
    await procore.fault("throttle")
    assert "retry-after" not in (await procore.get(ME)).headers


async def test_a_call_can_be_forbidden(procore: Procore):
    await procore.fault("forbidden", body="App is not connected to this company.")
    answer = await procore.get(ME)
    assert (answer.status_code, answer.json()) == (403, {"errors": ["App is not connected to this company."]})


async def test_load_shedding_names_a_wait(procore: Procore):
    await procore.fault("load_shedding")
    await procore.fault("load_shedding", headers={"Retry-After": "7"})
    answers = [await procore.get(ME) for _ in range(2)]
    assert [(answer.status_code, answer.headers["retry-after"]) for answer in answers] == [(503, "30"), (503, "7")]


async def test_an_answer_can_break_off(procore: Procore):
    await procore.fault("wrong_json")
    answer = await procore.get(ME)
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        answer.json()


async def test_a_write_can_be_done_and_its_answer_lost(procore: Procore):
    await procore.fault("commit_then_drop", path="/rest/v1.0/vendors/sync")
    body = {"company_id": COMPANY, "updates": [{"origin_id": "A", "name": "Acme"}]}
    assert (await procore.call("PATCH", "/v1.0/vendors/sync", body)).status_code == 504
    again = await procore.write("PATCH", "/v1.0/vendors/sync", body)
    assert len(await procore.rows("/v1.0/vendors", company_id=COMPANY)) == len(again["entities"]) == 1


async def test_a_fault_can_be_slow_and_for_some_paths_only(procore: Procore):
    await procore.fault("slow", path="/rest/v1.0/vendors", delay_seconds=9)
    await procore.get(ME)
    assert procore.slept == []
    await procore.get("/v1.0/vendors", company_id=COMPANY)
    assert procore.slept == [9]
