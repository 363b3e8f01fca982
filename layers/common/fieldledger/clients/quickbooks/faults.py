"""QuickBooks' faults: what each code means for the record that caused it (quickbooks.md 1.4 to 1.6).

Texts are localised by the company's language, so only codes decide.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from typing import Final

from fieldledger.result import ErrorCode

_CODE: Final = re.compile(r"[0-9]{1,9}")


class Disposition(StrEnum):
    """What to do with one refused record."""

    REPEAT = "repeat"  # the vendor did nothing and a later try may work
    THROTTLED = "throttled"  # the vendor did nothing; wait a minute, no attempt counted
    SETTLE = "settle"  # the vendor may have acted: look before anything is sent again
    PARK = "park"  # a person must act
    SHRINK = "shrink"  # the batch was too large


@dataclass(frozen=True, slots=True)
class VendorFault:
    """One entry of a Fault."""

    code: str
    message: str
    detail: str
    element: str

    @property
    def number(self) -> int:
        """The code as a number: the gateway pads with zeros (``003001``). 0 for anything else."""
        return int(self.code) if _CODE.fullmatch(self.code) else 0


_PARKED_AS: Final[dict[int, ErrorCode]] = {
    610: ErrorCode.BOOKS_REFERENCE_INACTIVE,
    2500: ErrorCode.BOOKS_REFERENCE_INACTIVE,
    6250: ErrorCode.BOOKS_REFERENCE_INACTIVE,
    6200: ErrorCode.BOOKS_PERIOD_CLOSED,
    6210: ErrorCode.BOOKS_PERIOD_CLOSED,
    6140: ErrorCode.BOOKS_DUPLICATE,
    6240: ErrorCode.BOOKS_DUPLICATE,
    630: ErrorCode.BOOKS_DUPLICATE,
    5010: ErrorCode.BOOKS_STALE,
}
_REPEATED: Final = frozenset({130, 140, 150, 4002})
_UNCERTAIN: Final = frozenset({600, 1000, 1010, 1020, 10000})
_AUTHORIZATION: Final = frozenset({100, 110, 120, 3100, 3200, 3202, 6190})
_THROTTLE: Final = 3001
_TOO_LARGE: Final = 1040
_DUPLICATE_NUMBER: Final = 6140
_STALE: Final = 5010
# Written alike in every language: the captured French text has it too.
_HOLDER: Final = re.compile(r"\bTxnId=(\d{1,50})")


def disposition(faults: Sequence[VendorFault]) -> tuple[Disposition, ErrorCode]:
    """The strictest reading of several faults: what may have happened outweighs what surely did not."""
    numbers = {fault.number for fault in faults}
    if numbers & _UNCERTAIN:
        return Disposition.SETTLE, ErrorCode.BOOKS_OUTCOME_UNKNOWN
    if _THROTTLE in numbers:
        return Disposition.THROTTLED, ErrorCode.VENDOR_THROTTLED
    if _TOO_LARGE in numbers:
        return Disposition.SHRINK, ErrorCode.BATCH_TOO_LARGE
    if numbers & _AUTHORIZATION:
        return Disposition.REPEAT, ErrorCode.VENDOR_UNAUTHORIZED
    if numbers & _REPEATED:
        return Disposition.REPEAT, ErrorCode.VENDOR_UNAVAILABLE
    for number, code in _PARKED_AS.items():
        if number in numbers:
            return Disposition.PARK, code
    return Disposition.PARK, ErrorCode.BOOKS_REFUSED


def names_throttle(faults: Sequence[VendorFault]) -> bool:
    """Whether the vendor says that it throttles; a 429 without it may be the month's cap (quickbooks.md 2.3)."""
    return any(fault.number == _THROTTLE for fault in faults)


def duplicate_of(fault: VendorFault) -> str | None:
    """The id of the transaction that has the document number already (6140), if the fault tells it."""
    found = _HOLDER.search(fault.detail) if fault.number == _DUPLICATE_NUMBER else None
    return found[1] if found else None


def is_stale(faults: Sequence[VendorFault]) -> bool:
    """Whether somebody else changed the record in between (5010), or so the vendor says."""
    return any(fault.number == _STALE for fault in faults)


def stale_in_vain(faults: Sequence[VendorFault], sent_sync_token: str, held_sync_token: str) -> bool:
    """A 5010 although the record, read again, has the SyncToken that was sent.

    Closed books were seen to answer so (quickbooks.md 1.5): merging and sending again would go on for ever, so a person
    has to look.
    """
    return is_stale(faults) and sent_sync_token == held_sync_token


def faults_in(answer: Mapping[str, object]) -> tuple[VendorFault, ...]:
    """The faults of a JSON answer in either spelling (the gateway writes ``fault.error`` in lower case)."""
    fault = answer.get("Fault") or answer.get("fault")
    if not isinstance(fault, Mapping):
        return ()
    errors = fault.get("Error") or fault.get("error")
    if not isinstance(errors, list):
        return ()
    return tuple(_fault(error) for error in errors if isinstance(error, Mapping))


_XML_ERROR: Final = re.compile(r"<Error\b(?P<attributes>[^>]*)>(?P<inside>.*?)</Error>", re.DOTALL)
_XML_ATTRIBUTE: Final = re.compile(r"""\b(?P<name>code|element)\s*=\s*(?P<quote>["'])(?P<value>.*?)(?P=quote)""")
_XML_TEXT: Final = re.compile(r"<(?P<name>Message|Detail)>(?P<value>[^<]*)</(?P=name)>")


def faults_in_xml(text: str) -> tuple[VendorFault, ...]:
    """The faults of an XML answer: gateways answer XML although JSON was asked for."""
    return tuple(fault for found in _XML_ERROR.finditer(text) if (fault := _xml_fault(found)) is not None)


def _xml_fault(found: re.Match[str]) -> VendorFault | None:
    attributes = {each["name"]: unescape(each["value"]) for each in _XML_ATTRIBUTE.finditer(found["attributes"])}
    texts = {each["name"]: unescape(each["value"]) for each in _XML_TEXT.finditer(found["inside"])}
    if "code" not in attributes:
        return None
    return VendorFault(
        attributes["code"], texts.get("Message", ""), texts.get("Detail", ""), attributes.get("element", "")
    )


def _fault(error: Mapping[str, object]) -> VendorFault:
    def text(name: str) -> str:
        value = error.get(name) or error.get(name.lower())
        return "" if value is None else str(value)

    return VendorFault(str(error.get("code", "")), text("Message"), text("Detail"), text("element"))
