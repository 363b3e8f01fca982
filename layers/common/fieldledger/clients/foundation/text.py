"""What FOUNDATION takes as text and as an id: printable ASCII, ids of at most ten characters (foundation.md B2)."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from fieldledger.clients.vendor_answer import CallOutcome
from fieldledger.result import ErrorCode, Result

_FIRST: Final = " "
_LAST: Final = "~"
# What compatibility decomposition does not turn into ASCII, and people type or paste all the time.
_SPELLED: Final = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u201b": "'",
        "\u2032": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u2033": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2015": "-",
        "\u2212": "-",
        "\u2022": "*",
        "\u00b7": "*",
        "\u00d7": "x",
        "\u2044": "/",
        "\u00b0": " deg",
        "\u00b5": "u",
        "\u2300": "dia ",
        "\u00df": "ss",
        "\u00e6": "ae",
        "\u00c6": "AE",
        "\u00f8": "o",
        "\u00d8": "O",
        "\u0153": "oe",
        "\u0152": "OE",
        "\u0142": "l",
        "\u0141": "L",
        "\u00f0": "d",
        "\u00d0": "D",
        "\u00fe": "th",
        "\u00de": "Th",
        "\u0111": "d",
        "\u0110": "D",
        "\u0131": "i",
    }
)
# After a digit these would read as another number: 5 and a half is not 51/2, ten squared is not 102.
_PARTED: Final = {"<fraction>": " ", "<super>": "^"}


@dataclass(frozen=True, slots=True)
class TextChange:
    """A field whose text left otherwise than it was given; ``field`` leads to it (``lines.0.description``)."""

    field: str
    before: str
    after: str


def is_printable_ascii(text: str) -> bool:
    """Whether every character lies between space and tilde."""
    return all(_FIRST <= character <= _LAST for character in text)


def printable_ascii(text: str) -> str:
    """``text`` in printable ASCII, readable: marks are taken off letters, breaks become spaces, the rest goes.

    Ends are stripped, for the vendor pads and strips them anyway.
    """
    parted = "".join(_parted(text, place) for place in range(len(text))).translate(_SPELLED)
    decomposed = unicodedata.normalize("NFKD", parted).translate(_SPELLED)
    spaced = "".join(" " if character.isspace() else character for character in decomposed)
    return "".join(character for character in spaced if _FIRST <= character <= _LAST).strip()


def sendable_text(field: str, text: str) -> Result[str]:
    """``printable_ascii``, unless nothing would be left of what was said: ``VALIDATION_FAILED``, not sent."""
    cleaned = printable_ascii(text)
    if text.strip() and not cleaned:
        return _unsent(field, "has nothing that printable ASCII could spell")
    return Result.ok(cleaned)


def check_id(field: str, value: str, length: int) -> Result[str]:
    """``value`` as an id: never mended, for a changed id is another record. ``VALIDATION_FAILED``, not sent."""
    if not value or value != value.strip():
        return _unsent(field, "is empty or has spaces at its ends")
    if len(value) > length:
        return _unsent(field, f"has more than {length} characters")
    if not is_printable_ascii(value):
        return _unsent(field, "holds a character that is not printable ASCII")
    return Result.ok(value)


def _parted(text: str, place: int) -> str:
    character = text[place]
    if character <= _LAST or place == 0 or not text[place - 1].isdecimal():
        return character
    return _PARTED.get(unicodedata.decomposition(character).partition(" ")[0], "") + character


def _unsent(field: str, why: str) -> Result[str]:
    details = {"field": field, "outcome": CallOutcome.NOT_SENT.value}
    return Result.fail(f"{field} {why}", ErrorCode.VALIDATION_FAILED, details)
