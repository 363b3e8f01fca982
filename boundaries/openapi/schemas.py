"""Putting FastAPI's schemas right: what it says of parameters, of answers and in docstrings."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, cast

type Json = dict[str, object]

PREFIX: Final = "#/components/schemas/"
_PLAIN: Final = {"string", "integer", "number", "boolean"}


def mapped(value: object, change: Callable[[Json], Json]) -> object:
    """The same JSON with ``change`` applied to every object, innermost first."""
    if isinstance(value, Mapping):
        return change({str(name): mapped(inner, change) for name, inner in value.items()})
    return [mapped(item, change) for item in value] if isinstance(value, list) else value


def tidied(value: object) -> Json:
    """Without the titles that repeat a field's name, and with docstrings' literals as Markdown writes them."""
    return cast("Json", mapped(value, _tidy))


def _tidy(node: Json) -> Json:
    if isinstance(node.get("title"), str):
        node.pop("title")
    described = node.get("description")
    if isinstance(described, str):
        node["description"] = " ".join(described.replace("``", "`").split("\n\n", maxsplit=1)[0].split())
    return node


def named_for_readers(schemas: Mapping[str, Json]) -> tuple[dict[str, Json], Callable[[object], object]]:
    """Schemas without aliases of plain types and without private names, and the change for what refers to them."""
    plain = {name: schema for name, schema in schemas.items() if _is_plain(schema, schemas)}
    names = {name: name.lstrip("_") if name.lstrip("_") not in schemas else name for name in schemas}

    def change(node: Json) -> Json:
        target = str(node.get("$ref", "")).removeprefix(PREFIX)
        if target in plain:
            return {**cast("Json", renamed(plain[target])), **{key: node[key] for key in node if key != "$ref"}}
        return {**node, "$ref": f"{PREFIX}{names[target]}"} if target in names else node

    def renamed(value: object) -> object:
        return mapped(value, change)

    kept = {names[name]: cast("Json", renamed(schema)) for name, schema in schemas.items() if name not in plain}
    return kept, renamed


def _is_plain(schema: Json, schemas: Mapping[str, Json]) -> bool:
    """Whether a named type is one of JSON's own with bounds, or another name of such a one."""
    target = str(schema.get("$ref", "")).removeprefix(PREFIX)
    if target in schemas:
        return _is_plain(schemas[target], schemas)
    kinds = schema.get("type")
    return {*(kinds if isinstance(kinds, list) else [kinds])} <= _PLAIN and "enum" not in schema


def without_null(schema: Json) -> Json:
    """A parameter is left out, never null."""
    options = schema.get("anyOf")
    if not isinstance(options, list):
        return schema
    kept = [option for option in options if option != {"type": "null"}]
    rest = {name: value for name, value in schema.items() if name not in {"anyOf", "default"} or value is not None}
    rest.pop("anyOf", None)
    return {**kept[0], **rest} if len(kept) == 1 else {**rest, "anyOf": kept}


def referenced(value: object, schemas: Mapping[str, object], seen: set[str] | None = None) -> set[str]:
    """Names of the schemas that ``value`` leads to."""
    found = set() if seen is None else seen
    for name in _direct(value):
        if name not in found:
            found.add(name)
            referenced(schemas.get(name), schemas, found)
    return found


def _direct(value: object) -> Iterable[str]:
    if isinstance(value, Mapping):
        target = value.get("$ref")
        if isinstance(target, str):
            yield target.removeprefix(PREFIX)
        for inner in value.values():
            yield from _direct(inner)
    if isinstance(value, list):
        for item in value:
            yield from _direct(item)


def always_whole(schema: Json) -> Json:
    """An answer holds every field of its type, those with a default too."""
    properties = schema.get("properties")
    return {**schema, "required": list(properties)} if isinstance(properties, Mapping) and properties else schema
