"""samconfig.toml gives each stage parameters that the template has."""

import re
import tomllib
from collections.abc import Mapping

import pytest

from .sam_template import ROOT, items, section, template

STAGES = ("local", "dev", "staging", "prod")
CONFIG = tomllib.loads((ROOT / "samconfig.toml").read_text())


def overrides(stage: str) -> Mapping[str, str]:
    pairs = items(section(CONFIG, stage, "deploy", "parameters")["parameter_overrides"])
    return dict(str(pair).split("=", 1) for pair in pairs)


def test_every_stage_is_configured() -> None:
    assert set(CONFIG) - {"version", "default"} == set(STAGES)


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_deploys_its_own_stack(stage: str) -> None:
    assert section(CONFIG, stage, "global", "parameters")["stack_name"] == f"fieldledger-{stage}"
    assert overrides(stage)["Stage"] == stage


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_sets_parameters_of_the_template_to_values_that_it_allows(stage: str) -> None:
    for name, value in overrides(stage).items():
        parameter = section(template(), "Parameters", name)
        allowed = [str(choice) for choice in items(parameter.get("AllowedValues", value))]
        assert parameter, name
        assert value in allowed, name
        assert re.fullmatch(str(parameter.get("AllowedPattern", ".*")), value), name


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_accepts_roles_and_the_language_extensions(stage: str) -> None:
    deploy = section(CONFIG, stage, "deploy", "parameters")
    assert deploy["capabilities"] == ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]


def test_the_local_stack_asks_nothing_and_names_its_bucket() -> None:
    deploy = section(CONFIG, "local", "deploy", "parameters")
    assert (deploy["resolve_s3"], deploy["confirm_changeset"]) == (False, False)
    assert deploy["s3_bucket"] == "fieldledger-local-artifacts"


@pytest.mark.parametrize("stage", ["dev", "staging"])
def test_a_stage_before_production_never_posts_into_real_books(stage: str) -> None:
    assert overrides(stage)["QuickbooksApiUrl"] == "https://sandbox-quickbooks.api.intuit.com"
