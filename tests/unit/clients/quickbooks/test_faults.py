"""What QuickBooks' faults mean, in every shape that was captured from it (quickbooks.md 1.4 to 1.6)."""

import pytest

from fieldledger.clients.quickbooks.faults import (
    Disposition,
    VendorFault,
    disposition,
    duplicate_of,
    faults_in,
    faults_in_xml,
    is_stale,
    names_throttle,
    stale_in_vain,
)
from fieldledger.result import ErrorCode

ENVELOPE = {
    "Fault": {
        "Error": [
            {"Message": "Stale Object Error", "Detail": "You and root were working", "code": "5010", "element": ""}
        ],
        "type": "ValidationFault",
    },
    "time": "2016-04-15T09:01:18.141-07:00",
}
GATEWAY: dict[str, object] = {
    "warnings": None,
    "fault": {
        "error": [{"message": "errorCode=003200", "detail": "Token expired: AB0", "code": "3200", "element": None}],
        "type": "AUTHENTICATION",
    },
    "batchItemResponse": [],
    "time": 1730024394085,
}
SEVERAL = {
    "Fault": {
        "Error": [
            {"Message": "String length", "Detail": "Max:21", "code": "2050", "element": "DocNumber"},
            {"Message": "Required param missing", "Detail": "AccountRef", "code": "2020", "element": "AccountRef"},
        ],
        "type": "ValidationFault",
    }
}
NUMERIC_CODE = {"Fault": {"Error": [{"code": 6210, "Message": "Account Period Closed", "Detail": "closed"}]}}
FRENCH = {"Fault": {"Error": [{"Message": "Numéro de document en double", "Detail": "déjà utilisé", "code": "6140"}]}}

XML_THROTTLE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<IntuitResponse time="2016-12-07T15:27:09.527-08:00" xmlns="http://schema.intuit.com/finance/v3">
  <Fault type="SERVICE">
    <Error code="3001">
      <Message>message=ThrottleExceeded; errorCode=003001; statusCode=429</Message>
      <Detail>The request limit was reached.  Try again later</Detail>
    </Error>
  </Fault>
</IntuitResponse>"""
XML_ONE_LINE = (
    '<?xml version="1.0"?><IntuitResponse xmlns="http://schema.intuit.com/finance/v3">'
    '<Fault type="AuthenticationFault">'
    '<Error code="100"><Message>General Authentication Error</Message><Detail>SRV-110</Detail></Error>'
    "</Fault></IntuitResponse>"
)
XML_ELEMENT = '<Fault><Error code="6240" element=""><Message>Duplicate Name Exists Error</Message></Error></Fault>'


def _codes(faults: tuple[VendorFault, ...]) -> list[str]:
    return [fault.code for fault in faults]


def test_the_usual_envelope_is_read() -> None:
    assert faults_in(ENVELOPE) == (VendorFault("5010", "Stale Object Error", "You and root were working", ""),)


def test_the_gateways_lower_case_body_is_read() -> None:
    assert faults_in(GATEWAY) == (VendorFault("3200", "errorCode=003200", "Token expired: AB0", ""),)


def test_every_error_of_a_fault_is_read() -> None:
    faults = faults_in(SEVERAL)
    assert [(fault.code, fault.element) for fault in faults] == [("2050", "DocNumber"), ("2020", "AccountRef")]


def test_a_code_that_comes_as_a_number_is_read() -> None:
    assert _codes(faults_in(NUMERIC_CODE)) == ["6210"]


@pytest.mark.parametrize(
    "answer",
    [
        {"TimeActivity": {"Id": "1"}},
        {"Fault": None},
        {"Fault": "down"},
        {"Fault": {"Error": {}}},
        {"Fault": {"Error": ["x"]}},
    ],
)
def test_an_answer_without_errors_has_no_faults(answer: dict[str, object]) -> None:
    assert faults_in(answer) == ()


@pytest.mark.parametrize(("text", "code"), [(XML_THROTTLE, "3001"), (XML_ONE_LINE, "100"), (XML_ELEMENT, "6240")])
def test_faults_in_xml_are_read(text: str, code: str) -> None:
    assert _codes(faults_in_xml(text)) == [code]


def test_messages_in_xml_are_kept_for_the_person() -> None:
    [fault] = faults_in_xml(XML_THROTTLE)
    assert fault.detail == "The request limit was reached.  Try again later"


@pytest.mark.parametrize("text", ["<html><body>502 Bad Gateway</body></html>", "", "<IntuitResponse/>"])
def test_other_markup_has_no_faults(text: str) -> None:
    assert faults_in_xml(text) == ()


def test_a_localised_fault_is_known_by_its_code() -> None:
    assert disposition(faults_in(FRENCH)) == (Disposition.PARK, ErrorCode.BOOKS_DUPLICATE)


@pytest.mark.parametrize(
    ("code", "what", "as_code"),
    [
        ("610", Disposition.PARK, ErrorCode.BOOKS_REFERENCE_INACTIVE),
        ("2500", Disposition.PARK, ErrorCode.BOOKS_REFERENCE_INACTIVE),
        ("6250", Disposition.PARK, ErrorCode.BOOKS_REFERENCE_INACTIVE),
        ("6200", Disposition.PARK, ErrorCode.BOOKS_PERIOD_CLOSED),
        ("6210", Disposition.PARK, ErrorCode.BOOKS_PERIOD_CLOSED),
        ("6140", Disposition.PARK, ErrorCode.BOOKS_DUPLICATE),
        ("6240", Disposition.PARK, ErrorCode.BOOKS_DUPLICATE),
        ("5010", Disposition.PARK, ErrorCode.BOOKS_STALE),
        ("2020", Disposition.PARK, ErrorCode.BOOKS_REFUSED),
        ("6000", Disposition.PARK, ErrorCode.BOOKS_REFUSED),
        ("6330", Disposition.PARK, ErrorCode.BOOKS_REFUSED),
        ("9999", Disposition.PARK, ErrorCode.BOOKS_REFUSED),
        ("oops", Disposition.PARK, ErrorCode.BOOKS_REFUSED),
        ("", Disposition.PARK, ErrorCode.BOOKS_REFUSED),
        ("3001", Disposition.THROTTLED, ErrorCode.VENDOR_THROTTLED),
        ("003001", Disposition.THROTTLED, ErrorCode.VENDOR_THROTTLED),
        ("1040", Disposition.SHRINK, ErrorCode.BATCH_TOO_LARGE),
        ("130", Disposition.REPEAT, ErrorCode.VENDOR_UNAVAILABLE),
        ("150", Disposition.REPEAT, ErrorCode.VENDOR_UNAVAILABLE),
        ("4002", Disposition.REPEAT, ErrorCode.VENDOR_UNAVAILABLE),
        ("120", Disposition.REPEAT, ErrorCode.VENDOR_UNAUTHORIZED),
        ("003100", Disposition.REPEAT, ErrorCode.VENDOR_UNAUTHORIZED),
        ("6190", Disposition.REPEAT, ErrorCode.VENDOR_UNAUTHORIZED),
        ("600", Disposition.SETTLE, ErrorCode.BOOKS_OUTCOME_UNKNOWN),
        ("1000", Disposition.SETTLE, ErrorCode.BOOKS_OUTCOME_UNKNOWN),
        ("1020", Disposition.SETTLE, ErrorCode.BOOKS_OUTCOME_UNKNOWN),
        ("10000", Disposition.SETTLE, ErrorCode.BOOKS_OUTCOME_UNKNOWN),
    ],
)
def test_each_code_has_its_consequence(code: str, what: Disposition, as_code: ErrorCode) -> None:
    assert disposition([VendorFault(code, "", "", "")]) == (what, as_code)


@pytest.mark.parametrize(
    ("codes", "what"),
    [
        (("2020", "10000"), Disposition.SETTLE),
        (("3001", "6000"), Disposition.THROTTLED),
        (("2050", "2020"), Disposition.PARK),
        (("610", "150"), Disposition.REPEAT),
    ],
)
def test_of_several_faults_the_most_careful_reading_counts(codes: tuple[str, ...], what: Disposition) -> None:
    assert disposition([VendorFault(code, "", "", "") for code in codes])[0] is what
    assert disposition([VendorFault(code, "", "", "") for code in reversed(codes)])[0] is what


@pytest.mark.parametrize(
    ("detail", "holder"),
    [
        ("This number has already been used. DocNumber=X is assigned to TxnType=Invoice with TxnId=396", "396"),
        ("Ce numéro a déjà été utilisé. DocNumber=INV-0002 is assigned to TxnType=Facture with TxnId=2137", "2137"),
        ("This number has already been used.", None),
        ("MyTxnId=396", None),
        ("TxnId=", None),
    ],
)
def test_a_duplicate_number_tells_who_has_it_in_every_language(detail: str, holder: str | None) -> None:
    assert duplicate_of(VendorFault("6140", "m", detail, "")) == holder


@pytest.mark.parametrize("code", ["6240", "6000", "610"])
def test_only_a_duplicate_number_names_a_transaction(code: str) -> None:
    assert duplicate_of(VendorFault(code, "m", "TxnId=396", "")) is None


@pytest.mark.parametrize(
    ("code", "sent", "held", "in_vain"),
    [("5010", "3", "3", True), ("5010", "3", "4", False), ("6210", "3", "3", False)],
)
def test_a_stale_record_that_has_not_moved_is_not_stale(code: str, sent: str, held: str, in_vain: bool) -> None:
    faults = [VendorFault(code, "m", "Account Period Closed", "")]
    assert is_stale(faults) is (code == "5010")
    assert stale_in_vain(faults, sent, held) is in_vain


def test_a_throttle_is_known_by_its_code_alone() -> None:
    assert names_throttle([VendorFault("003001", "", "", "")])
    assert not names_throttle([VendorFault("6000", "ThrottleExceeded", "", "")])
    assert not names_throttle([])


@pytest.mark.parametrize(
    "text",
    [
        """<Error element='DocNumber' code='2050'><Detail>Tom &amp; Co</Detail><Message>m</Message></Error>""",
        """<Error code="2050" x="1" element="DocNumber">
             <Other/><Message>m</Message><Detail>Tom &amp; Co</Detail>
           </Error>""",
    ],
)
def test_xml_is_read_whatever_the_order_of_its_parts(text: str) -> None:
    assert faults_in_xml(text) == (VendorFault("2050", "m", "Tom & Co", "DocNumber"),)


def test_an_error_without_a_code_is_no_fault() -> None:
    assert faults_in_xml("<Error><Message>m</Message></Error>") == ()


@pytest.mark.parametrize("code", ["²", "١٢", "9" * 5000, "-1"])
def test_a_code_that_is_no_plain_number_counts_as_unknown(code: str) -> None:
    assert VendorFault(code, "", "", "").number == 0
