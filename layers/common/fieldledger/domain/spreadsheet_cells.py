"""What a spreadsheet takes for a formula, whoever wrote it (OWASP, CSV injection)."""

from typing import Final

# The last four are the full-width forms, which a spreadsheet may take for the same.
_FORMULA: Final = ("=", "+", "-", "@", "\0", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def is_formula(text: str) -> bool:
    """Whether a cell with this text may be run when the file is opened."""
    return text.startswith(_FORMULA)


def as_text(text: str) -> str:
    """The text, with an apostrophe before it where it would be a formula."""
    return f"'{text}" if is_formula(text) else text
