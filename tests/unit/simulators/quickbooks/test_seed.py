"""A made-up contractor as a company."""

import random
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import cast

import httpx
import pytest

from simulators.kit.clock import SimClock
from simulators.quickbooks.admin_seed import SeedOrder, fill_company
from simulators.quickbooks.state import World
from simulators.quickbooks.values import Body
from simulators.seeds import model
from tests.unit.simulators.quickbooks.bench import NOON, Bench, Json

PLACE = model.Address("1 Main St", "Dallas", "TX", "75201")
LINES = (model.CostLine("26-050", "S", "Branch wiring", Decimal(1000)),)


def a_worker(key: str, number: str | None, *, active: bool = True) -> model.Worker:
    return model.Worker(key, number, "Rosa", "Delgado", None, "Carpenter", Decimal("41.25"), active)


@dataclass
class TinyContractor:
    """Two workers of one name, one job, one supplier, one approved requisition and one under review."""

    customers: tuple[model.Customer, ...] = (model.Customer("C1", "Riverside Health", "ap@owner.example", PLACE),)
    jobs: tuple[model.Job, ...] = (
        model.Job(
            "2201", "Clinic", "C1", PLACE, "America/Chicago", date(2026, 1, 1), None, True, Decimal(9000), Decimal(10)
        ),
    )
    workers: tuple[model.Worker, ...] = (a_worker("w1", "101"), a_worker("w2", None, active=False))
    suppliers: tuple[model.Supplier, ...] = (
        model.Supplier("V1", "Riverside Health", "billing@supplier.example", PLACE, "Electric", True, True),
    )
    cost_codes: tuple[model.CostCode, ...] = (model.CostCode("26-050", "26", "Branch wiring"),)
    cost_types: tuple[model.CostType, ...] = (model.CostType("S", "Subcontract", "commitment"),)
    commitments: tuple[model.Commitment, ...] = (
        model.Commitment(
            "SC-1", "subcontract", "2201", "V1", "Wiring", "Approved", date(2026, 1, 5), Decimal(10), LINES
        ),
    )
    requisitions: tuple[model.Requisition, ...] = field(
        default_factory=lambda: tuple(
            model.Requisition(
                n, f"INV-{n}", "SC-1", date(2026, 2, 1), date(2026, 2, 28), date(2026, 2, 28), status,
                (Decimal("400.50"),), Decimal(10),
            )
            for n, status in ((1, "approved"), (2, "under_review"))
        )
    )  # fmt: skip
    direct_costs: tuple[model.DirectCost, ...] = (
        model.DirectCost("DC-1", "invoice", "2201", "V1", date(2026, 2, 3), "Wire", LINES),
        model.DirectCost("DC-2", "expense", "2201", None, date(2026, 2, 3), "Tools", LINES),
    )


@pytest.fixture
def world() -> World:
    world = World(SimClock.frozen_at(NOON), random.Random(1), httpx.AsyncClient)
    order = SeedOrder(realm="5", company_name="Tiny", bills=True)
    fill_company(world, order, cast("model.Contractor", TinyContractor()))
    return world


def rows(world: World, entity: str) -> list[Body]:
    return [row.body for row in world.realms["5"].rows(entity)]


def test_a_job_is_a_sub_customer_with_its_number_in_the_name(world: World) -> None:
    job = rows(world, "Customer")[1]
    assert (job["DisplayName"], job["Job"]) == ("2201 Clinic", True)
    assert job["FullyQualifiedName"] == "Riverside Health:2201 Clinic"


def test_people_of_one_name_are_told_apart_and_keep_their_numbers(world: World) -> None:
    shown = [(row["DisplayName"], row.get("EmployeeNumber"), row["Active"]) for row in rows(world, "Employee")]
    assert shown == [("Rosa Delgado", "101", True), ("Rosa Delgado 2 (deleted)", None, False)]


def test_a_supplier_with_a_customers_name_gets_another(world: World) -> None:
    assert [(row["DisplayName"], row["AcctNum"]) for row in rows(world, "Vendor")] == [("Riverside Health 2", "V1")]


def test_there_is_an_item_for_each_pay_type_and_cost_code(world: World) -> None:
    names = ["Labor", "Labor - Overtime", "Labor - Double Time", "26-050 Branch wiring"]
    assert [row["Name"] for row in rows(world, "Item")] == names


def test_bills_are_the_approved_invoices_less_retainage(world: World) -> None:
    shown = [(row["DocNumber"], row["TotalAmt"], row["TxnDate"]) for row in rows(world, "Bill")]
    assert shown == [("INV-1", Decimal("360.45"), "2026-02-28"), ("DC-1", Decimal(1000), "2026-02-03")]


async def test_a_seeded_company_is_complete_and_answers(bench: Bench) -> None:
    made = await bench.admin("seed", {"size": "small", "realm": "55", "seed": 3})
    counts = made["counts"]
    assert isinstance(counts, dict)
    assert (counts["jobs"], counts["employees"], counts["bills"]) == (3, 12, 0)
    tokens = await bench.admin("tokens", {"client_id": "app-1", "realm_id": "55"})
    answer = await bench.http.get(
        "/v3/company/55/query",
        params={"query": "SELECT COUNT(*) FROM Employee WHERE Active IN (true,false)"},
        headers={"authorization": f"Bearer {tokens['access_token']}"},
    )
    assert answer.json()["QueryResponse"] == {"totalCount": 12}


async def test_the_same_order_makes_the_same_company(bench: Bench) -> None:
    orders: list[Json] = [{"size": "small", "realm": realm, "bills": True} for realm in ("55", "56")]
    first, second = [await bench.admin("seed", order) for order in orders]
    assert first["ids"] == second["ids"]


async def test_an_open_company_is_not_seeded_over(bench: Bench) -> None:
    await bench.admin("seed", {"size": "small", "realm": "55"})
    again = await bench.http.post("/_admin/seed", json={"size": "small", "realm": "55"})
    assert again.status_code == 409


async def test_a_seed_tells_nobody_and_counts_nothing(bench: Bench) -> None:
    await bench.admin("webhooks", {"url": "https://app.example/hook", "verifier_token": "v", "enabled": False})
    await bench.admin("seed", {"size": "small", "realm": "55", "bills": True})
    assert (await bench.http.get("/_admin/webhooks/deliveries")).json()["waiting_events"] == 0
    assert "55" not in (await bench.http.get("/_admin/stats")).json()["realms"]
