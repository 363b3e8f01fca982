"""What holds for every source of Procore."""

from datetime import timedelta

import pytest

from fieldledger.clients.procore.resources.daily_logs import LOG_KINDS
from fieldledger.domain.connection import VendorName
from fieldledger.domain.sync_resource import SyncResource, resources_of
from fieldledger.result import ErrorCode
from fieldledger.services.sync.source import PageRequest, Span
from tests.builders import COMPANY
from tests.integration.clients.procore.portal import Portal
from tests.integration.sync.procore.bench import CASES, Bench, Case, remove, switch_off

R = SyncResource
KEPT = {
    R.PROCORE_COMMITMENTS: ("work_order_contracts", "purchase_order_contracts"),
    R.PROCORE_CHANGE_ORDERS: ("change_order_packages", "potential_change_orders"),
    R.PROCORE_DAILY_LOGS: LOG_KINDS,
}
PREFIXES = {"change_order_packages": "package:", "potential_change_orders": "potential:"} | {
    kind: f"{kind}:" for kind in LOG_KINDS
}
BY_CHANGE = [case for case in CASES if case.resource not in {R.PROCORE_COST_CODES, R.PROCORE_BUDGETS}]
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.resource.short_name)
SCOPED = [case for case in CASES if case.tool is not None]


async def _expected(bench: Bench, case: Case) -> set[str]:
    """Ids of the living records of the scope, as ours."""
    found: set[str] = set()
    scope = bench.scope(case.resource)
    for kept in KEPT.get(case.resource, (case.kept,)):
        for row in await bench.portal.kept(kept):
            elsewhere = scope is not None and str(row["project_id"]) != bench.portal.project
            other = case.kept == "contract_payments" and str(row["holder_id"]) != bench.contract
            if row["deleted_at"] is None and not elsewhere and not other:
                found.add(f"{PREFIXES.get(kept, '')}{row['id']}")
    return found


async def test_every_resource_of_procore_has_a_source(bench: Bench) -> None:
    assert set(bench.sources) == set(resources_of(VendorName.PROCORE)) == {case.resource for case in CASES}
    assert all(source.traits.resource is resource for resource, source in bench.sources.items())


async def test_windows_overlap_and_scopes_come_before_what_is_read_under_them(bench: Bench) -> None:
    order = list(resources_of(VendorName.PROCORE))
    for resource, source in bench.sources.items():
        scope = source.traits.scoped_by
        assert scope is resource.scope
        assert scope is None or order.index(scope) < order.index(resource)
        assert not source.traits.incremental or source.traits.overlap >= timedelta(minutes=10)
        assert not source.traits.incremental or source.traits.full_every is not None


@every_case
async def test_a_full_walk_brings_every_record_once(bench: Bench, case: Case) -> None:
    walked = await bench.walk(case.resource)
    ids = walked.ids(case.resource)
    assert sorted(ids) == sorted(await _expected(bench, case))
    assert len(ids) >= 2
    assert walked.malformed == []
    assert not any(row.deleted for row in walked.rows)
    assert all(row.facts is not None for row in walked.rows)


@every_case
async def test_pages_of_one_row_bring_the_same(bench: Bench, case: Case) -> None:
    large = await bench.walk(case.resource)
    await bench.portal.settings(largest_per_page=1, spike_limit=10_000)
    small = await bench.walk(case.resource)
    hashes = [{row.record_id: row.facts and row.facts.hashed for row in walked.rows} for walked in (large, small)]
    assert hashes[0] == hashes[1]
    assert small.pages > large.pages


@every_case
async def test_the_calls_of_a_page_are_counted(bench: Bench, case: Case) -> None:
    before = await bench.sent()
    walked = await bench.walk(case.resource)
    assert walked.calls == await bench.sent() - before


@every_case
async def test_a_change_has_another_hash_and_a_second_read_has_not(bench: Bench, case: Case) -> None:
    record = await bench.newest(case)
    ours = f"{case.prefix}{record}"
    before = [(await bench.walk(case.resource)).row(ours).facts for _ in range(2)]
    await bench.portal.edit(case.kept, record, **{case.text: "Changed"})
    after = (await bench.walk(case.resource)).row(ours).facts
    assert before[0] is not None
    assert before[1] is not None
    assert after is not None
    assert before[0].hashed == before[1].hashed != after.hashed


@pytest.mark.parametrize("case", BY_CHANGE, ids=lambda case: case.resource.short_name)
async def test_a_change_within_the_overlap_of_the_last_read_is_read(bench: Bench, case: Case) -> None:
    record, traits = await bench.newest(case), bench.sources[case.resource].traits
    await bench.portal.edit(case.kept, record, **{case.text: "Changed"})
    bench.portal.clock.advance(minutes=5)
    checkpoint = bench.portal.clock.now()
    bench.portal.clock.advance(minutes=30)
    window = Span(checkpoint - traits.overlap, bench.portal.clock.now())
    assert f"{case.prefix}{record}" in (await bench.walk(case.resource, window)).ids(case.resource)


@pytest.mark.parametrize(
    "case",
    [case for case in BY_CHANGE if case.resource not in {R.PROCORE_DAILY_LOGS, R.PROCORE_CONTRACT_PAYMENTS}],
    ids=lambda case: case.resource.short_name,
)
async def test_a_window_without_changes_brings_nothing_but_people_who_left(bench: Bench, case: Case) -> None:
    walked = await bench.walk(case.resource, bench.window())
    inactive = case.resource is R.PROCORE_USERS
    assert len(walked.rows) == (1 if inactive else 0)


@every_case
async def test_a_malformed_row_stands_beside_the_good_ones(bench: Bench, case: Case) -> None:
    record = await bench.newest(case)
    expected = await _expected(bench, case) - {f"{case.prefix}{record}"}
    await bench.portal.edit(case.kept, record, **{case.text: 5})
    walked = await bench.walk(case.resource)
    assert set(walked.ids(case.resource)) == expected
    [bad] = walked.malformed
    assert (bad.entity_id, bad.path.split(".")[-1].split("[")[0]) == (record, case.text)


@every_case
async def test_a_single_read_says_the_same_as_the_list(bench: Bench, case: Case) -> None:
    ours = f"{case.prefix}{await bench.newest(case)}"
    listed = (await bench.walk(case.resource)).row(ours)
    rows = [row for row in await bench.one(case.resource, ours) if row.resource is case.resource]
    assert rows == [listed]


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.resource is not R.PROCORE_BUDGETS],
    ids=lambda case: case.resource.short_name,
)
async def test_a_single_read_of_a_deleted_record_is_a_deleted_row(bench: Bench, case: Case) -> None:
    record = await bench.newest(case)
    listed = (await bench.walk(case.resource)).row(f"{case.prefix}{record}")
    await remove(bench.portal, case.kept, record)
    [gone] = await bench.one(case.resource, f"{case.prefix}{record}")
    assert (gone.record_id, gone.scope_id, gone.deleted) == (listed.record_id, listed.scope_id, True)


async def test_a_budget_row_that_its_view_does_not_show_is_not_said_to_be_deleted(bench: Bench) -> None:
    assert await bench.one(R.PROCORE_BUDGETS, "1") == ()


@every_case
async def test_an_empty_list_deletes_nothing(bench: Bench, case: Case) -> None:
    deleting = {R.PROCORE_COMMITMENTS, R.PROCORE_CHANGE_ORDERS, R.PROCORE_TIMECARD_ENTRIES}
    for kept in KEPT.get(case.resource, (case.kept,)):
        for row in await bench.portal.kept(kept):
            await remove(bench.portal, kept, str(row["id"]))
    walked = await bench.walk(case.resource)
    assert all(row.deleted for row in walked.rows)
    assert bool(walked.rows) is (case.resource in deleting)  # these say so themselves


@pytest.mark.parametrize("case", SCOPED, ids=lambda case: case.resource.short_name)
async def test_a_tool_that_is_switched_off_is_the_client_s_failure(bench: Bench, case: Case) -> None:
    assert case.tool is not None
    await switch_off(bench.portal, case.tool)
    source, scope = bench.sources[case.resource], bench.scope(case.resource)
    answers = (
        await source.page(PageRequest(COMPANY, scope)),
        await source.one(COMPANY, case.resource, f"{case.prefix}1", scope),
    )
    for answered in answers:
        assert answered.error_code == ErrorCode.VENDOR_SETUP_INCOMPLETE
        assert answered.details["status"] == 403


@pytest.mark.parametrize("case", SCOPED, ids=lambda case: case.resource.short_name)
async def test_nothing_is_asked_without_the_scope(bench: Bench, case: Case) -> None:
    source, before = bench.sources[case.resource], await bench.sent()
    assert (await source.page(PageRequest(COMPANY))).error_code == ErrorCode.VALIDATION_FAILED
    alone = await source.one(COMPANY, case.resource, f"{case.prefix}1", None)
    assert alone.error_code == ErrorCode.VALIDATION_FAILED
    assert await bench.sent() == before


@pytest.mark.parametrize("record_id", ["1", "dragon:1", "package:", "package:1:2"])
@pytest.mark.parametrize("resource", [R.PROCORE_CHANGE_ORDERS, R.PROCORE_DAILY_LOGS])
async def test_an_id_without_its_kind_is_refused(bench: Bench, resource: SyncResource, record_id: str) -> None:
    refused = await bench.sources[resource].one(COMPANY, resource, record_id, bench.scope(resource))
    assert refused.error_code == ErrorCode.VALIDATION_FAILED


async def test_a_throttled_list_waits_as_the_client_says(portal: Portal, bench: Bench) -> None:
    await portal.fault("throttle")
    refused = await bench.sources[R.PROCORE_VENDORS].page(PageRequest(COMPANY))
    assert refused.error_code == ErrorCode.VENDOR_THROTTLED
    assert "retry_at" in refused.details
