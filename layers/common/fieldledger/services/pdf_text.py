"""Text for PDF files, whose built-in fonts hold Latin letters only (docs/decisions/0023)."""

import unicodedata
from typing import Final

_STROKES: Final = str.maketrans("ŁłĐđĦħŦŧ", "LlDdHhTt")  # letters that Unicode does not take apart


def plain(text: str) -> str:
    """As the fonts can show it (Windows-1252): without accents that they lack, else with a question mark."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_letter(letter) for letter in text.translate(_STROKES) if letter.isprintable())


def _letter(letter: str) -> str:
    if letter.encode("cp1252", "ignore"):
        return letter
    base = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return base or "?"
