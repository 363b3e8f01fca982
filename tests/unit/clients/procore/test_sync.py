"""Batch upserts: one result for each input, and no earlier result lost to a later failure (procore.md 4)."""

import json
from typing import Any

import httpx
import pytest

from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.clients.procore.models.direct_costs import DirectCostWrite, NewDirectCost
from fieldledger.clients.procore.models.vendors import Vendor, VendorWrite
from fieldledger.clients.procore.models.wbs import SegmentChoice, WbsCodeWrite
from fieldledger.clients.procore.sync import SyncReport, SyncState, SyncTarget, sync
from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.unit.clients.procore.bench import ACCOUNT, Bench, NotingRequester

TARGET = SyncTarget("/rest/v1.0/vendors/sync", Vendor)


def _vendors(count: int, start: int = 0) -> list[VendorWrite]:
    return [VendorWrite(origin_id=f"FL-{number}", name=f"Vendor {number}") for number in range(start, start + count)]


def _written(items: list[VendorWrite]) -> httpx.Response:
    rows = [{"id": 100 + index, "name": item.name, "origin_id": item.origin_id} for index, item in enumerate(items)]
    return httpx.Response(200, json={"entities": rows, "errors": []})


async def _sync(bench: Bench, items: list[VendorWrite], chunk: int = 500) -> SyncReport[Vendor]:
    await bench.api()
    return await sync(bench.client, COMPANY, TARGET, items, chunk)


def _states(report: SyncReport[Any]) -> list[SyncState]:
    return [item.state for item in report.items]


async def test_every_input_has_its_result_in_its_place() -> None:
    items = [*_vendors(1), VendorWrite(id="0", name="x")]
    answer = {
        "entities": [{"id": 47, "name": "Vendor 0", "origin_id": "FL-0", "synced_to_erp": False}],
        "errors": [{"id": 0, "name": "x", "errors": {"id": ["Entity with this ID not found"]}}],
    }
    bench = Bench(httpx.Response(200, json=answer))
    report = await _sync(bench, items)
    written, refused = report.items
    assert (written.state, written.entity_id, written.entity and written.entity.name) == (
        SyncState.WRITTEN,
        "47",
        "Vendor 0",
    )
    assert (refused.state, refused.errors) == (SyncState.REFUSED, {"id": ("Entity with this ID not found",)})
    assert report.failure is None
    assert report.in_state(SyncState.REFUSED) == (1,)


async def test_the_body_names_the_company_beside_the_updates() -> None:
    bench = Bench(httpx.Response(200, json={"entities": [], "errors": []}))
    api = await bench.api()
    await api.vendors.sync(COMPANY, _vendors(1))
    assert json.loads(bench.request.content) == {
        "company_id": int(ACCOUNT),
        "updates": [{"origin_id": "FL-0", "name": "Vendor 0"}],
    }
    assert (bench.request.method, bench.request.url.path) == ("PATCH", "/rest/v1.0/vendors/sync")


async def test_long_lists_go_in_chunks() -> None:
    items = _vendors(5)
    bench = Bench(_written(items[:2]), _written(items[2:4]), _written(items[4:]))
    report = await _sync(bench, items, chunk=2)
    assert _states(report) == [SyncState.WRITTEN] * 5
    sizes = [len(json.loads(request.content)["updates"]) for request in bench.vendor.requests]
    assert sizes == [2, 2, 1]


@pytest.mark.parametrize("chunk", [0, 1001])
async def test_a_chunk_of_more_than_a_thousand_is_a_bug(chunk: int) -> None:
    with pytest.raises(ValueError, match="1000"):
        await _sync(Bench(httpx.Response(200)), _vendors(1), chunk)


async def test_nothing_to_sync_calls_nobody() -> None:
    bench = Bench(httpx.Response(500))
    report = await _sync(bench, [])
    assert (report.items, report.failure, bench.vendor.requests) == ((), None, [])


async def test_a_later_failure_keeps_the_earlier_results() -> None:
    items = _vendors(6)
    bench = Bench(_written(items[:2]), httpx.Response(403, json={"errors": ["You do not have sufficient access"]}))
    report = await _sync(bench, items, chunk=2)
    assert _states(report) == [SyncState.WRITTEN] * 2 + [SyncState.UNTOUCHED] * 4
    assert report.failure is not None
    assert report.failure.error_code == ErrorCode.VENDOR_SETUP_INCOMPLETE


async def test_items_of_a_request_without_an_answer_are_unknown_and_later_ones_untouched() -> None:
    items = [VendorWrite(name=f"Vendor {number}") for number in range(4)]
    bench = Bench(httpx.ReadTimeout("slow"))
    report = await _sync(bench, items, chunk=2)
    assert _states(report) == [SyncState.UNKNOWN] * 2 + [SyncState.UNTOUCHED] * 2
    assert len(bench.vendor.requests) == 1


async def test_a_sync_is_repeated_only_if_every_item_carries_an_origin_id() -> None:
    items = _vendors(2)
    bench = Bench(httpx.Response(502), _written(items))
    assert _states(await _sync(bench, items)) == [SyncState.WRITTEN] * 2
    careful = Bench(httpx.Response(502), _written(items))
    report = await _sync(careful, [items[0], VendorWrite(name="Vendor 1")])
    assert _states(report) == [SyncState.UNKNOWN] * 2
    assert len(careful.vendor.requests) == 1


async def test_too_large_a_request_is_halved_until_it_fits() -> None:
    items = _vendors(4)
    bench = Bench(
        httpx.Response(413), _written(items[:2]), httpx.Response(413), _written(items[2:3]), _written(items[3:])
    )
    report = await _sync(bench, items)
    assert _states(report) == [SyncState.WRITTEN] * 4
    sizes = [len(json.loads(request.content)["updates"]) for request in bench.vendor.requests]
    assert sizes == [4, 2, 2, 1, 1]


async def test_a_single_item_that_is_too_large_ends_the_sync() -> None:
    report = await _sync(Bench(httpx.Response(413)), _vendors(1))
    assert report.failure is not None
    assert report.failure.error_code == ErrorCode.BATCH_TOO_LARGE


async def test_a_written_record_that_cannot_be_read_is_written_all_the_same() -> None:
    answer = {"entities": [{"id": 9, "origin_id": "FL-0", "is_active": "perhaps"}], "errors": []}
    [item] = (await _sync(Bench(httpx.Response(200, json=answer)), _vendors(1))).items
    assert (item.state, item.entity, item.entity_id) == (SyncState.WRITTEN, None, "9")


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"null", b'{"entities":{},"errors":null}', b"<html>"])
async def test_an_answer_that_is_none_leaves_every_item_unknown(body: bytes) -> None:
    report = await _sync(Bench(httpx.Response(200, content=body)), [VendorWrite(name="x")])
    assert _states(report) == [SyncState.UNKNOWN]
    assert report.failure is not None
    assert report.failure.error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE


async def test_a_sync_of_direct_costs_beside_another_one_comes_back_later() -> None:
    bench = Bench(httpx.Response(409, json={"errors": ["Another sync is in progress"]}))
    api = await bench.api()
    report = await api.direct_costs.sync(COMPANY, "7", [DirectCostWrite(origin_id="FL-1", invoice_number="1")])
    assert report.failure is not None
    assert report.failure.error_code == ErrorCode.VENDOR_UNAVAILABLE
    assert report.failure.details["conflict"] == "concurrent_request"
    assert outcome_of(report.failure) is CallOutcome.NOT_SENT
    assert _states(report) == [SyncState.UNTOUCHED]


async def test_a_conflict_of_another_sync_needs_a_person() -> None:
    report = await _sync(Bench(httpx.Response(409)), _vendors(1))
    assert report.failure is not None
    assert report.failure.error_code == ErrorCode.VENDOR_REJECTED


async def test_a_conflict_of_a_single_create_is_no_busy_neighbour() -> None:
    bench = Bench(httpx.Response(409, json={"errors": ["already exists"]}))
    failed = await (await bench.api()).direct_costs.create(COMPANY, "7", NewDirectCost(direct_cost_type="payroll"))
    assert failed.error_code == ErrorCode.VENDOR_REJECTED


async def test_budget_codes_are_created_in_bulk_under_another_name_and_never_repeated() -> None:
    content = json.dumps({"entities": [{"id": 1, "flat_code": "02-300.LAB", "description": "Labor"}], "errors": []})
    requester = NotingRequester(content.encode())
    code = WbsCodeWrite(segment_items=(SegmentChoice(segment_id="1", segment_item_id="22"),), description="Labor")
    report = await ProcoreApi(requester).wbs_codes.bulk_create(COMPANY, "7", [code])
    [sent] = requester.sent
    assert sent.body == {
        "bulk": [{"segment_items": [{"segment_id": 1, "segment_item_id": 22}], "description": "Labor"}]
    }
    assert not sent.safe
    assert _states(report) == [SyncState.WRITTEN]


async def test_requests_hold_500_items_unless_told_otherwise() -> None:
    items = _vendors(1001)
    bench = Bench(_written(items[:500]), _written(items[500:1000]), _written(items[1000:]))
    await bench.api()
    report = await sync(bench.client, COMPANY, TARGET, items)
    assert report.in_state(SyncState.WRITTEN) == tuple(range(1001))
    sizes = [len(json.loads(request.content)["updates"]) for request in bench.vendor.requests]
    assert sizes == [500, 500, 1]


@pytest.mark.parametrize("chunk", [1, 1000])
async def test_chunks_of_one_and_of_a_thousand_are_taken(chunk: int) -> None:
    items = _vendors(1)
    assert _states(await _sync(Bench(_written(items)), items, chunk)) == [SyncState.WRITTEN]


async def test_two_items_that_are_too_large_together_go_one_by_one() -> None:
    items = _vendors(2)
    bench = Bench(httpx.Response(413), _written(items[:1]), _written(items[1:]))
    assert _states(await _sync(bench, items)) == [SyncState.WRITTEN] * 2
