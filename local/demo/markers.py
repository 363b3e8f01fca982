"""Our marker on a record of the books: which posting it is."""

import re
from collections.abc import Mapping
from typing import Final

_MARKER: Final = re.compile(r"\[fl:([0-9a-f]+)\]")


def marker_of(record: Mapping[str, object], field: str) -> str | None:
    """The posting's id; None for a record that bears none."""
    found = _MARKER.search(str(record.get(field) or ""))
    return None if found is None else found[1]
