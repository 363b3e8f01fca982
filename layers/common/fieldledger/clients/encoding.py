"""JSON bodies for vendors: amounts leave as JSON numbers, exactly as the Decimal says."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

# A double keeps 15 significant digits; no vendor takes more (quickbooks.md 7.1).
_EXACT_DIGITS: Final = 15


def json_body(value: Mapping[str, object]) -> bytes:
    """``value`` as compact UTF-8 JSON.

    Raises ``ValueError`` for an amount of more than 15 significant digits, which a JSON number would round, and for
    NaN and infinities; ``TypeError`` for anything that JSON has no form for. Both are bugs of the caller.
    """
    return json.dumps(value, default=_number, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _number(value: object) -> float | int:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} has no JSON form")
    if not value.is_finite() or len(value.normalize().as_tuple().digits) > _EXACT_DIGITS:
        raise ValueError("an amount that no JSON number holds exactly")
    return int(value) if value == value.to_integral_value() else float(value)
