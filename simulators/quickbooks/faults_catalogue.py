"""The vendor's faults by code, with its own texts (sections 1.4 and 1.5), and the shapes that carry them."""

from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import quoteattr

from simulators.quickbooks.values import Body, Json, dumps

_NAMESPACE = "http://schema.intuit.com/finance/v3"
_INACTIVE = (
    "Object Not Found : Something you're trying to use has been made inactive. "
    "Check the fields with accounts, customers, items, vendors or employees."
)
_STALE = (
    "Stale Object Error : You and root were working on this at the same time. "
    "root finished before you did, so your work was not saved."
)
_CLOSED = (
    "The account period has closed and the account books cannot be updated through through the QBO Services "
    "API. Please use the QBO website to make these changes."
)
_MESSAGES = {
    "500": "Unsupported Operation",
    "2010": "Request has invalid or unsupported property",
    "2040": "Invalid characters",
    "2060": "Invalid Date format",
    "2250": "Required lines are missing",
    "6070": "Amount is not equal to UnitPrice * Qty",
    "6080": "No name provided",
    "6140": "Duplicate Document Number Error",
    "6150": "ParentRef is required",
    "6180": "Nesting level exceeded",
    "6290": "TimeActivity names both an employee and a vendor",
    "6300": "NameOf is missing or invalid",
    "6310": "A customer is required when time is billable",
    "6320": "Invalid billable status",
    "6330": "Invalid hourly rate",
    "6340": "Invalid time",
    "6350": "Time is missing",
    "6360": "Invalid start or end time, or the break exceeds the elapsed time",
    "6370": "Start time is after end time",
    "6380": "Duration is out of range",
    "6390": "Both a duration and start and end times were given",
}


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """One entry of a fault's Error array."""

    code: str
    message: str
    detail: str
    element: str = ""

    def as_json(self) -> Body:
        return {"Message": self.message, "Detail": self.detail, "code": self.code, "element": self.element}


class ApiFault(Exception):  # noqa: N818 - the vendor's own word
    """A refusal in the vendor's envelope; HTTP 400 unless told otherwise, several entries possible."""

    def __init__(self, *entries: ErrorEntry, kind: str = "ValidationFault", status: int = 400) -> None:
        super().__init__(", ".join(f"{entry.code} {entry.detail}" for entry in entries))
        self.entries = entries
        self.kind = kind
        self.status = status

    def as_json(self) -> Body:
        """Build the value of `Fault`."""
        errors: list[Json] = [entry.as_json() for entry in self.entries]
        return {"Error": errors, "type": self.kind}


def plain(code: str, detail: str, element: str = "") -> ErrorEntry:
    """Build an entry of a code whose message is in the table above; Detail reads `message : detail`."""
    message = _MESSAGES[code]
    return ErrorEntry(code, message, f"{message} : {detail}", element)


def not_found() -> ErrorEntry:
    return ErrorEntry("610", "Object Not Found", _INACTIVE)


def stale() -> ErrorEntry:
    return ErrorEntry("5010", "Stale Object Error", _STALE)


def books_closed() -> ErrorEntry:
    return ErrorEntry("6210", "Account Period Closed, Cannot Update Through Services API", _CLOSED)


def missing(name: str) -> ErrorEntry:
    message = "Required param missing, need to supply the required value for the API"
    return ErrorEntry("2020", message, f"Required parameter {name} is missing in the request", name)


def unsupported_property(name: str) -> ErrorEntry:
    detail = f"Property Name:{name} specified is unsupported or invalid"
    return ErrorEntry("2010", _MESSAGES["2010"], detail, name)


def bad_length(name: str, maximum: int, supplied: int) -> ErrorEntry:
    message = "String length is either shorter or longer than supported by specification"
    detail = (
        f"String length specified does not match the supported length. "
        f"Min:0 Max:{maximum} supported. Supplied length:{supplied}"
    )
    return ErrorEntry("2050", message, detail, name)


def invalid_reference(name: str, value: str) -> ErrorEntry:
    return ErrorEntry("2500", "Invalid Reference Id", f"Invalid Reference Id : {name} id {value}", name)


def duplicate_name() -> ErrorEntry:
    detail = (
        "The name supplied already exists. : Another customer, vendor or employee is already using this "
        "name. Please use a different name."
    )
    return ErrorEntry("6240", "Duplicate Name Exists Error", detail)


def duplicate_document(number: str, entity: str, holder: str) -> ErrorEntry:
    detail = (
        "You must specify a different number. This number has already been used. "
        f"DocNumber={number} is assigned to TxnType={entity} with TxnId={holder}"
    )
    return plain("6140", detail)


def business_rule(detail: str) -> ErrorEntry:
    message = "A business validation error has occurred while processing your request"
    return ErrorEntry("6000", message, f"Business Validation Error: {detail}")


def too_many_items(limit: int) -> ErrorEntry:
    detail = f"The maximum number of batch items is {limit}"
    return ErrorEntry("1040", "Batch size exceeds the limit", detail)


def unparsed_query(detail: str) -> ErrorEntry:
    return ErrorEntry("4000", "Error parsing query", f"QueryParserError: {detail}")


def invalid_query(detail: str) -> ErrorEntry:
    return ErrorEntry("4001", "Invalid query", f"QueryValidationError: {detail}")


def ordered(code: str) -> ErrorEntry:
    """Build the entry for a fault that a test ordered by its code alone."""
    known = {"610": not_found, "5010": stale, "6210": books_closed, "6240": duplicate_name}
    if code in known:
        return known[code]()
    if code == "6000":
        return business_rule("An unexpected error occurred while accessing or saving your data.")
    message = _MESSAGES.get(code, "An application error has occurred while processing your request")
    return ErrorEntry(code, message, f"{message} (ordered)")


def gateway_refusal(*, message: str, detail: str, code: str, kind: str, now: datetime) -> bytes:
    """Write the gateway's lower-case body, which is not the usual envelope (section 1.4, captured)."""
    error: Body = {"message": message, "detail": detail, "code": code, "element": None}
    return dumps(
        {
            "warnings": None,
            "intuitObject": None,
            "fault": {"error": [error], "type": kind},
            "report": None,
            "queryResponse": None,
            "batchItemResponse": [],
            "attachableResponse": [],
            "syncErrorResponse": None,
            "requestId": None,
            "time": int(now.timestamp() * 1000),
            "status": None,
            "cdcresponse": [],
        }
    )


def unauthorized(token: str, now: datetime) -> bytes:
    """Write the 401 body; like the real one it echoes the token, so that careless logging shows in tests."""
    return gateway_refusal(
        message="message=AuthenticationFailed; errorCode=003200; statusCode=401",
        detail=f"Token expired: {token}",
        code="3200",
        kind="AUTHENTICATION",
        now=now,
    )


def wrong_company(now: datetime) -> bytes:
    """Write the 403 body for a token that does not open this company (code 3100, section 1.1)."""
    return gateway_refusal(
        message="message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403",
        detail="The application is not authorised for this company",
        code="3100",
        kind="AUTHORIZATION",
        now=now,
    )


_THROTTLE_MESSAGE = "message=ThrottleExceeded; errorCode=003001; statusCode=429"
_THROTTLE_DETAIL = "The request limit was reached.  Try again later"


def throttle_xml(time: str) -> bytes:
    """Write the 429 body as captured: XML whatever the Accept header asks for (section 1.4)."""
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<IntuitResponse time={quoteattr(time)} xmlns={quoteattr(_NAMESPACE)}>"
        f'<Fault type="SERVICE"><Error code="3001"><Message>{_THROTTLE_MESSAGE}</Message>'
        f"<Detail>{_THROTTLE_DETAIL}</Detail></Error></Fault></IntuitResponse>"
    )
    return text.encode()


def throttle_json(time: str) -> bytes:
    """Write the 429 body in the JSON envelope."""
    fault = ApiFault(ErrorEntry("3001", _THROTTLE_MESSAGE, _THROTTLE_DETAIL), kind="SERVICE")
    return dumps({"Fault": fault.as_json(), "time": time})
