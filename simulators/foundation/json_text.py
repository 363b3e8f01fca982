"""JSON in and out with exact amounts: fractions are Decimal inside and JSON numbers outside."""

import json
from decimal import Decimal

from fastapi.responses import Response


def json_response(body: object, status: int = 200) -> Response:
    return Response(json.dumps(body, default=_number), status_code=status, media_type="application/json")


def parsed(content: bytes) -> object:
    """Raises ``ValueError`` for what is not JSON."""
    return json.loads(content, parse_float=Decimal)


def _number(value: object) -> float | int:
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} has no JSON form")
    return int(value) if value == value.to_integral_value() else float(value)
