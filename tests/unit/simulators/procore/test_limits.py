"""The hourly limit, the spike limit, and the headers about the nearer one."""

from tests.unit.simulators.procore.harness import COMPANY, START, Procore, running_procore

NOW = int(START.timestamp())


async def statuses(procore: Procore, calls: int) -> list[int]:
    return [(await procore.get("/v1.0/me")).status_code for _ in range(calls)]


def rates(headers: object) -> tuple[int, int, int]:
    names = ("x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset")
    return tuple(int(headers[name]) for name in names)  # type: ignore[index, return-value]


async def test_the_headers_tell_of_the_spike_limit_while_the_hour_is_young():
    async with running_procore(spike_limit=25) as procore:
        assert rates((await procore.get("/v1.0/me")).headers) == (25, 24, NOW + 10)


async def test_the_headers_tell_of_the_hour_once_it_is_nearer():
    async with running_procore(spike_limit=25, hourly_limit=4) as procore:
        assert rates((await procore.get("/v1.0/me")).headers) == (4, 3, NOW + 3600)


async def test_remaining_can_go_up_again():
    async with running_procore(spike_limit=3) as procore:
        first = rates((await procore.get("/v1.0/me")).headers)
        await procore.get("/v1.0/me")
        procore.clock.advance(10)
        assert rates((await procore.get("/v1.0/me")).headers)[1] == first[1] == 2


async def test_errors_carry_the_headers_too_and_use_up_calls():
    async with running_procore(spike_limit=3) as procore:
        answer = await procore.get("/v1.0/cost_codes", project_id=1)
        assert (answer.status_code, rates(answer.headers)[1]) == (404, 2)


async def test_more_than_the_spike_limit_within_ten_seconds_is_refused():
    async with running_procore(spike_limit=25) as procore:
        assert await statuses(procore, 26) == [200] * 25 + [429]
        refused = await procore.get("/v1.0/me")
        assert refused.text.startswith("You have surpassed the max number of requests for an hour.")
        assert refused.headers["content-type"].startswith("text/plain")
        assert (rates(refused.headers), refused.headers["retry-after"]) == ((25, 0, NOW + 10), "10")
        procore.clock.advance(10)
        assert await statuses(procore, 1) == [200]


async def test_the_hour_ends_with_the_same_words_and_other_headers():
    async with running_procore(hourly_limit=2) as procore:
        assert await statuses(procore, 3) == [200, 200, 429]
        assert rates((await procore.get("/v1.0/me")).headers) == (2, 0, NOW + 3600)
        procore.clock.advance(3599)
        assert await statuses(procore, 1) == [429]
        procore.clock.advance(1)
        assert await statuses(procore, 1) == [200]


async def test_retry_after_can_be_left_out_of_a_429():
    async with running_procore(spike_limit=0, retry_after_on_429=False) as procore:
        assert "retry-after" not in (await procore.get("/v1.0/me")).headers


async def test_limits_are_for_a_token_owner_in_a_company():
    async with running_procore(spike_limit=2) as procore:
        assert await statuses(procore, 3) == [200, 200, 429]
        await procore.admin("POST", "/companies", {"company_id": 77})
        await procore.admin("POST", "/companies/77/install", {})
        other = procore.headers() | {"Procore-Company-Id": "77"}
        assert (await procore.http.get("/rest/v1.0/me", headers=other)).status_code == 200
        procore.token = (await procore.user_token())["access_token"]
        assert await statuses(procore, 1) == [200]


async def test_the_stats_tell_what_was_refused_and_how_full_the_windows_were():
    async with running_procore(spike_limit=3) as procore:
        await statuses(procore, 4)
        procore.clock.advance(10)
        await statuses(procore, 1)
        stats = await procore.stats()
        [caller] = stats["callers"]
        assert (caller["company_id"], caller["admitted"]) == (COMPANY, 4)
        assert caller["refused"] == {"hour": 0, "spike": 1}
        assert caller["peaks"] == {"hour": 4, "spike": 3}
        assert stats["calls"] == {"GET /rest/v1.0/me": 5}


async def test_calls_are_counted_by_template(procore: Procore):
    await procore.get(f"/v1.0/projects/{procore.project}/direct_costs")
    await procore.get("/v1.0/projects/1/direct_costs")
    assert (await procore.stats())["calls"] == {"GET /rest/v1.0/projects/{project_id}/direct_costs": 2}


async def test_limits_can_be_changed_while_running():
    async with running_procore(spike_limit=1) as procore:
        assert await statuses(procore, 2) == [200, 429]
        await procore.settings(spike_limit=2, spike_seconds=5)
        assert await statuses(procore, 2) == [200, 429]
        procore.clock.advance(5)
        assert await statuses(procore, 1) == [200]
