"""QuickBooks' records: money exactly, moments in UTC, and nothing lost that the models do not know."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError

from fieldledger.clients.quickbooks.fields import sendable
from fieldledger.clients.quickbooks.models import (
    AccountExpenseLine,
    Bill,
    BillPayment,
    CompanyInfo,
    Customer,
    DescriptionLine,
    Invoice,
    ItemExpenseLine,
    JournalEntry,
    JournalLine,
    OtherLine,
    Preferences,
    Purchase,
    SalesItemLine,
    SubTotalLine,
    TimeActivity,
)
from tests.unit.clients.quickbooks.bench import Row, a_bill_row, a_cost_line, a_row, read_as


def test_money_days_and_moments_are_read_exactly() -> None:
    bill = read_as(Bill, a_bill_row(TotalAmt=Decimal("0.1")))
    assert (bill.total, bill.txn_date, bill.due_date) == (Decimal("0.1"), date(2026, 2, 18), date(2026, 3, 20))
    changed = bill.meta and bill.meta.last_updated_time
    assert changed == datetime(2026, 2, 27, 18, 0, tzinfo=UTC)
    assert changed.tzinfo is UTC


def test_references_keep_the_name_that_quickbooks_fills_in() -> None:
    vendor = read_as(Bill, a_bill_row()).vendor
    assert vendor is not None
    assert (vendor.value, vendor.name) == ("46", "Sunrise Concrete")


def test_ids_that_come_as_numbers_are_text() -> None:
    assert read_as(Customer, a_row(Id=67, ParentRef={"value": 26})).id == "67"


def test_fields_that_are_not_modelled_come_back_as_they_came() -> None:
    row = a_bill_row(PurchaseEx={"any": [{"name": "x", "value": Decimal("1.50")}]}, Line=[a_cost_line(MarkupInfo={})])
    bill = read_as(Bill, row)
    returned = sendable(bill.fields())
    assert isinstance(returned, dict)
    assert {**returned, "MetaData": row["MetaData"]} == row


@pytest.mark.parametrize(
    ("name", "detail", "kind"),
    [
        ("AccountBasedExpenseLineDetail", {"AccountRef": {"value": "7"}}, AccountExpenseLine),
        ("ItemBasedExpenseLineDetail", {"Qty": 3}, ItemExpenseLine),
        ("SalesItemLineDetail", {"ItemRef": {"value": "1"}}, SalesItemLine),
        ("JournalEntryLineDetail", {"PostingType": "Debit", "AccountRef": {"value": "1"}}, JournalLine),
        ("SubTotalLineDetail", {}, SubTotalLine),
        ("DescriptionOnly", {}, DescriptionLine),
        ("GroupLineDetail", {"Quantity": 2}, OtherLine),
        ("WhateverComesNext", {"X": [1]}, OtherLine),
    ],
)
def test_lines_are_told_apart_by_their_detail_type(name: str, detail: Row, kind: type[object]) -> None:
    line: Row = {"Id": "1", "Amount": 5, "DetailType": name, name: detail}
    [read] = read_as(Invoice, a_row(Line=[line])).lines
    assert (type(read), read.amount) == (kind, Decimal(5))
    assert read.model_dump(by_alias=True, exclude_unset=True)[name] == detail


def test_a_line_without_a_kind_is_kept() -> None:
    [line] = read_as(Bill, a_row(Line=[{"Amount": 5}])).lines
    assert type(line) is OtherLine


def test_the_kind_of_a_line_may_be_spelled_in_capitals() -> None:
    line = {"Amount": 5, "DetailType": "SALES_ITEM_LINE_DETAIL", "SalesItemLineDetail": {"Qty": 2}}
    [read] = read_as(Invoice, a_row(Line=[line])).lines
    assert isinstance(read, SalesItemLine)
    assert read.detail.quantity == 2


def test_lines_of_payments_have_links_and_no_kind() -> None:
    line = {"Amount": 200, "LinkedTxn": [{"TxnId": "234", "TxnType": "Bill"}]}
    [read] = read_as(BillPayment, a_row(Line=[line], PayType="Check")).lines
    assert [(link.txn_type, link.txn_id) for link in read.linked] == [("Bill", "234")]


def test_a_journal_line_names_its_side_and_its_party() -> None:
    detail = {
        "PostingType": "Credit",
        "AccountRef": {"value": "33"},
        "Entity": {"Type": "Vendor", "EntityRef": {"value": "46"}},
    }
    line = {"Amount": 5, "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail}
    [read] = read_as(JournalEntry, a_row(Line=[line])).lines
    assert isinstance(read, JournalLine)
    assert read.detail.entity is not None
    assert (read.detail.posting_type, read.detail.entity.type) == ("Credit", "Vendor")


def test_the_payee_of_a_purchase_says_what_it_is() -> None:
    payee = read_as(Purchase, a_row(EntityRef={"value": "46", "type": "Vendor"})).payee
    assert payee is not None
    assert (payee.value, payee.type) == ("46", "Vendor")


def test_what_is_left_of_a_deleted_record_is_read() -> None:
    assert read_as(Bill, {"Id": "108", "status": "Deleted", "domain": "QBO"}).deleted
    assert not read_as(Bill, a_bill_row()).deleted


def test_versions_are_told_apart_by_id_and_sync_token() -> None:
    bill = read_as(Bill, a_bill_row())
    assert bill.same_version_as(read_as(Bill, a_bill_row(PrivateNote="seen later")))
    assert not bill.same_version_as(read_as(Bill, a_bill_row(SyncToken="4")))


@pytest.mark.parametrize(
    "damage",
    [
        {"Id": None},
        {"TxnDate": 0},
        {"TxnDate": "yesterday"},
        {"TotalAmt": Decimal("1E+999999999")},
        {"TotalAmt": Decimal("1E-999999999")},
        {"TotalAmt": "much"},
        {"Line": [{"DetailType": "AccountBasedExpenseLineDetail"}]},
        {"Line": "none"},
        {"MetaData": {"LastUpdatedTime": 1730024394085}},
        {"MetaData": {"LastUpdatedTime": "2026-02-27T10:00:00"}},
        {"VendorRef": "46"},
    ],
)
def test_what_cannot_be_meant_is_refused(damage: Row) -> None:
    with pytest.raises(ValidationError):
        read_as(Bill, a_bill_row(**damage))


@pytest.mark.parametrize(
    ("fields", "minutes"),
    [
        ({"Hours": 8, "Minutes": 30}, 510),
        ({"StartTime": "2026-02-27T09:00:00-08:00", "EndTime": "2026-02-27T17:30:00-08:00", "BreakMinutes": 30}, 480),
        # The offset changes in between (daylight saving) and does not count.
        ({"StartTime": "2026-03-08T01:00:00-08:00", "EndTime": "2026-03-08T04:00:00-07:00"}, 180),
        ({"StartTime": "2026-02-27T09:00:00-08:00"}, 0),
        ({}, 0),
    ],
)
def test_the_minutes_of_a_time_activity(fields: Row, minutes: int) -> None:
    assert read_as(TimeActivity, a_row(**fields)).total_minutes == minutes


def test_hours_of_no_plausible_size_are_refused() -> None:
    with pytest.raises(ValidationError):
        read_as(TimeActivity, a_row(Hours=Decimal("1E+999999999")))


def _preferences(**groups: object) -> Preferences:
    return Preferences.model_validate(json.loads(json.dumps(groups)))


def test_preferences_say_what_the_books_take() -> None:
    switched = _preferences(
        AccountingInfoPrefs={"ClassTrackingPerTxn": True, "ClassTrackingPerTxnLine": True, "TrackDepartments": True},
        VendorAndPurchasesPrefs={"BillableExpenseTracking": True, "TrackingByCustomer": True},
        CurrencyPrefs={"MultiCurrencyEnabled": True},
        SalesFormsPrefs={"CustomTxnNumbers": True},
        OtherPrefs={
            "NameValue": [
                {"Name": "ProjectsEnabled", "Value": "true"},
                {"Name": "WarnDuplicateJournalNumber", "Value": "true"},
            ]
        },
    )
    plain = _preferences(OtherPrefs={"NameValue": [{"Name": "ProjectsEnabled", "Value": "false"}]})
    flags = [
        (
            books.classes_per_line,
            books.classes_per_transaction,
            books.departments,
            books.billable_expenses,
            books.several_currencies,
            books.sales.custom_txn_numbers,
            books.projects,
            books.unique_journal_numbers,
        )
        for books in (switched, plain)
    ]
    assert flags == [(True,) * 8, (False,) * 8]


def test_billable_expenses_need_both_switches() -> None:
    assert not _preferences(VendorAndPurchasesPrefs={"BillableExpenseTracking": True}).billable_expenses


def test_the_books_are_closed_up_to_and_including_a_day() -> None:
    books = _preferences(AccountingInfoPrefs={"BookCloseDate": "2026-01-31"})
    assert (books.closed(date(2026, 1, 31)), books.closed(date(2026, 2, 1))) == (True, False)
    assert not _preferences().closed(date(2000, 1, 1))


def test_the_edition_is_in_the_companys_names_and_values() -> None:
    pairs = [{"Name": "OfferingSku", "Value": "QuickBooks Online Plus"}, {"Name": "NeoEnabled", "Value": "true"}]
    assert CompanyInfo.model_validate({"NameValue": pairs}).edition == "QuickBooks Online Plus"
    assert CompanyInfo.model_validate({"CompanyName": "Bluestem"}).edition is None
