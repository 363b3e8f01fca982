"""A build is made again exactly when something that went into it changed."""

from pathlib import Path

import pytest

from local.build import build_folder, build_home, fingerprint, is_current


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one function and one layer file."""
    (tmp_path / "functions" / "health").mkdir(parents=True)
    (tmp_path / "layers" / "common").mkdir(parents=True)
    (tmp_path / "template.yaml").write_text("Resources: {}")
    (tmp_path / "functions" / "health" / "app.py").write_text("x = 1")
    (tmp_path / "layers" / "common" / "requirements.txt").write_text("httpx==1")
    return tmp_path


@pytest.mark.parametrize("path", ["template.yaml", "functions/health/app.py", "layers/common/requirements.txt"])
def test_a_changed_source_changes_the_fingerprint(root: Path, path: str) -> None:
    before = fingerprint(root)
    (root / path).write_text("changed")
    assert fingerprint(root) != before


def test_a_moved_file_changes_the_fingerprint(root: Path) -> None:
    before = fingerprint(root)
    (root / "functions" / "health" / "app.py").rename(root / "functions" / "health" / "main.py")
    assert fingerprint(root) != before


def test_caches_of_tools_change_nothing(root: Path) -> None:
    before = fingerprint(root)
    cache = root / "functions" / "health" / "__pycache__"
    cache.mkdir()
    (cache / "app.pyc").write_bytes(b"1")
    assert fingerprint(root) == before


def test_a_build_is_current_until_its_sources_change(root: Path) -> None:
    assert not is_current(root, "arm64")
    build_folder(root, "arm64").mkdir(parents=True)
    (build_folder(root, "arm64") / "template.yaml").touch()
    (build_home(root, "arm64") / "fingerprint").write_text(fingerprint(root))
    assert is_current(root, "arm64")
    (root / "template.yaml").write_text("changed")
    assert not is_current(root, "arm64")


def test_a_build_for_one_processor_says_nothing_about_the_other(root: Path) -> None:
    build_folder(root, "arm64").mkdir(parents=True)
    (build_folder(root, "arm64") / "template.yaml").touch()
    (build_home(root, "arm64") / "fingerprint").write_text(fingerprint(root))
    assert not is_current(root, "x86_64")
