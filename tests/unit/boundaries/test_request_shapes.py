"""What the description says of bodies: no object in any of them, however deep, takes fields that it does not name."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

DESCRIPTION: Final[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "contracts" / "openapi.json").read_text(encoding="utf-8")
)
SHAPES: Final[dict[str, Any]] = DESCRIPTION["components"]["schemas"]
WEBHOOKS: Final = "/v1/webhooks/"


def sent_shapes() -> dict[str, dict[str, Any]]:
    """Every shape that may stand in a body of ours, by its name or place; vendors send what they like."""
    found: dict[str, dict[str, Any]] = {}
    for path, methods in DESCRIPTION["paths"].items():
        for method, operation in methods.items():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                if not path.startswith(WEBHOOKS):
                    _walk(content["schema"], f"{method} {path}", found)
    return found


def _walk(shape: dict[str, Any], place: str, found: dict[str, dict[str, Any]]) -> None:
    name = str(shape.get("$ref", "")).rpartition("/")[2]
    if name in found:
        return
    if name:
        shape = SHAPES[name]
    found[name or f"{place} {len(found)}"] = shape
    for part in _parts(shape):
        _walk(part, name or place, found)


def _parts(shape: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for many in ("anyOf", "oneOf", "allOf", "prefixItems"):
        yield from shape.get(many, [])
    yield from shape.get("properties", {}).values()
    yield from (shape[one] for one in ("items", "additionalProperties") if isinstance(shape.get(one), dict))


def test_no_object_in_a_body_takes_a_field_that_it_does_not_name() -> None:
    objects = {place: shape for place, shape in sent_shapes().items() if "properties" in shape}

    assert [place for place, shape in objects.items() if shape.get("additionalProperties") is not False] == []
    assert len(objects) > 40
