"""What was sent and answered, fit to be shown and kept: no credentials, nothing that identifies a person, no end."""

import re
from typing import Final

from fieldledger.log import REDACTED

LONGEST: Final = 4000
_CUT: Final = " [cut]"
# Names as a whole: QuickBooks' SyncToken is a version and has to stay readable.
_SECRET: Final = re.compile(
    r"""(?P<name>["']?\b(?:(?:access|refresh|id)_?token|token|client_?secret|secret|password|api_?key|authorization"""
    r"""|cookie|signature|ssn|taxidentifier)["']?\s*[:=]\s*)(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;&}]+(?:\s+[\w.~+/=-]{8,})?)""",
    re.IGNORECASE,
)
_SHAPES: Final = (
    re.compile(r"\b(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE),
    re.compile(r"\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)?"),
    re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"),
    re.compile(r"(?<![\w-])(?:\+?1[-. ])?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\w-])"),
)


def redacted(text: str) -> str:
    """``text`` without credentials, tax numbers, e-mail addresses and phone numbers; cut only afterwards."""
    clean = _SECRET.sub(rf'\g<name>"{REDACTED}"', text)
    for shape in _SHAPES:
        clean = shape.sub(REDACTED, clean)
    return clean if len(clean) <= LONGEST else clean[: LONGEST - len(_CUT)] + _CUT


def redacted_if_any(text: str | None) -> str | None:
    """The same for what may be absent."""
    return None if text is None else redacted(text)
