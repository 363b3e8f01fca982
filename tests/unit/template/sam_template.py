"""template.yaml as cfn-lint reads it: short forms expanded, SAM globals merged into the functions."""
# mypy: disable-error-code="import-untyped"

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import cfnlint.decode.cfn_yaml
from cfnlint.template.transforms._sam_globals import merge_globals

ROOT: Final = Path(__file__).parents[3]
PATH: Final = ROOT / "template.yaml"
FUNCTION: Final = "AWS::Serverless::Function"

type Node = Mapping[str, object]


@cache
def template() -> Node:
    found: Node = merge_globals(cfnlint.decode.cfn_yaml.load(str(PATH)))
    return found


def section(value: object, *keys: str) -> Node:
    """The mapping below ``keys``; empty where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def items(value: object) -> list[object]:
    """A list as it is, anything else as a list of one."""
    return list(value) if isinstance(value, list) else [value]


def of_type(kind: str) -> dict[str, Node]:
    """Properties of the resources of one type by logical id."""
    resources = section(template(), "Resources")
    return {
        name: section(resources, name, "Properties")
        for name in resources
        if section(resources, name).get("Type") == kind
    }


def folder_of(function: Node) -> str:
    """``list_projects`` for ``functions/api/list_projects/``."""
    return Path(str(function["CodeUri"])).name


@cache
def functions() -> dict[str, Node]:
    """Properties of the functions by folder name."""
    return {folder_of(properties): properties for properties in of_type(FUNCTION).values()}


def variables(folder: str) -> Node:
    return section(functions()[folder], "Environment", "Variables")


def statements(folder: str) -> Iterator[Node]:
    for policy in items(functions()[folder].get("Policies", [])):
        for statement in items(section(policy).get("Statement")):
            yield section(statement)


def targets(value: object) -> set[str]:
    """Logical ids that an expression of ``Ref``, ``GetAtt`` and ``Sub`` names, pseudo parameters aside."""
    if isinstance(value, list):
        return {name for item in value for name in targets(item)}
    node = section(value)
    named = [str(items(node[key])[0]).split(".")[0] for key in ("Ref", "Fn::GetAtt") if key in node]
    if isinstance(text := node.get("Fn::Sub"), str):
        named += [part.split("}")[0].split(".")[0] for part in text.split("${")[1:]]
    return {name for name in named if not name.startswith("AWS::")}


def granted(folder: str) -> dict[str, set[str]]:
    """Actions that a function may do, by the logical id of the resource."""
    found: dict[str, set[str]] = {}
    for statement in statements(folder):
        for target in targets(statement["Resource"]):
            found.setdefault(target, set()).update(map(str, items(statement["Action"])))
    return found
