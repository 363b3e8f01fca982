"""template.yaml as the boundaries read it: resources by type, what a function is told, what it may touch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from local.template import Value, parsed

FUNCTION: Final = "AWS::Serverless::Function"
_ENVIRONMENT: Final = ("Environment", "Variables")

type Node = Mapping[str, Value]


def section(value: Value, *keys: str) -> Node:
    """The mapping below ``keys``; empty where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def items(value: Value) -> list[Value]:
    """A list as it is, nothing as no item, anything else as a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def shown(value: Value) -> Value:
    """An expression in few words: ``${Name}`` for a Ref, ``${Name.Arn}`` for a GetAtt, the text of a Sub."""
    if isinstance(value, list):
        return [shown(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    if set(value) == {"Ref"}:
        return f"${{{value['Ref']}}}"
    if set(value) == {"Fn::GetAtt"}:
        return f"${{{'.'.join(map(str, items(value['Fn::GetAtt'])))}}}"
    if set(value) == {"Fn::Sub"} and isinstance(value["Fn::Sub"], str):
        return value["Fn::Sub"]
    return {str(name): shown(inner) for name, inner in value.items()}


@dataclass(frozen=True, slots=True)
class Function:
    """One function: ``folder`` is its place below ``functions/``, as in ``api/list_projects``."""

    logical_id: str
    folder: str
    properties: Node


class DeployedTemplate:
    """What the template deploys."""

    def __init__(self, document: Node) -> None:
        self._document = document

    @staticmethod
    def read(path: Path) -> "DeployedTemplate":
        """Parse the file."""
        return DeployedTemplate(parsed(path.read_text(encoding="utf-8")))

    @cached_property
    def parameters(self) -> dict[str, Node]:
        """Parameters by name."""
        found = section(self._document, "Parameters")
        return {name: section(found, name) for name in found}

    def of_type(self, *kinds: str) -> dict[str, Node]:
        """Properties of the resources of some types, by logical id."""
        resources = section(self._document, "Resources")
        return {
            name: section(resources, name, "Properties")
            for name in resources
            if section(resources, name).get("Type") in kinds
        }

    @property
    def types(self) -> dict[str, str]:
        """The type of every resource by logical id."""
        resources = section(self._document, "Resources")
        return {name: str(section(resources, name).get("Type")) for name in resources}

    @property
    def outputs(self) -> frozenset[str]:
        """Names of what a deployed stack tells."""
        return frozenset(section(self._document, "Outputs"))

    @cached_property
    def functions(self) -> dict[str, Function]:
        """Functions by folder."""
        found = [
            Function(name, str(properties["CodeUri"]).removeprefix("functions/").strip("/"), properties)
            for name, properties in self.of_type(FUNCTION).items()
        ]
        return {function.folder: function for function in sorted(found, key=lambda each: each.folder)}

    def setting(self, function: Function, name: str) -> Value:
        """A property of a function, its own or the one that all functions share."""
        return function.properties.get(name, section(self._document, "Globals", "Function").get(name))

    def variables(self, function: Function) -> dict[str, Value]:
        """What a function is told, in its environment."""
        shared = section(self._document, "Globals", "Function", *_ENVIRONMENT)
        return {**shared, **section(function.properties, *_ENVIRONMENT)}

    def events(self, function: Function) -> Iterator[tuple[str, Node]]:
        """The type and the properties of what calls a function, beside queues."""
        found = section(function.properties, "Events")
        for name in found:
            yield str(section(found, name).get("Type")), section(found, name, "Properties")
