"""Rate, burst and the day's quota."""

from tests.unit.simulators.raken.harness import COMPANY, Raken, running_raken


async def statuses(raken: Raken, calls: int) -> list[int]:
    return [(await raken.get("/userinfo")).status_code for _ in range(calls)]


async def test_a_burst_of_twenty_passes_and_the_next_call_does_not(raken: Raken):
    assert await statuses(raken, 21) == [200] * 20 + [429]
    refused = await raken.get("/userinfo")
    assert refused.json() == {"message": "Too Many Requests"}
    assert "retry-after" not in refused.headers


async def test_after_a_burst_ten_calls_a_second_pass(raken: Raken):
    await statuses(raken, 20)
    raken.clock.advance(1)
    assert await statuses(raken, 11) == [200] * 10 + [429]


async def test_a_tenth_of_a_second_buys_exactly_one_call(raken: Raken):
    await statuses(raken, 20)
    raken.clock.advance(0.3)
    assert await statuses(raken, 4) == [200, 200, 200, 429]


async def test_the_day_s_quota_ends_with_the_other_429():
    async with running_raken(requests_per_day=2) as raken:
        await statuses(raken, 2)
        refused = await raken.get("/userinfo")
        assert (refused.status_code, refused.json()) == (429, {"message": "Limit Exceeded"})


async def test_the_quota_returns_at_midnight_utc():
    async with running_raken(requests_per_day=1, access_token_seconds=200_000) as raken:
        await statuses(raken, 1)
        raken.clock.advance(12 * 3600 - 1)
        assert await statuses(raken, 1) == [429]
        raken.clock.advance(1)
        assert await statuses(raken, 1) == [200]


async def test_refused_calls_do_not_count_against_the_quota(raken: Raken):
    await statuses(raken, 25)
    stats = (await raken.admin("GET", "/stats"))["companies"][COMPANY]
    assert stats["used_today"] == 20
    assert stats["calls"] == {"admitted": 20, "not_modified": 0, "too_fast": 5, "quota_used": 0}


async def test_companies_do_not_share_their_limits(raken: Raken):
    other = await raken.connect("c-other")
    await statuses(raken, 21)
    assert (await raken.get("/userinfo", token=other["access_token"])).status_code == 200


async def test_calls_of_other_integrations_can_be_simulated(raken: Raken):
    await raken.admin("POST", f"/companies/{COMPANY}/quota", {"used_today": 10_000})
    assert (await raken.get("/userinfo")).json() == {"message": "Limit Exceeded"}


async def test_limits_and_retry_after_can_be_set_while_running(raken: Raken):
    await raken.admin("POST", "/settings", {"burst": 1, "retry_after_seconds": 7})
    await statuses(raken, 1)
    refused = await raken.get("/userinfo")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "7")


async def test_impatient_calls_do_not_lose_what_was_refilled_in_between(raken: Raken):
    await statuses(raken, 20)
    answers = []
    for _ in range(10):
        raken.clock.advance(0.01)
        answers += await statuses(raken, 1)
    assert answers == [429] * 9 + [200]
