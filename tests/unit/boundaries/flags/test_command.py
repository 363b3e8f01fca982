"""`make flags` in a repository: what it prints, and whether it lets a change through."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from boundaries.__main__ import main
from tests.unit.boundaries.committed import ROOT

type Change = Callable[[Any], None]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose first commit holds our contracts."""
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "-m", "nothing yet")
    shutil.copytree(ROOT / "contracts", tmp_path / "contracts")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "--quiet", "-m", "contracts")
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True)


def change(repository: Path, name: str, edit: Change) -> None:
    path = repository / "contracts" / f"{name}.json"
    document = json.loads(path.read_text())
    edit(document)
    path.write_text(json.dumps(document))


def test_nothing_changed(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flags", "HEAD", "--root", str(repository)]) == 0
    assert capsys.readouterr().out == "Nothing changed.\n"


def test_before_there_were_contracts_everything_is_new(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flags", "HEAD~1", "--root", str(repository)]) == 0
    assert "everything is new" in capsys.readouterr().out


def test_an_unknown_revision_is_named(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flags", "nowhere", "--root", str(repository)]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_a_route_that_goes_unannounced_is_refused_and_told(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(repository, "openapi", lambda api: api["paths"].pop("/v1/me"))

    assert main(["flags", "HEAD", "--root", str(repository)]) == 1
    told = capsys.readouterr().out
    assert "For frontend:\n  BREAKS      GET /v1/me: the operation is gone\n" in told
    assert "1 breaking changes of the API" in told


def test_a_route_that_was_announced_may_go(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(repository, "deprecations", lambda notes: notes.update({"GET /v1/me": "use the token"}))
    git(repository, "commit", "--quiet", "-am", "announce")
    change(repository, "openapi", lambda api: api["paths"].pop("/v1/me"))

    assert main(["flags", "HEAD", "--root", str(repository)]) == 0
    assert "(announced: use the token)" in capsys.readouterr().out


def test_programs_get_every_flag_with_its_team(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(repository, "tables", lambda tables: tables.pop("audit"))
    change(repository, "permissions", lambda found: found["roles"]["viewer"].remove("time:read"))

    assert main(["flags", "HEAD", "--json", "--root", str(repository)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(flag["team"], flag["place"], flag["breaking"], flag["refused"]) for flag in found] == [
        ("database", "audit", True, False),
        ("everyone and security", "role viewer", True, False),
    ]


def test_without_a_base_a_branch_is_compared_with_where_it_left_main(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(repository, "update-ref", "refs/remotes/origin/main", "HEAD")
    change(repository, "openapi", lambda api: api["paths"].pop("/v1/me"))
    git(repository, "commit", "--quiet", "-am", "remove")

    assert main(["flags", "--root", str(repository)]) == 1
    assert "GET /v1/me: the operation is gone" in capsys.readouterr().out


def test_without_a_base_main_is_compared_with_the_last_tag(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(repository, "tag", "v1.0.0")
    change(repository, "openapi", lambda api: api["paths"].pop("/v1/me"))
    git(repository, "commit", "--quiet", "-am", "remove")
    git(repository, "update-ref", "refs/remotes/origin/main", "HEAD")

    assert main(["flags", "--root", str(repository)]) == 1
    assert "GET /v1/me: the operation is gone" in capsys.readouterr().out


def test_without_a_base_and_before_a_release_nothing_is_compared(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["flags", "--root", str(repository)]) == 0
    assert "say which BASE" in capsys.readouterr().out
