"""What QuickBooks would refuse anyway is found before it is sent (quickbooks.md 7.1)."""

from decimal import Decimal

import pytest

from fieldledger.clients.quickbooks.fields import Fields
from fieldledger.clients.quickbooks.limits import check_fields
from fieldledger.result import ErrorCode


@pytest.mark.parametrize(
    ("name", "longest"),
    [
        ("DocNumber", 21),
        ("PrivateNote", 4000),
        ("Description", 4000),
        ("DisplayName", 100),
        ("GivenName", 100),
        ("Title", 16),
        ("Notes", 2000),
        ("Memo", 4000),
        ("PurchaseDesc", 1000),
    ],
)
def test_a_text_may_be_as_long_as_its_limit(name: str, longest: int) -> None:
    assert check_fields("Customer", {name: "x" * longest}).success
    failed = check_fields("Customer", {name: "x" * (longest + 1)})
    assert (failed.error_code, failed.details["field"]) == (ErrorCode.VALIDATION_FAILED, name)


def test_lengths_are_counted_in_characters_and_not_in_bytes() -> None:
    assert check_fields("Bill", {"DocNumber": "ü" * 21}).success


def test_the_field_is_named_by_its_path() -> None:
    lines: Fields = {"Line": [{"Description": "fine"}, {"Description": "x" * 4001}]}
    assert check_fields("Bill", lines).details["field"] == "Line.1.Description"


def test_a_customer_memo_is_limited_inside_its_object() -> None:
    assert check_fields("Invoice", {"CustomerMemo": {"value": "x" * 1000}}).success
    assert check_fields("Invoice", {"CustomerMemo": {"value": "x" * 1001}}).failed
    assert check_fields("Invoice", {"BillEmail": {"value": "x" * 1001}}).success


@pytest.mark.parametrize("sign", [":", "\t", "\n"])
@pytest.mark.parametrize("name", ["DisplayName", "FamilyName", "PrintOnCheckName"])
def test_signs_that_no_name_may_hold(name: str, sign: str) -> None:
    assert check_fields("Vendor", {name: f"Clinic{sign} 2214"}).failed
    assert check_fields("Vendor", {"Notes": f"Clinic{sign} 2214"}).success


@pytest.mark.parametrize("sign", [":", '"'])
def test_signs_that_no_account_name_may_hold(sign: str) -> None:
    assert check_fields("Account", {"Name": f"Job{sign} costs"}).failed
    assert check_fields("Class", {"Name": f"Job{sign} costs"}).success


@pytest.mark.parametrize("name", ["Amount", "TotalAmt"])
@pytest.mark.parametrize("amount", ["0", "-25.10", "9999999999.12345", "1E+9", "0.10000000"])
def test_money_of_ten_and_five_digits_is_sent(name: str, amount: str) -> None:
    assert check_fields("Bill", {name: Decimal(amount)}).success


@pytest.mark.parametrize("amount", ["10000000000", "0.000001", "1E+10", "NaN", "Infinity", "1E+999999"])
def test_other_money_is_not(amount: str) -> None:
    failed = check_fields("Bill", {"Line": [{"Amount": Decimal(amount)}]})
    assert (failed.error_code, failed.details["field"]) == (ErrorCode.VALIDATION_FAILED, "Line.0.Amount")


def test_whole_amounts_are_checked_too() -> None:
    assert check_fields("Bill", {"Amount": 9_999_999_999}).success
    assert check_fields("Bill", {"Amount": 10_000_000_000}).failed


@pytest.mark.parametrize(
    ("rate", "fits"),
    [
        ("99999999999", True),
        ("100000000000", False),
        ("0.0000000001", True),
        ("3.14159265358979", True),
        ("3.141592653589793", False),
    ],
)
def test_rates_may_be_larger_and_finer_than_money(rate: str, fits: bool) -> None:
    assert check_fields("Bill", {"UnitPrice": Decimal(rate)}).success is fits


def test_what_has_no_limit_is_left_alone() -> None:
    assert check_fields("Bill", {"Active": True, "ParentRef": None, "X": ["y" * 5000], "Qty": 3}).success
