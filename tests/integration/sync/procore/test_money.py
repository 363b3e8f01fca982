"""Commitments, change orders, direct costs and budgets: lines, kinds, and what they cost in calls."""

from decimal import Decimal

import pytest

from fieldledger.domain.facts.procore_budgets import BudgetRowFacts
from fieldledger.domain.facts.procore_change_orders import ChangeOrderFacts, ChangeOrderKind
from fieldledger.domain.facts.procore_commitments import CommitmentFacts, CommitmentKind
from fieldledger.domain.facts.procore_direct_costs import DirectCostFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode
from fieldledger.services.sync.source import PageRequest
from tests.builders import COMPANY, a_company
from tests.integration.clients.procore.portal import Portal
from tests.integration.sync.procore.bench import Bench, make, remove

R = SyncResource
COMMITMENTS, CHANGES, COSTS, BUDGETS = (
    R.PROCORE_COMMITMENTS,
    R.PROCORE_CHANGE_ORDERS,
    R.PROCORE_DIRECT_COSTS,
    R.PROCORE_BUDGETS,
)


async def test_a_subcontract_has_its_sums_retainage_and_coded_lines(bench: Bench) -> None:
    facts = (await bench.walk(COMMITMENTS)).facts(bench.contract, CommitmentFacts)
    assert (facts.kind, facts.number, facts.status, facts.vendor_name) == (
        CommitmentKind.SUBCONTRACT,
        "SC-1",
        "Approved",
        "Acme Concrete",
    )
    assert (facts.retainage_percent, facts.original_amount, facts.revised_amount) == (10, 100_000, 105_000)
    assert [(line.cost_code, line.cost_type, line.amount) for line in facts.lines] == [
        ("03-300", "S", Decimal(60_000)),
        ("03-300", "S", Decimal(40_000)),
    ]


async def test_both_kinds_of_commitments_are_told_apart_in_lists_and_single_reads(portal: Portal, bench: Bench) -> None:
    order = await portal.id_of("purchase_order_contracts", "number", "PO-1")
    walked = await bench.walk(COMMITMENTS)
    [alone] = await bench.one(COMMITMENTS, order)
    kinds = {facts.kind for facts in walked.all_facts(CommitmentFacts)}
    assert (kinds, alone) == (set(CommitmentKind), walked.row(order))


async def test_lines_that_come_with_the_list_cost_no_calls(portal: Portal, bench: Bench) -> None:
    apart = {resource: await bench.walk(resource) for resource in (COMMITMENTS, CHANGES)}
    await portal.settings(lists_carry_lines=True)
    together = {resource: await bench.walk(resource) for resource in apart}
    assert {resource: walked.rows for resource, walked in apart.items()} == {
        resource: walked.rows for resource, walked in together.items()
    }
    # two lists each; apart also the lines of three contracts and of three potential change orders
    assert [(apart[resource].calls, together[resource].calls) for resource in apart] == [(5, 2), (5, 2)]


async def test_deleted_commitments_and_change_orders_are_said_by_the_list(portal: Portal, bench: Bench) -> None:
    order = await portal.id_of("purchase_order_contracts", "number", "PO-1")
    package = await portal.id_of("change_order_packages", "title", "Roof")
    await remove(portal, "purchase_order_contracts", order)
    await remove(portal, "change_order_packages", package)
    for window in (None, bench.window()):
        assert (await bench.walk(COMMITMENTS, window)).row(order).deleted
        assert (await bench.walk(CHANGES, window)).row(f"package:{package}").deleted


async def test_a_line_that_cannot_be_read_keeps_its_whole_contract_back(portal: Portal, bench: Bench) -> None:
    line = await portal.id_of("work_order_contract_line_items", "description", "Walls")
    await portal.edit("work_order_contract_line_items", line, description=5)
    walked = await bench.walk(COMMITMENTS)
    assert bench.contract not in walked.ids(COMMITMENTS)
    assert [bad.entity_id for bad in walked.malformed] == [line]
    assert len(walked.rows) == 2


async def test_a_full_read_finds_a_line_that_changed_without_its_contract(portal: Portal, bench: Bench) -> None:
    before = (await bench.walk(COMMITMENTS)).row(bench.contract).facts
    line = await portal.id_of("work_order_contract_line_items", "description", "Walls")
    await portal.edit("work_order_contract_line_items", line, amount="41000.00")
    after = (await bench.walk(COMMITMENTS)).row(bench.contract).facts
    assert before is not None
    assert after is not None
    assert before.hashed != after.hashed


async def test_packages_have_their_total_and_potential_change_orders_the_lines(portal: Portal, bench: Bench) -> None:
    package = await portal.id_of("change_order_packages", "number", "CO-1")
    behind = next(row for row in await portal.kept("potential_change_orders") if row["number"] == "CO-1")["id"]
    walked = await bench.walk(CHANGES)
    whole = walked.facts(f"package:{package}", ChangeOrderFacts)
    parts = walked.facts(f"potential:{behind}", ChangeOrderFacts)
    assert (whole.kind, whole.amount, whole.contract_id) == (ChangeOrderKind.PACKAGE, 5000, bench.contract)
    assert [(line.amount, line.cost_code) for line in parts.lines] == [(Decimal(5000), "03-300")]
    assert await bench.one(CHANGES, f"potential:{behind}") == (walked.row(f"potential:{behind}"),)


async def test_a_deleted_potential_change_order_is_found_by_its_id(portal: Portal, bench: Bench) -> None:
    behind = next(row for row in await portal.kept("potential_change_orders") if row["number"] == "CO-1")["id"]
    await remove(portal, "potential_change_orders", str(behind))
    [row] = await bench.one(CHANGES, f"potential:{behind}")
    assert row.deleted
    assert await bench.one(CHANGES, "potential:1") == ()


async def test_a_closed_budget_in_the_middle_of_a_page_keeps_what_was_read(portal: Portal, bench: Bench) -> None:
    source, scope = bench.sources[COMMITMENTS], bench.scope(COMMITMENTS)
    whole = await bench.walk(COMMITMENTS)
    await portal.fault("throttle", path="/line_items", after=1)
    first = (await source.page(PageRequest(COMPANY, scope))).unwrap()
    assert (len(first.rows), first.next_cursor) == (1, "subcontract:1:1")
    waiting = await source.page(PageRequest(COMPANY, scope, cursor=first.next_cursor))
    assert (waiting.error_code, "retry_at" in waiting.details) == (ErrorCode.BUDGET_EXHAUSTED, True)
    portal.clock.advance(minutes=1)
    rest = (await source.page(PageRequest(COMPANY, scope, cursor=first.next_cursor))).unwrap()
    assert [row.record_id for row in (*first.rows, *rest.rows)] == whole.ids(COMMITMENTS)[:2]
    assert rest.next_cursor == "purchase_order:1:0"


async def test_malformed_rows_of_an_interrupted_page_are_told_once(portal: Portal, bench: Bench) -> None:
    source, scope = bench.sources[COMMITMENTS], bench.scope(COMMITMENTS)
    bad = await make(portal, "work_order_contracts", number="SC-9")
    await portal.edit("work_order_contracts", bad, title=5)
    await portal.fault("throttle", path="/line_items", after=1)
    first = (await source.page(PageRequest(COMPANY, scope))).unwrap()
    portal.clock.advance(minutes=1)
    rest = (await source.page(PageRequest(COMPANY, scope, cursor=first.next_cursor))).unwrap()
    assert ([row.entity_id for row in first.malformed], rest.malformed) == ([bad], ())


async def test_a_direct_cost_has_its_lines(portal: Portal, bench: Bench) -> None:
    cost = await portal.id_of("direct_costs", "description", "Sand")
    facts = (await bench.walk(COSTS)).facts(cost, DirectCostFacts)
    assert (facts.kind, facts.vendor_name, facts.amount) == ("invoice", "Acme Concrete", 60_000)
    assert [(line.amount, line.cost_code, line.cost_type) for line in facts.lines] == [(Decimal(60_000), "03-300", "S")]


async def test_a_change_of_a_line_alone_brings_its_direct_cost(portal: Portal, bench: Bench) -> None:
    cost = await portal.id_of("direct_costs", "description", "Nails")
    line = next(row for row in await portal.kept("direct_cost_line_items") if str(row["holder_id"]) == cost)["id"]
    await portal.edit("direct_cost_line_items", str(line), amount="15.00")
    walked = await bench.walk(COSTS, bench.window())
    assert walked.ids(COSTS) == [cost]
    assert [line.amount for line in walked.facts(cost, DirectCostFacts).lines] == [Decimal(15)]
    assert walked.calls == 4  # changed costs, changed lines, the cost, its lines


async def test_many_direct_costs_take_the_lines_of_the_project_in_one_call(portal: Portal, bench: Bench) -> None:
    for number in range(9):
        cost = await make(portal, "direct_costs", direct_cost_type="expense", description=f"Nails {number}")
        await make(portal, "direct_cost_line_items", int(cost), amount=f"{number}.00")
    walked = await bench.walk(COSTS)
    assert (len(walked.rows), walked.calls) == (11, 2)
    assert {len(facts.lines) for facts in walked.all_facts(DirectCostFacts)} == {1}


async def test_an_unchanged_project_costs_two_calls_for_direct_costs(bench: Bench) -> None:
    walked = await bench.walk(COSTS, bench.window())
    assert (walked.rows, walked.calls) == ([], 2)


async def test_budget_rows_keep_the_columns_of_the_view(bench: Bench) -> None:
    walked = await bench.walk(BUDGETS)
    facts = next(facts for facts in walked.all_facts(BudgetRowFacts) if facts.original_amount == 90_000)
    assert (facts.view_name, facts.cost_type) == ("Procore Standard Budget", "Subcontract")
    assert set(facts.columns) == {"Revised Budget", "Committed Costs", "Direct Costs", "Job to Date Costs"}
    assert (facts.amount("Revised Budget"), facts.amount("Dragons"), walked.calls) == (90_000, None, 2)


@pytest.mark.parametrize(
    ("preferred", "read"),
    [("field VIEW ", "Field view"), ("Nobody's view", "Procore Standard Budget"), (None, "Procore Standard Budget")],
)
async def test_a_company_may_name_its_view(portal: Portal, bench: Bench, preferred: str | None, read: str) -> None:
    company = a_company().model_copy(update={"procore_budget_view": preferred})
    (await bench.companies().save(company)).unwrap()
    await portal.settings(second_budget_view="Field view", largest_per_page=1)
    walked = await bench.walk(BUDGETS)
    assert [facts.view_name for facts in walked.all_facts(BudgetRowFacts)] == [read, read]
