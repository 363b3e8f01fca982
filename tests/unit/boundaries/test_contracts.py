"""What is committed is what the code and the template say, and it is a contract that others can build on."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from boundaries.openapi.document import operations
from boundaries.openapi.examples import Examples, documented_answers
from fieldledger.error_codes import ErrorCode, traits
from fieldledger.http.routes.catalogue import ROUTES
from fieldledger.http.routes.route import Route
from tests.unit.boundaries.committed import ROOT, contract

OPERATIONS = operations(contract("openapi"))


def regenerated(folder: Path) -> dict[str, str]:
    """All files, made in a process of their own: the functions are imported under an environment of their own."""
    paths = os.pathsep.join([str(ROOT / "layers" / "common"), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": paths, "POWERTOOLS_LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "boundaries", "contracts", "--into", str(folder)]
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_what_is_committed_is_what_the_code_says(tmp_path: Path) -> None:
    made = regenerated(tmp_path)
    committed = {name: (ROOT / name).read_text() if (ROOT / name).exists() else None for name in made}

    different = [name for name, text in made.items() if committed[name] != text]
    assert different == [], "run `make contracts` and commit what it writes"


def test_nothing_else_lies_among_the_contracts() -> None:
    known = {"openapi.json", "tables.json", "environment.json", "permissions.json", "deprecations.json"}
    assert {path.name for path in (ROOT / "contracts").iterdir()} == known


def test_the_description_is_valid_openapi_3_1() -> None:
    assert contract("openapi")["openapi"].startswith("3.1.")
    assert [str(error) for error in OpenAPIV31SpecValidator(contract("openapi")).iter_errors()] == []


def test_every_route_is_an_operation_and_the_other_way_round() -> None:
    found = {name: (method, path) for name, (method, path, _) in OPERATIONS.items()}
    assert found == {route.operation_id: (route.method, route.path) for route in ROUTES}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation_id)
def test_an_operation_names_its_scope_and_the_codes_that_its_route_declares(route: Route) -> None:
    _, _, operation = OPERATIONS[route.operation_id]
    wanted = [] if route.scope is None else [{"bearer": [f"fieldledger/{route.scope}"]}]
    answered = {name for answer in operation["responses"].values() for name in _examples(answer)}

    assert operation["security"] == wanted
    assert {code.value for code in route.codes} <= answered
    assert operation["tags"]
    assert operation["summary"]


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_request_and_answer_has_an_example_that_fits(name: str) -> None:
    _, _, operation = OPERATIONS[name]
    examples = Examples(contract("openapi")["components"]["schemas"])
    assert [(place, examples.faults(schema, value)) for place, schema, value in _shown(operation)] == [
        (place, []) for place, _, _ in _shown(operation)
    ]


@pytest.mark.parametrize("code", ErrorCode)
def test_the_page_of_errors_tells_of_every_code_what_to_do(code: ErrorCode) -> None:
    rows = [row for row in (ROOT / "docs" / "errors.md").read_text().splitlines() if row.startswith(f"| [`{code}`]")]
    [[status, remedy, turn, advice, _]] = [row.strip("| ").split(" | ")[1:] for row in rows]

    assert (status, remedy) == (str(traits(code).status), f"`{traits(code).remedy}`")
    assert turn in {"yours", "ours", "the vendor's"}
    assert len(advice) > len("Check it.")


@pytest.mark.parametrize(("title", "answer"), documented_answers((ROOT / "docs" / "api.md").read_text()).items())
def test_an_answer_in_the_document_has_no_field_and_no_value_that_the_api_lacks(title: str, answer: Any) -> None:
    method, path = title.split()
    responses = contract("openapi")["paths"][path][method.lower()]["responses"]
    success = next(responses[status] for status in responses if status.startswith("2"))
    schema = success["content"]["application/json"]["schema"]
    examples = Examples(contract("openapi")["components"]["schemas"])

    assert examples.faults(schema, examples.completed(schema, answer)) == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation_id)
def test_the_codes_that_the_document_lists_for_a_route_are_described(route: Route) -> None:
    """Sentences that begin with ``Codes:``."""
    _, _, operation = OPERATIONS[route.operation_id]
    title = f"\n## {route.method} {route.path}\n"
    section = (ROOT / "docs" / "api.md").read_text().split(title, maxsplit=1)[1].split("\n## ", maxsplit=1)[0]
    listed = {
        code
        for text in re.findall(r"^Codes: (.*?)(?=\n\n|\Z)", section, re.MULTILINE | re.DOTALL)
        for code in _codes(text)
    }

    assert listed <= {name for answer in operation["responses"].values() for name in _examples(answer)}


def _codes(text: str) -> set[str]:
    return {word for word in re.findall(r"`([A-Z][A-Z_]+)`", text) if word in ErrorCode}


def _examples(answer: Any) -> set[str]:
    return set(answer.get("content", {}).get("application/json", {}).get("examples", {}))


def _shown(operation: Any) -> list[tuple[str, Any, Any]]:
    """Every example with its place and its schema; a missing one fails."""
    body = operation.get("requestBody", {}).get("content", {})
    found = [("body", media["schema"], media["example"]) for media in body.values()]
    found += [
        (each["name"], each["schema"], each["example"]) for each in operation["parameters"] if each.get("required")
    ]
    parameters = [each for each in operation["parameters"] if each.get("required") or "example" in each]
    found += [(each["name"], each["schema"], each["example"]) for each in parameters]
    for status, answer in operation["responses"].items():
        media = answer.get("content", {}).get("application/json")
        if media is not None:
            named = [_value(name, each) for name, each in media.get("examples", {}).items()]
            assert named or "example" in media, status
            found += [(status, media["schema"], value) for value in named or [media["example"]]]
    return found


def _value(name: str, example: Any) -> Any:
    return example["value"] if "value" in example else contract("openapi")["components"]["examples"][name]["value"]
