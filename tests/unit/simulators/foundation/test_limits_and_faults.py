"""Five hundred a minute for one subscription, and trouble on demand."""

import json

import pytest

from tests.unit.simulators.foundation.harness import Foundation, a_card, running_foundation


async def test_the_call_above_the_limit_is_told_when_to_come_back(foundation: Foundation) -> None:
    await foundation.settle(requests_per_minute=2)
    await foundation.get("/jobs")
    foundation.clock.advance(20)
    await foundation.get("/jobs")
    refused = await foundation.get("/jobs")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "40")
    assert refused.json()["message"] == "Rate limit is exceeded. Try again in 40 seconds."
    foundation.clock.advance(39)
    assert (await foundation.get("/jobs")).status_code == 429
    foundation.clock.advance(1)
    assert (await foundation.get("/jobs")).status_code == 200


async def test_both_keys_share_the_limit(foundation: Foundation) -> None:
    await foundation.settle(requests_per_minute=1, retry_after_header=False)
    await foundation.get("/jobs")
    foundation.key = "sandbox-secondary-key"
    refused = await foundation.get("/jobs")
    assert refused.status_code == 429
    assert "Retry-After" not in refused.headers


async def test_the_standard_tier_is_five_hundred_a_minute() -> None:
    async with running_foundation() as foundation:
        assert (await foundation.admin("GET", "/settings"))["requests_per_minute"] == 500


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        ({"kind": "unauthorized"}, 401, "token"),
        ({"kind": "unauthorized", "code": "key"}, 401, "subscription key"),
        ({"kind": "throttle"}, 429, "Try again in 30 seconds"),
        ({"kind": "forbidden"}, 403, "product"),
        ({"kind": "forbidden", "code": "quota"}, 403, "quota"),
    ],
)
async def test_named_faults_answer_as_the_gateway(
    foundation: Foundation, fault: dict[str, str], status: int, words: str
) -> None:
    await foundation.admin("POST", "/faults", fault)
    refused = await foundation.get("/jobs")
    assert refused.status_code == status
    assert words in refused.json()["message"]
    assert (await foundation.get("/jobs")).status_code == 200


async def test_a_broken_body_is_a_success_that_is_no_json(foundation: Foundation) -> None:
    await foundation.admin("POST", "/faults", {"kind": "wrong_json"})
    broken = await foundation.get("/jobs")
    assert broken.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        broken.json()


async def test_an_answer_may_be_lost_after_the_record_was_made(foundation: Foundation) -> None:
    await foundation.admin("POST", "/faults", {"kind": "commit_then_drop", "method": "POST"})
    assert (await foundation.post("/timecards", a_card())).status_code == 504
    assert len(await foundation.rows("/timecards")) == 1


async def test_stats_count_what_happened(foundation: Foundation) -> None:
    await foundation.get("/jobs")
    foundation.key = "wrong"
    await foundation.get("/jobs")
    stats = await foundation.admin("GET", "/stats")
    assert (stats["calls"]["admitted"], stats["calls"]["refused_key"], stats["calls"]["tokens"]) == (1, 1, 1)
    assert stats["peak_per_minute"] == {"sandbox": 1}
    assert stats["records"]["1"]["jobs"] == 1


async def test_reset_forgets_everything(foundation: Foundation) -> None:
    await foundation.settle(enveloped=True)
    await foundation.admin("POST", "/reset")
    assert await foundation.admin("GET", "/companies") == []
    assert (await foundation.admin("GET", "/settings"))["enveloped"] is False
    assert (await foundation.get("/jobs")).status_code == 401
