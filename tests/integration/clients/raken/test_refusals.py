"""The client before a Raken that refuses, breaks off or forgets."""

from datetime import timedelta

import pytest

from fieldledger.clients.raken.master_data import RakenMasterData
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.integration.clients.raken.jobsite import ACCOUNT, Jobsite


async def test_an_expired_token_is_renewed_and_the_call_repeated(jobsite: Jobsite) -> None:
    await jobsite.fault("expired_token", "/api/projects")
    (await jobsite.client.projects(COMPANY, 0)).unwrap()
    stats = await jobsite.admin("GET", "stats")
    assert (stats["unauthorized"], stats["token_refreshes"], stats["token_refusals"]) == (1, 1, 0)


async def test_a_company_that_was_disconnected_needs_a_person(jobsite: Jobsite) -> None:
    await jobsite.admin("DELETE", f"companies/{ACCOUNT}/tokens")
    failed = await jobsite.client.projects(COMPANY, 0)
    assert failed.error_code == ErrorCode.RECONNECT_REQUIRED


async def test_a_throttle_is_waited_for_as_long_as_raken_says(jobsite: Jobsite) -> None:
    await jobsite.settings(retry_after_seconds=20)
    await jobsite.fault("throttle")
    throttled = await jobsite.client.projects(COMPANY, 0)
    assert (throttled.error_code, throttled.retry_at) == (
        ErrorCode.VENDOR_THROTTLED,
        jobsite.clock.now() + timedelta(seconds=20),
    )
    assert (await jobsite.client.members(COMPANY, 0)).error_code == ErrorCode.BUDGET_EXHAUSTED
    jobsite.clock.advance(20)
    (await jobsite.client.members(COMPANY, 0)).unwrap()


async def test_a_quota_that_others_used_up_closes_the_day_after_one_refused_call(jobsite: Jobsite) -> None:
    await jobsite.admin("POST", f"companies/{ACCOUNT}/quota", {"used_today": 10_000})
    assert (await jobsite.client.projects(COMPANY, 0)).error_code == ErrorCode.VENDOR_QUOTA_EXHAUSTED
    for _ in range(5):
        jobsite.clock.advance(hours=2)
        assert (await jobsite.client.projects(COMPANY, 0)).error_code == ErrorCode.BUDGET_EXHAUSTED
    assert (await jobsite.counted())["quota_used"] == 1
    jobsite.clock.advance(hours=1)
    (await jobsite.client.projects(COMPANY, 0)).unwrap()


async def test_many_calls_stay_within_raken_s_rate_and_burst(jobsite: Jobsite) -> None:
    for _ in range(60):
        (await jobsite.client.user(COMPANY)).unwrap()
    counted = await jobsite.counted()
    assert (counted["admitted"], counted["too_fast"]) == (60, 0)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"kind": "wrong_json"}, ErrorCode.VENDOR_ANSWER_UNREADABLE),
        ({"kind": "status", "status": 200, "body": "[]"}, ErrorCode.VENDOR_ANSWER_UNREADABLE),
        ({"kind": "status", "status": 403, "body": '{"message":"Forbidden"}'}, ErrorCode.VENDOR_FORBIDDEN),
        ({"kind": "status", "status": 404}, ErrorCode.VENDOR_NOT_FOUND),
        ({"kind": "status", "status": 400, "body": '{"message":"no"}'}, ErrorCode.VENDOR_REJECTED),
        ({"kind": "drop_before", "count": 3}, ErrorCode.VENDOR_UNAVAILABLE),
    ],
)
async def test_every_other_refusal_has_its_code(jobsite: Jobsite, fault: dict[str, object], code: ErrorCode) -> None:
    await jobsite.fault(path="/api/members", **fault)  # type: ignore[arg-type]
    assert (await jobsite.client.members(COMPANY, 0)).error_code == code
    (await jobsite.client.members(COMPANY, 0)).unwrap()


async def test_passing_trouble_is_repeated_unseen(jobsite: Jobsite) -> None:
    await jobsite.fault("drop_before", count=2)
    (await jobsite.client.members(COMPANY, 0)).unwrap()


async def test_a_spoiled_row_is_set_apart(jobsite: Jobsite) -> None:
    await jobsite.seed("costCodes", *({"uuid": f"c{n}", "code": str(n)} for n in range(3)))
    await jobsite.fault("malformed_item", item=1, body='{"replace": "c1"}')
    rows = (await RakenMasterData(jobsite.client).cost_codes(COMPANY)).unwrap()
    assert ([row.uuid for row in rows.good], [row.index for row in rows.malformed]) == (["c0", "c2"], [1])
