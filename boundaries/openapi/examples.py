"""Examples: requests from the sample events, answers from the document, and what is missing made from the schema."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast
from urllib.parse import parse_qsl, unquote

from jsonschema import Draft202012Validator

from boundaries.openapi.schemas import PREFIX, Json
from fieldledger.http.routes.route import Route

_JSON_BLOCK: Final = re.compile(r"^```json\n(.*?)^```", re.MULTILINE | re.DOTALL)
_FORMATS: Final = {
    "date": "2026-03-02",
    "date-time": "2026-03-02T13:00:00Z",
    "uuid": "7d0c1b52-2f0e-4a55-9f5e-2f1f0f6f2214",
    "uri": "https://example.com",
    "email": "dana.whitfield@bluestem.example",
}
_DEPTH: Final = 12
_TEXTS: Final = ("text", "2214", "1.00", "America/Chicago", "a" * 16)


class Sample:
    """One sample event in ``events/``."""

    def __init__(self, path: Path) -> None:
        self._event = cast("Json", json.loads(path.read_text(encoding="utf-8")))

    def body(self) -> object:
        """The body as JSON, or None."""
        text = self._event.get("body")
        return json.loads(str(text)) if text else None

    def parameters(self, route: Route) -> dict[tuple[str, str], str]:
        """Values by place and name, header names in lower case."""
        names = re.findall(r"\{([^}]+)\}", route.path)
        pattern = re.sub(r"\\\{[^}]+\\\}", "([^/]+)", re.escape(route.path))
        match = re.fullmatch(pattern, str(self._event.get("rawPath", "")))
        values = match.groups() if match else ()
        found = {("path", name): unquote(value) for name, value in zip(names, values, strict=False)}
        found |= {("query", name): value for name, value in parse_qsl(str(self._event.get("rawQueryString", "")))}
        headers = cast("Mapping[str, str]", self._event.get("headers", {}))
        return found | {("header", name.lower()): value for name, value in headers.items()}


def documented_answers(document: str) -> dict[str, Json]:
    """The first success that the document shows of each route, by ``METHOD /path``."""
    found: dict[str, Json] = {}
    for part in document.split("\n## ")[1:]:
        title, _, text = part.partition("\n")
        for block in _JSON_BLOCK.findall(text):
            try:
                answer = json.loads(block)
            except ValueError:
                continue
            if isinstance(answer, dict) and answer.get("success") is True:
                found.setdefault(title.strip(), answer)
                break
    return found


class Examples:
    """Makes values that fit a schema; what the document shows of a type is used wherever the type appears."""

    def __init__(self, schemas: Mapping[str, object]) -> None:
        self._schemas = schemas
        self._known: dict[str, object] = {}

    def learn(self, schema: object, value: object) -> None:
        """Remember the values of every named type in an example."""
        for name, part in self._parts(schema, value):
            if name not in self._known and self.fits({"$ref": f"{PREFIX}{name}"}, part):
                self._known[name] = part

    def faults(self, schema: Json, value: object) -> list[str]:
        """Where ``value`` does not fit."""
        root = {**schema, "components": {"schemas": self._schemas}}
        found = Draft202012Validator(root).iter_errors(value)
        return [f"{'.'.join(map(str, fault.absolute_path))}: {fault.message[:200]}" for fault in found]

    def fits(self, schema: Json, value: object) -> bool:
        """Whether ``value`` is one of the schema's."""
        return not self.faults(schema, value)

    def completed(self, schema: object, value: object) -> object:
        """``value`` with the fields that it leaves out and its type demands."""
        resolved = self._resolved(schema, value)
        if isinstance(value, Mapping):
            return self._completed_object(resolved, value)
        if isinstance(value, list):
            return [self.completed(resolved.get("items", {}), item) for item in value]
        return value

    def make(self, schema: object, depth: int = 0) -> object:
        """A value of ``schema``: known ones, declared ones, else the smallest that fits."""
        node = cast("Json", schema)
        if "$ref" in node:
            name = str(node["$ref"]).removeprefix(PREFIX)
            return self._known[name] if name in self._known else self.make(self._schemas[name], depth + 1)
        for key in ("const", "default"):
            if node.get(key) is not None:
                return node[key]
        if "enum" in node:
            return cast("list[object]", node["enum"])[0]
        for key in ("anyOf", "oneOf", "allOf"):
            if key in node:
                return self.make(cast("list[object]", node[key])[0], depth + 1)
        return self._of_type(node, depth)

    def _of_type(self, node: Json, depth: int) -> object:
        kind = node.get("type")
        match kind[0] if isinstance(kind, list) else kind:
            case "object" if depth < _DEPTH:
                properties = cast("Mapping[str, object]", node.get("properties", {}))
                required = cast("list[str]", node.get("required", []))
                return {name: self.make(properties[name], depth + 1) for name in required if name in properties}
            case "array":
                wanted = max(int(cast("int", node.get("minItems", 0))), 1 if depth < _DEPTH else 0)
                return [self.make(node["items"], depth + 1) for _ in range(wanted) if "items" in node]
            case "integer" | "number":
                return node.get("minimum", 1)
            case "boolean":
                return False
            case "string":
                return self._text(node)
            case _:
                return {} if kind == "object" else None

    def _text(self, node: Json) -> str:
        given = [*([_FORMATS[str(node["format"])]] if node.get("format") in _FORMATS else []), *_TEXTS]
        shortest = int(cast("int", node.get("minLength", 0)))
        fitting = [text for text in (*given, "a" * max(shortest, 1)) if self.fits(node, text)]
        return fitting[0] if fitting else given[0]

    def _completed_object(self, schema: Json, value: Mapping[str, object]) -> Json:
        properties = cast("Mapping[str, object]", schema.get("properties", {}))
        whole = {name: self.completed(properties.get(name, {}), inner) for name, inner in value.items()}
        missing = [name for name in cast("list[str]", schema.get("required", [])) if name not in whole]
        return {**whole, **{name: self._small(properties[name]) for name in missing if name in properties}}

    def _small(self, schema: object) -> object:
        """Null or nothing where that is allowed: a document leaves out what does not matter."""
        candidates: tuple[object, ...] = (None, [])
        for candidate in candidates:
            if self.fits(cast("Json", schema), candidate):
                return candidate
        return self.make(schema)

    def _resolved(self, schema: object, value: object) -> Json:
        """The schema behind references, and of alternatives the one that is meant."""
        node = cast("Json", schema)
        if "$ref" in node:
            return self._resolved(self._schemas[str(node["$ref"]).removeprefix(PREFIX)], value)
        for key in ("anyOf", "oneOf"):
            options = [self._resolved(option, value) for option in cast("list[object]", node.get(key, []))]
            if options:
                return min(options, key=lambda option: _distance(option, value))
        return node

    def _parts(self, schema: object, value: object) -> list[tuple[str, object]]:
        node = cast("Json", schema)
        own = [(str(node["$ref"]).removeprefix(PREFIX), value)] if "$ref" in node else []
        resolved = self._resolved(node, value)
        if isinstance(value, Mapping):
            properties = cast("Mapping[str, object]", resolved.get("properties", {}))
            return own + [
                part
                for name, inner in value.items()
                if name in properties
                for part in self._parts(properties[name], inner)
            ]
        if isinstance(value, list):
            return own + [part for item in value for part in self._parts(resolved.get("items", {}), item)]
        return own


def _distance(schema: Json, value: object) -> int:
    """How far a schema is from a value: of unions the nearest is meant."""
    kinds = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", type(None): "null"}
    if schema.get("type", "object") != kinds.get(type(value)) and "enum" not in schema:
        return 1000
    if not isinstance(value, Mapping):
        return 0
    properties = cast("Mapping[str, Json]", schema.get("properties", {}))
    wrong = sum(1 for name, inner in value.items() if inner != properties.get(name, {}).get("const", inner))
    return (
        100 * wrong
        + sum(1 for name in value if name not in properties)
        + sum(1 for name in properties if name not in value)
    )
