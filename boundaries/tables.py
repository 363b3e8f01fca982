"""contracts/tables.json: tables, keys, indexes, expiry, and the kinds of items with their fields."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast
from unittest import mock

from boundaries.template import DeployedTemplate, Node, items, section, shown
from fieldledger import repositories
from fieldledger.domain.base import CanonicalModel
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, TableName
from local.template import Value

_TABLE: Final = "AWS::DynamoDB::Table"
_ROLES: Final = {"HASH": "partition", "RANGE": "sort"}


@dataclass(frozen=True, slots=True)
class ItemKind:
    """One kind of item: which model lies under which sort key."""

    table: TableName
    prefix: str
    model: type[CanonicalModel]
    repository: str


def describe_tables(template: DeployedTemplate) -> dict[str, object]:
    """Every table of the template with the items that the repositories keep in it."""
    kinds = sorted(item_kinds(), key=lambda kind: (kind.prefix, kind.repository))
    return {
        _name(logical_id): _table(properties, [kind for kind in kinds if kind.table == _name(logical_id)])
        for logical_id, properties in sorted(template.of_type(_TABLE).items())
    }


def item_kinds() -> list[ItemKind]:
    """What the repositories keep, told by making each of them on a store that is never asked."""
    found: list[ItemKind] = []
    made = Aggregate.__init__

    def remember(
        self: Aggregate[CanonicalModel], store: DocumentStore, table: TableName, kind: type[CanonicalModel], prefix: str
    ) -> None:
        made(self, store, table, kind, prefix)
        found.append(ItemKind(table, prefix, kind, current))

    with mock.patch.object(Aggregate, "__init__", remember):
        for repository in _repositories():
            current = repository.__name__
            repository(mock.create_autospec(DocumentStore))
    return found


def _repositories() -> Iterator[type]:
    for each in pkgutil.iter_modules(repositories.__path__):
        module = importlib.import_module(f"{repositories.__name__}.{each.name}")
        for name, found in vars(module).items():
            own = inspect.isclass(found) and found.__module__ == module.__name__
            if own and list(inspect.signature(found).parameters) == ["store"]:
                assert name == found.__name__
                yield found


def _name(logical_id: str) -> str:
    """``records`` for ``RecordsTable``: the name in the code."""
    return logical_id.removesuffix("Table").lower()


def _table(properties: Node, kinds: list[ItemKind]) -> dict[str, object]:
    indexes = [section(index) for index in items(properties.get("GlobalSecondaryIndexes"))]
    expiry = section(properties, "TimeToLiveSpecification")
    types = {
        str(section(each)["AttributeName"]): section(each)["AttributeType"]
        for each in items(properties["AttributeDefinitions"])
    }
    return {
        "key": _key(properties),
        "attributes": dict(sorted(types.items())),
        "indexes": {
            str(index["IndexName"]): {**_key(index), "projection": section(index, "Projection")["ProjectionType"]}
            for index in indexes
        },
        "expires_at": expiry.get("AttributeName") if expiry.get("Enabled") else None,
        "billing": shown(properties.get("BillingMode")),
        "items": _items(kinds),
    }


def _key(properties: Node) -> dict[str, Value]:
    schema = [section(part) for part in items(properties["KeySchema"])]
    return {_ROLES[str(part["KeyType"])]: part["AttributeName"] for part in schema}


def _items(kinds: list[ItemKind]) -> dict[str, object]:
    found: dict[str, object] = {}
    for prefix in dict.fromkeys(kind.prefix for kind in kinds):
        same = [kind for kind in kinds if kind.prefix == prefix]
        found[prefix] = {
            "model": same[0].model.__name__,
            "repositories": sorted({kind.repository for kind in same}),
            "fields": fields_of(same[0].model),
        }
    return found


def fields_of(model: type[CanonicalModel]) -> dict[str, str]:
    """A word for the type of each field; a question mark behind those that an older item may lack."""
    schema = model.model_json_schema(mode="validation")
    properties = cast("Mapping[str, Mapping[str, object]]", schema.get("properties", {}))
    required = cast("list[str]", schema.get("required", []))
    return {name: type_word(node) + ("" if name in required else "?") for name, node in sorted(properties.items())}


def type_word(node: Mapping[str, object]) -> str:
    """``string``, ``list of Line``, ``string or null``."""
    if "$ref" in node:
        return str(node["$ref"]).rpartition("/")[2]
    for key in ("anyOf", "oneOf", "allOf"):
        if key in node:
            options = [type_word(option) for option in cast("list[Mapping[str, object]]", node[key])]
            return " or ".join(dict.fromkeys(options))
    if "const" in node:
        return f"{node['const']!r}"
    if "enum" in node:
        return " | ".join(map(str, cast("list[object]", node["enum"])))
    kind = str(node.get("format") or node.get("type", "anything"))
    if kind == "array":
        return f"list of {type_word(cast('Mapping[str, object]', node.get('items', {})))}"
    return kind
