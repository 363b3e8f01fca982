"""The command line and the Makefile: what they refuse, and how."""

import subprocess
from pathlib import Path

import pytest

from local.__main__ import main
from local.errors import LocalStackError
from local.invoke import deployed_function, event_bytes
from local.locks import locked


@pytest.fixture(autouse=True)
def _own_stack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FIELDLEDGER_STATE_DIR", str(tmp_path))


def make(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("stage", [[], ["STAGE="], ["STAGE=local"], ["STAGE=production"]])
def test_a_deployment_without_a_known_stage_is_refused(repository_root: Path, stage: list[str]) -> None:
    done = make(repository_root, "deploy", *stage)
    assert done.returncode == 2
    assert "STAGE=dev" in done.stderr


def test_help_lists_every_public_target(repository_root: Path) -> None:
    listed = make(repository_root, "help").stdout
    targets = "setup test lint demo up down status invoke build deploy contracts flags"
    assert [target for target in targets.split() if f"make {target} " not in listed] == []


def test_invoking_without_a_stack_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["invoke", "health"]) == 1
    assert "make up" in capsys.readouterr().err


def test_status_of_a_stack_that_is_down_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == 1
    assert "stopped" in capsys.readouterr().out


def test_a_second_command_on_the_same_stack_is_turned_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with locked(tmp_path / "lock"):
        assert main(["down"]) == 1
    assert "another command" in capsys.readouterr().err


def test_a_function_is_found_by_its_folder_and_no_other_that_ends_alike() -> None:
    deployed = ["fieldledger-local-start_syncs", "fieldledger-local-list_syncs", "fieldledger-local-syncs"]

    assert deployed_function("syncs", deployed) == "fieldledger-local-syncs"
    assert deployed_function("raken", deployed) is None


@pytest.mark.parametrize("content", ["", "[1]", "{", None])
def test_an_event_that_is_no_json_object_is_refused_by_its_file(content: str | None, tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    if content is not None:
        file.write_text(content)

    with pytest.raises(LocalStackError, match=r"event\.json"):
        event_bytes(file)
