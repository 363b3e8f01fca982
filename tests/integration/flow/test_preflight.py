"""Connections are checked before they are relied on."""

import pytest

from fieldledger.domain.connection import VendorName
from fieldledger.domain.preflight import Finding, PreflightReport
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.result import ErrorCode, Result
from fieldledger.services.connecting.preflight import ConnectionCheck
from fieldledger.services.connecting.quickbooks_checks import QuickbooksChecks
from fieldledger.services.connecting.raken_checks import RakenChecks
from tests.builders import COMPANY
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_quickbooks import REALM


async def _check(world: World, vendor: VendorName) -> Result[PreflightReport]:
    container = world.flow.container()
    checks = {
        VendorName.QUICKBOOKS: QuickbooksChecks(container.books, DocumentCompanies(world.flow.store)),
        VendorName.RAKEN: RakenChecks(container.feed, world.flow.clock),
    }
    return await ConnectionCheck(DocumentConnections(world.flow.store), checks, world.flow.clock).check(COMPANY, vendor)


async def _findings(world: World, vendor: VendorName) -> dict[str, Finding]:
    return {item.name: item.finding for item in (await _check(world, vendor)).unwrap().items}


@pytest.mark.parametrize("vendor", [VendorName.QUICKBOOKS, VendorName.RAKEN])
async def test_a_connected_vendor_is_ready(world: World, vendor: VendorName) -> None:
    report = (await _check(world, vendor)).unwrap()
    assert report.ready, report.items


async def test_books_without_an_active_employee_cannot_take_time(world: World) -> None:
    for employee in await world.books.all("Employee"):
        await world.books.edit("Employee", {**employee, "Active": False})
    assert (await _findings(world, VendorName.QUICKBOOKS))["employee"] is Finding.MISSING


async def test_a_grant_that_ended_is_the_only_finding(world: World) -> None:
    token = (await world.flow.container().vault.access_token(COMPANY, VendorName.QUICKBOOKS)).unwrap()
    await world.books.revoke(token.value)
    [item] = (await _check(world, VendorName.QUICKBOOKS)).unwrap().items
    assert (item.finding, item.code) == (Finding.MISSING, ErrorCode.RECONNECT_REQUIRED)


async def test_what_is_not_connected_cannot_be_checked(world: World) -> None:
    assert (await _check(world, VendorName.PROCORE)).error_code == ErrorCode.NOT_CONNECTED


async def test_books_in_another_currency_than_the_settings_are_told(world: World) -> None:
    await world.books.admin("realms", {"realm_id": REALM, "home_currency": "CAD"})
    [item] = [each for each in (await _check(world, VendorName.QUICKBOOKS)).unwrap().items if each.name == "currency"]
    assert (item.finding, item.code, item.message) == (
        Finding.MISSING,
        ErrorCode.CURRENCY_DIFFERS,
        "QuickBooks keeps its books in CAD, and the company's currency is USD: nothing is converted here",
    )
