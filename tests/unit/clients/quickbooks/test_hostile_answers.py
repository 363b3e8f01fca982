"""Whatever JSON the vendor answers with, every reader gives a Result and never raises."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.clients.quickbooks import models
from fieldledger.clients.quickbooks.answers import every_row, queried_rows, query_count, query_rows
from fieldledger.clients.quickbooks.batches import read_batch
from fieldledger.clients.quickbooks.changes import read_changes
from fieldledger.clients.quickbooks.failures import failure_in
from fieldledger.clients.quickbooks.faults import disposition, duplicate_of, faults_in, faults_in_xml
from fieldledger.clients.quickbooks.fields import full_update
from fieldledger.clients.quickbooks.limits import check_sendable
from fieldledger.clients.quickbooks.models import Bill, CompanyInfo, NameListRow, Preferences, Record, TimeActivity
from fieldledger.clients.quickbooks.webhooks import read_delivery
from fieldledger.clients.reading import read_record
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.result import Result

NOW: Final = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
KINDS: Final[tuple[type[Record], ...]] = (
    models.Customer,
    models.Vendor,
    models.Employee,
    models.Item,
    models.Account,
    models.Class,
    models.Department,
    models.Term,
    models.TimeActivity,
    models.Bill,
    models.BillPayment,
    models.Invoice,
    models.Payment,
    models.Purchase,
    models.PurchaseOrder,
    models.VendorCredit,
    models.JournalEntry,
    models.Estimate,
)
# fmt: off
NAMES: Final = (
    "Bill", "QueryResponse", "CDCResponse", "BatchItemResponse", "Fault", "Error", "fault", "error", "code",
    "Message", "Detail", "element", "time", "Id", "bId", "SyncToken", "status", "MetaData", "LastUpdatedTime",
    "Line", "DetailType", "Amount", "AccountBasedExpenseLineDetail", "AccountRef", "value", "TxnDate",
    "TimeActivity", "Hours", "StartTime", "Preferences", "AccountingInfoPrefs", "BookCloseDate", "OtherPrefs",
    "NameValue", "Name", "CompanyInfo", "totalCount", "id", "type", "intuitentityid", "intuitaccountid", "data",
    "deletedid", "eventNotifications", "realmId", "dataChangeEvent", "entities", "name", "operation",
    "lastUpdated", "deletedId",
)
# fmt: on
LEAVES: Final = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet=st.characters(exclude_categories=()), max_size=8)
    | st.sampled_from(
        ["Deleted", "2026-03-02", "2026-03-02T05:00:00.123456789-08:00", "qbo.bill.merged.v1", "Merge", "²", "6140"]
    )
)
VALUES: Final = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=25,
)
type Reader = Callable[[VendorAnswer], Result[object]]

READERS: Final[dict[str, Reader]] = {
    **{kind.entity(): lambda answer, kind=kind: read_record(answer, kind, (kind.entity(),)) for kind in KINDS},
    "bare record": lambda answer: read_record(answer, Bill),
    "name row": lambda answer: read_record(answer, NameListRow, ("Bill",)),
    "preferences": lambda answer: read_record(answer, Preferences, ("Preferences",)),
    "company": lambda answer: read_record(answer, CompanyInfo, ("CompanyInfo",)),
    "rows": lambda answer: query_rows(answer, "Bill", Bill),
    "every row": lambda answer: every_row(answer, "TimeActivity", TimeActivity),
    "count": query_count,
    "batch": read_batch,
    "changes": lambda answer: read_changes(answer, [Bill]),
    "webhook": lambda answer: read_delivery(answer.content),
}


def _answer(value: object, status: int = 200) -> VendorAnswer:
    return VendorAnswer(status, {}, json.dumps(value).encode())


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
@given(value=VALUES)
def test_no_json_makes_a_reader_raise(reader: Reader, value: object) -> None:
    assert reader(_answer(value)).success in {True, False}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
@given(body=st.binary(max_size=60))
def test_no_bytes_make_a_reader_raise(reader: Reader, body: bytes) -> None:
    assert reader(VendorAnswer(200, {}, body)).success in {True, False}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"a":' * 100_000, b'{"Bill":{"Id":"1","TotalAmt":NaN}}', b"9" * 9000]
)
def test_no_monstrous_body_makes_a_reader_raise(reader: Reader, body: bytes) -> None:
    assert reader(VendorAnswer(200, {}, body)).failed


@pytest.mark.parametrize("exponent", ["E+999999999", "E-999999999"])
@pytest.mark.parametrize("field", ["TotalAmt", "Hours", "Id", "Balance"])
def test_numbers_of_any_size_are_read_or_refused(field: str, exponent: str) -> None:
    row = f'{{"Id": "1", "{field}": 1{exponent}}}'.encode()
    for name in ("Bill", "TimeActivity"):
        assert READERS[name](VendorAnswer(200, {}, b'{"%s": %s}' % (name.encode(), row))).success in {True, False}


@given(value=VALUES, status=st.sampled_from([200, 400, 401, 403, 404, 429, 500]))
def test_no_json_makes_the_reading_of_faults_raise(value: object, status: int) -> None:
    failed = failure_in(_answer(value, status), NOW)
    assert failed is None or failed.failed
    if isinstance(value, dict):
        for fault in faults_in(value):
            duplicate_of(fault)
        disposition(faults_in(value))


@given(text=st.text(alphabet="<>/=\"'&; codeErrMsgDtail0123", max_size=80))
def test_no_markup_makes_the_reading_of_faults_raise(text: str) -> None:
    disposition(faults_in_xml(f'<Error code="1">{text}</Error>{text}'))


@given(value=VALUES)
def test_no_answer_to_a_query_in_a_batch_raises(value: object) -> None:
    queried_rows(value if isinstance(value, dict) else {"Bill": value}, Bill)


@given(extra=VALUES)
def test_whatever_was_read_can_be_sent_back_or_is_refused(extra: object) -> None:
    row = json.loads(json.dumps({"Id": "1", "X": extra}), parse_float=Decimal)
    assert check_sendable(full_update(Bill.model_validate(row), {})).success in {True, False}
