"""Records as Procore sends them: ids of either version, amounts as text, more fields than anybody knows."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from fieldledger.clients.procore.models.base import Named, ProcoreModel
from fieldledger.clients.procore.models.budget import BudgetRow
from fieldledger.clients.procore.models.commitments import WorkOrderContract
from fieldledger.clients.procore.models.direct_costs import DirectCost
from fieldledger.clients.procore.models.payment_applications import PaymentApplication
from fieldledger.clients.procore.models.projects import Project
from fieldledger.clients.procore.models.requisitions import Requisition
from fieldledger.clients.procore.models.time_cards import TimecardEntry


def _a_subcontract(**changes: Any) -> dict[str, Any]:
    row = {
        "id": 4503599627370497,
        "number": "SC-001",
        "status": "Approved",
        "grand_total": "55000.00",
        "retainage_percent": "10.0",
        "vendor": {"id": 47, "company": "Acme Concrete", "origin_id": "FL-V-1"},
        "contract_date": "2026-01-15",
        "updated_at": "2026-03-01T12:00:00Z",
        "origin_id": "FL-C-1",
        "currency_configuration": {"currency_iso_code": "USD"},
    }
    return row | changes


def test_a_subcontract_keeps_64_bit_ids_as_text_and_amounts_exact() -> None:
    contract = WorkOrderContract.model_validate(_a_subcontract())
    assert (contract.id, contract.grand_total, contract.retainage_percent) == (
        "4503599627370497",
        Decimal("55000.00"),
        Decimal("10.0"),
    )
    assert (contract.contract_date, contract.updated_at) == (
        date(2026, 1, 15),
        datetime(2026, 3, 1, 12, tzinfo=UTC),
    )
    assert contract.vendor is not None
    assert contract.vendor.id == "47"


def test_unknown_fields_are_kept() -> None:
    contract = WorkOrderContract.model_validate(_a_subcontract(new_field="x"))
    assert (contract.model_extra or {})["new_field"] == "x"


def test_lines_of_a_single_read_come_with_their_codes() -> None:
    line = {
        "id": 1,
        "amount": "1,200.50",
        "wbs_code": {"id": 3, "flat_code": "02-300.LAB"},
        "cost_code": {"id": 5, "full_code": "02-300", "line_item_types": [{"id": 2, "base_type": "labor"}]},
    }
    [read] = WorkOrderContract.model_validate(_a_subcontract(line_items=[line])).line_items
    assert (read.amount, read.wbs_code and read.wbs_code.flat_code) == (Decimal("1200.50"), "02-300.LAB")
    assert read.cost_code is not None
    assert read.cost_code.line_item_types[0].base_type == "labor"


@pytest.mark.parametrize("value", ["", None, "  "])
def test_an_empty_amount_or_date_is_none(value: object) -> None:
    contract = WorkOrderContract.model_validate(_a_subcontract(grand_total=value, contract_date=value))
    assert (contract.grand_total, contract.contract_date) == (None, None)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999999999", "much", {"amount": 1}])
def test_a_senseless_amount_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        WorkOrderContract.model_validate(_a_subcontract(grand_total=value))


@pytest.mark.parametrize("value", [True, None, "", 1.5, {}])
def test_a_record_without_an_id_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        Named.model_validate({"id": value})


def test_a_v2_id_is_text_already() -> None:
    assert Named.model_validate({"id": "160586"}).id == "160586"


def test_percentages_lose_their_sign() -> None:
    requisition = Requisition.model_validate({"id": 1, "percent_complete": "96.36%"})
    assert requisition.percent_complete == Decimal("96.36")


def test_the_older_name_of_the_summary_is_understood() -> None:
    requisition = Requisition.model_validate({"id": 1, "g702": {"current_payment_due": "10.00"}})
    assert requisition.summary is not None
    assert requisition.summary.current_payment_due == Decimal("10.00")


def test_a_direct_cost_names_its_vendor_as_text_or_as_a_record() -> None:
    as_text = DirectCost.model_validate({"id": 1, "vendor": "Acme", "employee": {"id": None, "name": None}})
    as_record = DirectCost.model_validate({"id": 1, "vendor": {"id": 7, "name": "Acme"}})
    assert (as_text.vendor, as_text.employee) == ("Acme", None)
    assert isinstance(as_record.vendor, Named)


def test_an_owner_invoice_has_days_where_others_have_times() -> None:
    invoice = PaymentApplication.model_validate({"id": 1, "updated_at": "2026-03-01"})
    later = PaymentApplication.model_validate({"id": 1, "updated_at": "2026-03-01T00:00:00Z"})
    assert invoice.updated_at == date(2026, 3, 1)
    assert later.updated_at == datetime(2026, 3, 1, tzinfo=UTC)


def test_the_columns_of_a_customers_budget_view_are_kept() -> None:
    row = BudgetRow.model_validate(
        {"id": 1, "cost_code": "02-300", "original_budget_amount": "100.0", "Revised Budget": "120.50", "Notes": "x"}
    )
    assert row.columns == {"Revised Budget": "120.50", "Notes": "x"}
    assert (row.amount("Revised Budget"), row.amount("Notes"), row.amount("Nothing")) == (Decimal("120.50"), None, None)


def test_time_comes_as_text_or_number() -> None:
    entry = TimecardEntry.model_validate({"id": 1, "hours": "8.0", "lunch_time": 30, "time_in": "08:00"})
    assert (entry.hours, entry.lunch_time, entry.time_in) == (Decimal("8.0"), Decimal(30), "08:00")


def test_a_project_needs_a_name() -> None:
    with pytest.raises(ValidationError):
        Project.model_validate({"id": 1})


def test_refusals_never_quote_what_was_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        ProcoreModel.model_validate("555-12-3456")
    assert "555" not in str(refused.value)


def test_a_truth_value_is_no_text() -> None:
    with pytest.raises(ValidationError):
        WorkOrderContract.model_validate(_a_subcontract(number=True))
