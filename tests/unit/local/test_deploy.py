"""The parameters of a local deployment, and the environment in which AWS tools run."""

from pathlib import Path

import pytest

from local import aws
from local.deploy import parameters
from local.errors import LocalStackError
from local.settings import LocalSettings
from local.template import Template


@pytest.fixture
def settings(tmp_path: Path) -> LocalSettings:
    return LocalSettings.from_environment({"FIELDLEDGER_RAKEN_PORT": "5001"}, tmp_path)


@pytest.fixture
def template(repository_root: Path) -> Template:
    return Template.read(repository_root / "template.yaml")


def test_vendors_and_sign_in_are_the_simulators(settings: LocalSettings, template: Template) -> None:
    chosen = parameters(settings, template, {})
    assert chosen["RakenApiUrl"] == "http://127.0.0.1:5001/api"
    assert chosen["JwtIssuer"] == "http://127.0.0.1:4603"
    assert chosen["JwtAudience"] == "fieldledger-local"
    assert chosen["JwtAuthorizeUrl"] == "http://127.0.0.1:4603/authorize"
    assert chosen["JwtTokenUrl"] == "http://127.0.0.1:4603/token"
    assert all("127.0.0.1" in value for name, value in chosen.items() if name.endswith("Url"))


def test_every_vendor_address_of_the_template_is_replaced(settings: LocalSettings, template: Template) -> None:
    addresses = {name for name in template.parameters() if name.endswith("Url")} - {
        "PublicApiUrl",
        "OAuthRedirectUrl",
        "OperationsPageUrl",
        "RunbookUrl",
    }
    assert addresses
    assert addresses <= parameters(settings, template, {}).keys()


def test_a_person_s_parameters_win(settings: LocalSettings, template: Template) -> None:
    own = {"FIELDLEDGER_PARAMETERS": "QuickbooksSettleSeconds=2 SchedulesState=DISABLED"}
    chosen = parameters(settings, template, own)
    assert (chosen["QuickbooksSettleSeconds"], chosen["SchedulesState"]) == ("2", "DISABLED")


@pytest.mark.parametrize(("text", "reason"), [("Nonsense=1", "no parameter Nonsense"), ("LogLevel", "not Name=value")])
def test_a_parameter_that_cannot_be_is_refused(
    settings: LocalSettings, template: Template, text: str, reason: str
) -> None:
    with pytest.raises(LocalStackError, match=reason):
        parameters(settings, template, {"FIELDLEDGER_PARAMETERS": text})


def test_aws_tools_see_no_profile_and_no_credentials_of_a_person() -> None:
    own = {"PATH": "/bin", "AWS_PROFILE": "prod", "AWS_ACCESS_KEY_ID": "AKIA", "AWS_ENDPOINT_URL_S3": "https://s3"}
    environment = aws.environment("http://127.0.0.1:4566", own)
    assert environment["AWS_ACCESS_KEY_ID"] == "test"
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
    assert not {"AWS_PROFILE", "AWS_ENDPOINT_URL_S3"} & environment.keys()
    assert environment["AWS_SHARED_CREDENTIALS_FILE"] == environment["AWS_CONFIG_FILE"] == "/dev/null"
