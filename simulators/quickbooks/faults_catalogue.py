"""The vendor's faults by code, with its own texts (sections 1.4 and 1.5)."""

from dataclasses import dataclass

from simulators.quickbooks.fault_messages import MESSAGES
from simulators.quickbooks.french import in_french
from simulators.quickbooks.values import Body, Json

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


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """One entry of a fault's Error array."""

    code: str
    message: str
    detail: str
    element: str = ""

    def as_json(self, language: str) -> Body:
        message, detail = self.message, self.detail
        if language == "fr":
            message, detail = in_french(self.code, self.detail)
        return {"Message": message, "Detail": detail, "code": self.code, "element": self.element}


class ApiFault(Exception):  # noqa: N818 - the vendor's own word
    """A refusal in the vendor's envelope; HTTP 400 unless told otherwise, several entries possible."""

    def __init__(self, *entries: ErrorEntry, kind: str = "ValidationFault", status: int = 400) -> None:
        super().__init__(", ".join(f"{entry.code} {entry.detail}" for entry in entries))
        self.entries = entries
        self.kind = kind
        self.status = status

    def as_json(self, language: str = "en") -> Body:
        """Build the value of `Fault`; texts are in the company's language, codes and elements are not (section 1.4)."""
        errors: list[Json] = [entry.as_json(language) for entry in self.entries]
        return {"Error": errors, "type": self.kind}


def plain(code: str, detail: str, element: str = "") -> ErrorEntry:
    """Build an entry of a code whose message is in the table above; Detail reads `message : detail`."""
    message = MESSAGES[code]
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
    return ErrorEntry("2010", MESSAGES["2010"], detail, name)


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
    message = MESSAGES.get(code, "An application error has occurred while processing your request")
    return ErrorEntry(code, message, f"{message} (ordered)")


THROTTLE_MESSAGE = "message=ThrottleExceeded; errorCode=003001; statusCode=429"
THROTTLE_DETAIL = "The request limit was reached.  Try again later"


def throttled() -> ApiFault:
    """Build the throttle as a fault of the envelope, the form it has inside a batch."""
    return ApiFault(ErrorEntry("3001", THROTTLE_MESSAGE, THROTTLE_DETAIL), kind="SERVICE", status=429)
