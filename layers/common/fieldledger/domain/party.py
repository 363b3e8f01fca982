"""A record as the crosswalk sees it: what one system calls a job, a worker or a supplier, and how two are compared."""

import re
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from typing import Final

from pydantic import Field

from fieldledger.domain.base import CanonicalModel

_SEPARATORS: Final = re.compile(r"[\s,;:()\[\]#]+")
_WORD: Final = re.compile(r"[^\W_]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Party:
    """One of our records or of a vendor's. ``active`` False: a job that is closed, a worker who left.

    ``number_in_name``: the system has no field for the number, so it stands as a whole word in the name (QuickBooks'
    customers). ``opened_on`` is when the record came about, where the system tells.
    """

    id: str
    name: str
    number: str | None = None
    email: str | None = None
    active: bool = True
    opened_on: date | None = None
    number_in_name: bool = False
    source: str = field(default="", compare=False)

    @property
    def shown(self) -> str:
        """The number beside the name: names alone are not told apart (time-and-identity.md D)."""
        number = number_key(self.number)
        return f"{number} {self.name}".strip() if number and number not in name_words(self.name) else self.name


class NumberPatterns(CanonicalModel):
    """Which numbers the crosswalk takes on: prefixes carry meaning (time-and-identity.md D).

    Shell patterns over the normalised number, for instance ``CY*``. Without ``include`` every number fits; a record
    without a number fits where no ``include`` is set.
    """

    include: tuple[str, ...] = Field(default=(), max_length=50)
    exclude: tuple[str, ...] = Field(default=(), max_length=50)

    def fit(self, number: str | None) -> bool:
        """Whether a record of that number is linked and suggested at all."""
        key = number_key(number)
        wanted = not self.include or any(fnmatchcase(key, pattern.upper()) for pattern in self.include)
        return wanted and not any(fnmatchcase(key, pattern.upper()) for pattern in self.exclude)


def number_key(number: str | None) -> str:
    """Trimmed, upper case, single spaces. Leading zeros and punctuation stay: "0017" and "17" may be two jobs."""
    return " ".join((number or "").upper().split())


def name_words(name: str) -> frozenset[str]:
    """What in a name may be its number: the whole of it, and each word between separators."""
    whole = number_key(name)
    return frozenset({whole, *_SEPARATORS.split(whole)} - {""})


def name_key(name: str) -> str:
    """Equal for "Delgado, Rosa" and "Rosa Delgado", whatever case and punctuation."""
    last, comma, first = name.partition(",")
    ordered = f"{first} {last}" if comma and first.strip() and "," not in first else name
    return " ".join(_WORD.findall(ordered.casefold()))


def email_key(email: str | None) -> str:
    """Trimmed, without case; what is no address is none."""
    text = (email or "").strip().casefold()
    return text if "@" in text else ""
