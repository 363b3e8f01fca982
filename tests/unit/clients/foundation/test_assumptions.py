"""The assumptions stand in one module, and a dialect may change any of them."""

import ast
from dataclasses import fields
from pathlib import Path

import pytest

import fieldledger.clients.foundation
from fieldledger.clients.foundation.assumptions import ASSUMED, CompanyPlace, FoundationDialect, Resource

PACKAGE = Path(fieldledger.clients.foundation.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "assumptions.py")
# Words of our own that happen to be the assumed ones: of the models, of our details.
ALLOWED = {"lines", "%Y-%m-%d", "quota"}


def assumed_words() -> set[str]:
    values = [getattr(ASSUMED, field.name) for field in fields(ASSUMED)]
    single = {value for value in values if isinstance(value, str)}
    several = {word for value in values if isinstance(value, tuple) for word in value if isinstance(word, str)}
    natural_keys = {*ASSUMED.time_card_key, *ASSUMED.ap_invoice_key}
    places = {str(place) for place in CompanyPlace}
    return (single | several) - natural_keys - places - ALLOWED


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_other_module_holds_an_assumption(module: Path) -> None:
    constants = {node.value for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Constant)}
    assert not constants & assumed_words()


def test_a_resource_without_a_name_of_its_own_keeps_the_assumed_one() -> None:
    dialect = FoundationDialect(resource_names={Resource.JOBS: "projects"})
    assert (dialect.path(Resource.JOBS), dialect.path(Resource.VENDORS)) == ("/projects", "/vendors")


def test_a_company_that_the_token_names_is_named_nowhere_else() -> None:
    dialect = FoundationDialect(company_place=CompanyPlace.TOKEN)
    assert (dialect.company_params(), dialect.company_headers(), dialect.path(Resource.JOBS)) == ({}, {}, "/jobs")
