"""The faults 6290 to 6390 of TimeActivity."""

import pytest

from tests.unit.simulators.quickbooks.bench import Bench, code, hours

SPAN = {"Hours": None, "Minutes": None}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"VendorRef": {"value": "3"}}, "6290"),
        ({"NameOf": None}, "6300"),
        ({"NameOf": "Customer"}, "6300"),
        ({"EmployeeRef": None}, "2020"),
        ({"BillableStatus": "Billable", "CustomerRef": None, "HourlyRate": 1}, "6310"),
        ({"BillableStatus": "Maybe"}, "6320"),
        ({"BillableStatus": "HasBeenBilled"}, "6320"),
        ({"BillableStatus": "Billable"}, "6330"),
        ({"HourlyRate": -1}, "6330"),
        ({**SPAN, "StartTime": "8am", "EndTime": "17:00:00"}, "6340"),
        (SPAN, "6350"),
        ({**SPAN, "StartTime": "08:00:00"}, "6360"),
        ({**SPAN, "StartTime": "08:00:00", "EndTime": "09:00:00", "BreakMinutes": 61}, "6360"),
        ({**SPAN, "StartTime": "18:00:00", "EndTime": "09:00:00"}, "6370"),
        ({"Minutes": 60}, "6380"),
        ({"Hours": 8761}, "6380"),
        ({"Hours": -1}, "6380"),
        ({"StartTime": "08:00:00", "EndTime": "17:00:00"}, "6390"),
        ({"TxnDate": "20/11/2026"}, "2060"),
        ({"Description": "x" * 4001}, "2050"),
    ],
)
async def test_a_broken_rule_earns_its_code(bench: Bench, changes: dict[str, object], expected: str) -> None:
    await bench.seed("Vendor", {"DisplayName": "Crane Hire"})
    assert code(await bench.post("timeactivity", hours(**changes))) == expected
    assert await bench.stored("TimeActivity") == []


@pytest.mark.parametrize(
    "changes",
    [
        {"Hours": 8760, "Minutes": 59},
        {"BillableStatus": "Billable", "HourlyRate": 75},
        {"Description": "x" * 4000},
        {**SPAN, "StartTime": "08:00:00", "EndTime": "09:00:00", "BreakMinutes": 60},
    ],
)
async def test_what_the_rules_allow_is_accepted(bench: Bench, changes: dict[str, object]) -> None:
    assert (await bench.post("timeactivity", hours(**changes))).status_code == 200


async def test_time_of_an_employee_who_is_a_customer_is_refused_or_retyped_in_silence(bench: Bench) -> None:
    sent = hours(EmployeeRef={"value": "2"}, CustomerRef=None)
    refused = await bench.post("timeactivity", sent)
    await bench.admin("settings", {"time_retyping": True})
    shown = (await bench.post("timeactivity", sent)).json()["TimeActivity"]
    assert (code(refused), shown["NameOf"], "EmployeeRef" in shown) == ("610", "Other", False)
    assert shown["OtherNameRef"] == {"value": "2", "name": "Rondonuwu Fruit"}


async def test_retyping_leaves_real_employees_and_unknown_ids_alone(bench: Bench) -> None:
    await bench.admin("settings", {"time_retyping": True})
    shown = (await bench.post("timeactivity", hours())).json()["TimeActivity"]
    unknown = await bench.post("timeactivity", hours(EmployeeRef={"value": "404"}))
    assert (shown["NameOf"], code(unknown)) == ("Employee", "610")
