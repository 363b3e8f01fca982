"""Bodies as v1 and v2 want them."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from fieldledger.clients.procore.body import ACCOUNT, encoded, needs_account, number, plain
from fieldledger.clients.procore.models.line_items import DirectCostLineWrite, LineItemV2Write, LineItemWrite
from fieldledger.clients.procore.models.requisitions import RequisitionItemWrite, RequisitionWrite
from fieldledger.clients.procore.models.vendors import VendorWrite


def test_only_fields_that_were_set_are_sent_and_none_empties_one() -> None:
    assert VendorWrite(name="Acme Concrete", notes=None).fields() == {"name": "Acme Concrete", "notes": None}


def test_v1_ids_are_numbers_and_v2_ids_text() -> None:
    assert LineItemWrite(wbs_code_id="4503599627370497").fields() == {"wbs_code_id": 4503599627370497}
    assert LineItemV2Write(wbs_code_id="77").fields() == {"wbs_code_id": "77"}
    assert number("not-a-number") == "not-a-number"


def test_amounts_are_text_where_the_endpoint_wants_text_and_exact_numbers_elsewhere() -> None:
    assert LineItemWrite(amount=Decimal("1E+3")).fields() == {"amount": "1000"}
    line = DirectCostLineWrite(amount=Decimal("1200.10"))
    assert encoded(line.fields(), "") == b'{"amount":1200.1}'


def test_dates_are_written_as_procore_reads_them() -> None:
    chicago = timezone(timedelta(hours=-6))
    assert plain(date(2026, 3, 1)) == "2026-03-01"
    assert plain(datetime(2026, 3, 1, 18, 30, tzinfo=chicago)) == "2026-03-02T00:30:00Z"
    assert plain([{"at": datetime(2026, 3, 1, tzinfo=UTC)}]) == [{"at": "2026-03-01T00:00:00Z"}]


def test_nested_records_are_written_too() -> None:
    items = (RequisitionItemWrite(item_type="contract_item", line_item_id="5", work_completed_this_period=Decimal(10)),)
    requisition = RequisitionWrite(billing_date=date(2026, 3, 31), items=items)
    assert requisition.fields() == {
        "billing_date": "2026-03-31",
        "items": [{"item_type": "contract_item", "line_item_id": 5, "work_completed_this_period": "10"}],
    }


def test_the_company_is_filled_in_where_a_body_names_it() -> None:
    body = {"company_id": ACCOUNT, "vendor": {"name": "{account}"}}
    assert needs_account(body)
    assert json.loads(encoded(body, "5358233")) == {"company_id": 5358233, "vendor": {"name": "{account}"}}
    assert not needs_account({"vendor": {}})


def test_a_body_may_be_a_bare_list() -> None:
    assert encoded([{"resource_name": "Vendors"}, "7"], "") == b'[{"resource_name":"Vendors"},"7"]'
