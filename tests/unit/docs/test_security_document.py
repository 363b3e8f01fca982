"""docs/security.md names only tests that there are, and leaves out none of the ten."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest

REPOSITORY: Final = Path(__file__).parents[3]
TEXT: Final = (REPOSITORY / "docs" / "security.md").read_text(encoding="utf-8")
_TEST: Final = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")
_UNHELD: Final = "No test holds it"
_ROW: Final = re.compile(r"^\| (?!threat |--- )(.+) \|$", re.MULTILINE)
NAMED: Final = sorted(set(_TEST.findall(TEXT)))
THREATS: Final = _ROW.findall(TEXT.partition("\n## Threats\n")[2])


@cache
def collected_in(path: str) -> frozenset[str]:
    """Functions that pytest collects from a file, those of a class behind its name."""
    tree = ast.parse((REPOSITORY / path).read_text(encoding="utf-8"))
    found = [*_names(tree.body), *(f"{each.name}::{name}" for each in _classes(tree) for name in _names(each.body))]
    return frozenset(name for name in found if name.rpartition(":")[2].startswith("test_"))


def _names(body: list[ast.stmt]) -> list[str]:
    return [each.name for each in body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]


def _classes(tree: ast.Module) -> list[ast.ClassDef]:
    return [each for each in tree.body if isinstance(each, ast.ClassDef)]


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_a_test_that_is_named_exists(path: str, name: str) -> None:
    assert name in collected_in(path)


@pytest.mark.parametrize("row", THREATS)
def test_a_threat_names_what_holds_it_and_a_test_or_says_that_none_does(row: str) -> None:
    threat, holds, proof = row.split(" | ")
    assert threat
    assert holds
    assert _TEST.search(proof) or proof.startswith(_UNHELD)


def test_each_of_the_ten_has_its_section() -> None:
    assert re.findall(r"^### API(\d+):2023 ", TEXT, re.MULTILINE) == [str(number) for number in range(1, 11)]
    assert len(THREATS) > 30


def test_no_test_is_named_in_another_way() -> None:
    assert TEXT.count("::test_") == len(_TEST.findall(TEXT))
