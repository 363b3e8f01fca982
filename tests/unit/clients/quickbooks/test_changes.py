"""Change data capture: live and deleted records, the vendor's clock, and what it cannot tell."""

from datetime import UTC, datetime, timedelta

import pytest

from fieldledger.clients.quickbooks.changes import LOOK_BACK, MOST_CHANGES
from fieldledger.clients.quickbooks.client import READS
from fieldledger.clients.quickbooks.models import Bill, Customer, Estimate, Record, TimeActivity
from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.fakes.clock import MONDAY_MORNING
from tests.unit.clients.quickbooks.bench import a_bench, a_bill_row, a_row, answered

GONE = {
    "status": "Deleted",
    "domain": "QBO",
    "Id": "979",
    "MetaData": {"LastUpdatedTime": "2026-03-01T12:55:50-08:00"},
}
SINCE = MONDAY_MORNING - timedelta(days=1)


def captured(*groups: object) -> dict[str, object]:
    return {"CDCResponse": [{"QueryResponse": list(groups)}]}


async def test_changes_are_told_apart_by_entity_and_by_what_happened() -> None:
    groups = (
        {"Customer": [a_row("63")], "startPosition": 1, "maxResults": 1},
        {"Bill": [a_bill_row("34"), a_bill_row("35", Line="none"), GONE], "startPosition": 1, "totalCount": 3},
    )
    bench = await a_bench(answered(**captured(*groups)))
    changes = (await bench.client.changes(COMPANY, [Customer, Bill, Estimate], SINCE)).unwrap()
    assert [row.id for row in changes.of(Customer).live] == ["63"]
    bills = changes.of(Bill)
    assert ([row.id for row in bills.live], [row.id for row in bills.deleted]) == (["34"], ["979"])
    assert [row.entity_id for row in bills.malformed] == ["35"]
    assert changes.of(Estimate).live == ()
    assert not changes.truncated


async def test_the_vendors_time_is_where_the_next_look_begins() -> None:
    bench = await a_bench(answered(**captured({})))
    changes = (await bench.client.changes(COMPANY, [Bill], SINCE)).unwrap()
    assert changes.as_of == datetime(2026, 3, 2, 13, 0, 0, 500_000, tzinfo=UTC)


async def test_the_request_names_entities_and_moment_and_costs_a_read() -> None:
    bench = await a_bench(answered(**captured({})))
    (await bench.client.changes(COMPANY, [Customer, Bill], SINCE)).unwrap()
    assert dict(bench.request.url.params) == {
        "minorversion": "75",
        "entities": "Customer,Bill",
        "changedSince": "2026-03-01T13:00:00Z",
    }
    assert (bench.request.url.path[-4:], bench.costs[0][READS]) == ("/cdc", 1)


@pytest.mark.parametrize(("received", "truncated"), [(MOST_CHANGES - 1, False), (MOST_CHANGES, True)])
async def test_a_full_answer_counts_as_cut_off(received: int, truncated: bool) -> None:
    half = received // 2
    groups = (
        {"Customer": [{"Id": str(number)} for number in range(half)]},
        {"Bill": [{"Id": str(number)} for number in range(received - half)]},
    )
    bench = await a_bench(answered(**captured(*groups)))
    assert (await bench.client.changes(COMPANY, [Customer, Bill], SINCE)).unwrap().truncated is truncated


@pytest.mark.parametrize(
    ("kinds", "since", "field"),
    [
        ([Bill], MONDAY_MORNING - LOOK_BACK - timedelta(seconds=1), "changedSince"),
        ([Bill, TimeActivity], SINCE, "entities"),
        ([], SINCE, "entities"),
    ],
)
async def test_what_is_not_captured_is_not_asked_for(kinds: list[type[Record]], since: datetime, field: str) -> None:
    bench = await a_bench(answered())
    failed = await bench.client.changes(COMPANY, kinds, since)
    assert (failed.error_code, failed.details["field"]) == (ErrorCode.VALIDATION_FAILED, field)
    assert outcome_of(failed) is CallOutcome.NOT_SENT
    assert bench.vendor.requests == []


async def test_thirty_days_are_just_captured() -> None:
    bench = await a_bench(answered(**captured({})))
    assert (await bench.client.changes(COMPANY, [Bill], MONDAY_MORNING - LOOK_BACK)).success


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"CDCResponse": {}},
        {"CDCResponse": [[]]},
        {"CDCResponse": [{"QueryResponse": {}}]},
        {"CDCResponse": [{"QueryResponse": ["x"]}]},
        {"CDCResponse": [{"Fault": {}}]},
    ],
)
async def test_an_answer_without_its_groups_is_not_the_absence_of_changes(body: dict[str, object]) -> None:
    bench = await a_bench(answered(**body))
    assert (await bench.client.changes(COMPANY, [Bill], SINCE)).error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE


@pytest.mark.parametrize("moment", [None, 1730024394085, "2026-03-02T05:00:00", "now"])
async def test_an_answer_without_a_usable_time_is_unreadable(moment: object) -> None:
    answer = answered(**captured({}))
    body = answer.json() | {"time": moment}
    bench = await a_bench(type(answer)(200, json=body))
    failed = await bench.client.changes(COMPANY, [Bill], SINCE)
    assert (failed.error_code, failed.details["path"]) == (ErrorCode.VENDOR_ANSWER_UNREADABLE, "time")
