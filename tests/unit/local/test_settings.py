"""Ports and folders come from the environment, and a bad one is named."""

from pathlib import Path

import pytest

from local import ministack
from local.errors import LocalStackError
from local.settings import LocalSettings, machine_architecture


def settings(root: Path, **variables: str) -> LocalSettings:
    return LocalSettings.from_environment(variables, root)


def test_every_port_can_be_set(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        FIELDLEDGER_MINISTACK_PORT="1",
        FIELDLEDGER_RAKEN_PORT="2",
        FIELDLEDGER_QUICKBOOKS_PORT="3",
        FIELDLEDGER_OIDC_PORT="4",
        FIELDLEDGER_PROCORE_PORT="5",
        FIELDLEDGER_FOUNDATION_PORT="6",
    )
    assert found.ports == {
        "ministack": 1,
        "raken": 2,
        "quickbooks": 3,
        "oidc": 4,
        "procore": 5,
        "foundation": 6,
    }
    assert found.url("oidc") == "http://127.0.0.1:4"


def test_an_empty_variable_means_the_default(tmp_path: Path) -> None:
    assert settings(tmp_path, FIELDLEDGER_RAKEN_PORT="").ports["raken"] == 4601


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "45.66"])
def test_a_bad_port_names_its_variable(tmp_path: Path, port: str) -> None:
    with pytest.raises(LocalStackError, match="FIELDLEDGER_OIDC_PORT"):
        settings(tmp_path, FIELDLEDGER_OIDC_PORT=port)


def test_two_services_on_one_port_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LocalStackError, match="share a port"):
        settings(tmp_path, FIELDLEDGER_OIDC_PORT="4566")


def test_the_state_folder_is_inside_the_repository_unless_it_is_absolute(tmp_path: Path) -> None:
    assert settings(tmp_path).state_dir == tmp_path / ".local"
    assert settings(tmp_path, FIELDLEDGER_STATE_DIR="other").state_dir == tmp_path / "other"
    assert settings(tmp_path, FIELDLEDGER_STATE_DIR="/var/x").state_dir == Path("/var/x")


@pytest.mark.parametrize(
    ("machine", "name"), [("aarch64", "arm64"), ("arm64", "arm64"), ("x86_64", "x86_64"), ("AMD64", "x86_64")]
)
def test_processors_get_lambda_s_name(machine: str, name: str) -> None:
    assert machine_architecture(machine) == name


def test_ministack_binds_loopback_only_and_opens_no_second_listener(tmp_path: Path) -> None:
    environment = ministack.environment(settings(tmp_path))
    assert environment["BIND_HOST"] == "127.0.0.1"
    assert environment["IOT_MTLS_ENABLED"] == environment["SFTP_ENABLED"] == "0"


def test_functions_inherit_nothing_from_the_person_s_environment(tmp_path: Path) -> None:
    own = {"PATH": "/bin", "AWS_PROFILE": "real", "AWS_ENDPOINT_URL": "http://x", "SECRET": "s"}
    environment = ministack.environment(settings(tmp_path), own)
    assert not {"AWS_PROFILE", "AWS_ENDPOINT_URL", "SECRET"} & environment.keys()
    assert environment["AWS_ACCESS_KEY_ID"] == "test"


def test_a_missing_ministack_is_named(tmp_path: Path) -> None:
    with pytest.raises(LocalStackError, match="make setup"):
        ministack.check_installation(settings(tmp_path))
