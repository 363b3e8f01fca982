"""Create, read, update, delete: shapes, SyncToken, names, references, closed books."""

import pytest

from tests.unit.simulators.quickbooks.bench import REALM, Bench, Json, code, codes, hours


async def test_a_created_time_activity_has_the_documented_shape(bench: Bench) -> None:
    answer = await bench.post("timeactivity", hours(HourlyRate=75.5, Description="Pour"))
    shown = answer.json()
    assert answer.status_code == 200
    assert shown["TimeActivity"] == {
        "BillableStatus": "NotBillable",
        "CustomerRef": {"value": "2", "name": "Rondonuwu Fruit"},
        "Description": "Pour",
        "EmployeeRef": {"value": "1", "name": "Emily Platt"},
        "HourlyRate": 75.5,
        "Hours": 8,
        "Id": "1",
        "MetaData": {
            "CreateTime": "2026-11-23T12:00:00-08:00",
            "LastUpdatedTime": "2026-11-23T12:00:00-08:00",
        },
        "Minutes": 30,
        "NameOf": "Employee",
        "SyncToken": "0",
        "Taxable": False,
        "TxnDate": "2026-11-20",
        "domain": "QBO",
        "sparse": False,
    }
    assert shown["time"] == "2026-11-23T12:00:00.000-08:00"


async def test_every_response_carries_its_own_intuit_tid(bench: Bench) -> None:
    answers = [
        await bench.get("preferences"),
        await bench.get("customer/999"),
        await bench.http.get("/nowhere"),
    ]
    assert len({answer.headers["intuit_tid"] for answer in answers}) == 3


async def test_a_missing_date_becomes_the_companys_today(bench: Bench) -> None:
    bench.clock.advance(11 * 3600)
    bench.tokens = await bench.admin("tokens", {"client_id": "app-1", "realm_id": REALM})
    made = (await bench.post("timeactivity", hours(TxnDate=None))).json()["TimeActivity"]
    assert made["TxnDate"] == "2026-11-23"


async def test_start_and_end_are_shown_on_the_day_in_the_companys_offset(bench: Bench) -> None:
    sent = hours(Hours=None, Minutes=None, StartTime="08:00:00-05:00", EndTime="17:00:00-05:00")
    made = (await bench.post("timeactivity", sent)).json()["TimeActivity"]
    assert (made["StartTime"], made["EndTime"]) == ("2026-11-20T08:00:00-08:00", "2026-11-20T17:00:00-08:00")


async def test_time_without_an_item_gets_the_hours_item(bench: Bench) -> None:
    await bench.seed("Item", {"Name": "Hours", "Type": "Service", "IncomeAccountRef": {"value": "1"}})
    made = (await bench.post("timeactivity", hours())).json()["TimeActivity"]
    assert made["ItemRef"] == {"value": "2", "name": "Hours"}


async def test_a_full_update_empties_what_it_leaves_out_and_raises_the_token(bench: Bench) -> None:
    await bench.post("timeactivity", hours(Description="first"))
    bench.clock.advance(60)
    updated = await bench.post("timeactivity", hours(Id="1", SyncToken="0", Hours=4))
    made = updated.json()["TimeActivity"]
    assert (made["SyncToken"], made["Hours"], "Description" in made) == ("1", 4, False)
    assert made["MetaData"]["CreateTime"] < made["MetaData"]["LastUpdatedTime"]


async def test_a_sparse_update_keeps_what_it_leaves_out(bench: Bench) -> None:
    await bench.post("timeactivity", hours(Description="first"))
    sent = {"Id": "1", "SyncToken": "0", "sparse": True, "Hours": 4}
    made = (await bench.post("timeactivity", sent)).json()["TimeActivity"]
    assert (made["Hours"], made["Minutes"], made["Description"], made["sparse"]) == (4, 30, "first", False)


async def test_an_old_sync_token_is_a_stale_object(bench: Bench) -> None:
    await bench.post("timeactivity", hours())
    await bench.post("timeactivity", hours(Id="1", SyncToken="0"))
    answer = await bench.post("timeactivity", hours(Id="1", SyncToken="0"))
    assert (answer.status_code, code(answer), answer.json()["Fault"]["type"]) == (
        400,
        "5010",
        "ValidationFault",
    )


async def test_a_deleted_transaction_is_gone_but_admin_still_shows_it(bench: Bench) -> None:
    await bench.post("timeactivity", hours())
    gone = await bench.post("timeactivity", {"Id": "1", "SyncToken": "0"}, operation="delete")
    assert gone.json()["TimeActivity"] == {"status": "Deleted", "domain": "QBO", "Id": "1"}
    assert code(await bench.get("timeactivity/1")) == "610"
    assert [(row["Id"], row["deleted"]) for row in await bench.stored("TimeActivity")] == [("1", True)]


async def test_a_name_list_object_cannot_be_deleted(bench: Bench) -> None:
    answer = await bench.post("customer", {"Id": "2", "SyncToken": "0"}, operation="delete")
    assert code(answer) == "500"


@pytest.mark.parametrize("entity", ["customer", "vendor", "employee"])
async def test_a_display_name_is_unique_across_people(bench: Bench, entity: str) -> None:
    answer = await bench.post(entity, {"DisplayName": "EMILY platt"})
    assert code(answer) == "6240"


async def test_a_deactivated_person_is_marked_and_keeps_the_name(bench: Bench) -> None:
    sent = {"Id": "2", "SyncToken": "0", "sparse": True, "Active": False}
    made = (await bench.post("customer", sent)).json()["Customer"]
    assert (made["Active"], made["DisplayName"]) == (False, "Rondonuwu Fruit (deleted)")
    assert code(await bench.post("vendor", {"DisplayName": "Rondonuwu Fruit"})) == "6240"


async def test_reactivating_takes_the_mark_off(bench: Bench) -> None:
    await bench.post("customer", {"Id": "2", "SyncToken": "0", "sparse": True, "Active": False})
    sent = {"Id": "2", "SyncToken": "1", "sparse": True, "Active": True}
    assert (await bench.post("customer", sent)).json()["Customer"]["DisplayName"] == "Rondonuwu Fruit"


async def test_a_reference_to_an_inactive_or_unknown_record_is_610(bench: Bench) -> None:
    await bench.post("customer", {"Id": "2", "SyncToken": "0", "sparse": True, "Active": False})
    inactive = await bench.post("timeactivity", hours())
    unknown = await bench.post("timeactivity", hours(CustomerRef={"value": "404"}))
    assert [code(inactive), code(unknown)] == ["610", "610"]


async def test_a_reference_that_is_no_id_is_2500(bench: Bench) -> None:
    assert code(await bench.post("timeactivity", hours(CustomerRef={"value": "no id!"}))) == "2500"


async def test_a_job_has_its_parents_path_as_full_name(bench: Bench) -> None:
    sent = {"DisplayName": "Clinic", "Job": True, "ParentRef": {"value": "2"}}
    made = (await bench.post("customer", sent)).json()["Customer"]
    assert made["FullyQualifiedName"] == "Rondonuwu Fruit:Clinic"


async def test_one_fault_can_hold_several_errors(bench: Bench) -> None:
    sent = {"DocNumber": "x" * 45, "Line": [{"Amount": 1}]}
    answer = await bench.post("bill", sent)
    assert codes(answer) == ["2050", "2020"]
    assert answer.json()["Fault"]["Error"][0]["element"] == "DocNumber"


async def test_a_property_of_the_wrong_type_is_2010(bench: Bench) -> None:
    assert code(await bench.post("timeactivity", hours(Hours=8.5))) == "2010"
    assert code(await bench.post("timeactivity", [1])) == "2010"


@pytest.mark.parametrize(("day", "expected"), [("2026-10-31", "6210"), ("2026-11-01", None)])
async def test_closed_books_refuse_up_to_the_closing_day(bench: Bench, day: str, expected: str | None) -> None:
    await bench.admin("realms", {"realm_id": REALM, "book_close_date": "2026-10-31"})
    answer = await bench.post("timeactivity", hours(TxnDate=day))
    assert (code(answer) if expected else None) == expected


async def test_a_posted_record_in_a_closed_period_cannot_be_changed_or_deleted(bench: Bench) -> None:
    await bench.post("timeactivity", hours())
    await bench.admin("realms", {"realm_id": REALM, "book_close_date": "2026-11-20"})
    changed = await bench.post("timeactivity", hours(Id="1", SyncToken="0", TxnDate="2026-11-22"))
    deleted = await bench.post("timeactivity", {"Id": "1", "SyncToken": "0"}, operation="delete")
    assert [code(changed), code(deleted)] == ["6210", "6210"]


async def test_preferences_and_company_info_show_the_company(bench: Bench) -> None:
    await bench.admin("realms", {"realm_id": REALM, "company_name": "Ridge", "book_close_date": "2026-10-31"})
    prefs = (await bench.get("preferences")).json()["Preferences"]
    info = (await bench.get(f"companyinfo/{REALM}")).json()["CompanyInfo"]
    assert prefs["AccountingInfoPrefs"]["BookCloseDate"] == "2026-10-31"
    assert (info["CompanyName"], info["Id"]) == ("Ridge", "1")


async def test_a_company_without_classes_drops_the_class_of_time(bench: Bench) -> None:
    made = (await bench.seed("Class", {"Name": "Field"}))[0]
    sent = hours(ClassRef={"value": made["Id"]})
    kept = (await bench.post("timeactivity", sent)).json()["TimeActivity"]
    await bench.admin("realms", {"realm_id": REALM, "classes_per_txn": False})
    dropped = (await bench.post("timeactivity", sent)).json()["TimeActivity"]
    assert (kept["ClassRef"]["name"], "ClassRef" in dropped) == ("Field", False)


def bill(**changes: object) -> Json:
    line = {
        "DetailType": "AccountBasedExpenseLineDetail",
        "Amount": 12500.25,
        "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "2"}},
    }
    return {"VendorRef": {"value": "3"}, "DocNumber": "INV-1", "Line": [line, line], **changes}


async def test_a_bill_is_totalled_and_its_number_is_unique(bench: Bench) -> None:
    await bench.seed("Vendor", {"DisplayName": "Concrete Co"})
    made = (await bench.post("bill", bill())).json()["Bill"]
    again = await bench.post("bill", bill())
    allowed = await bench.post("bill", bill(), include="allowduplicatedocnum")
    assert (made["TotalAmt"], made["Balance"]) == (25000.5, 25000.5)
    assert code(again) == "6140"
    assert again.json()["Fault"]["Error"][0]["Detail"].endswith(
        "DocNumber=INV-1 is assigned to TxnType=Bill with TxnId=1"
    )
    assert allowed.status_code == 200
