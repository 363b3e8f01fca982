"""The layer's byte code, and the choices of its Makefile."""

import importlib.util
import os
import py_compile
import subprocess
import sys
from pathlib import Path

import pytest

import byte_compile

from .sam_template import ROOT

LAYER = ROOT / "layers" / "common"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text('"""A package."""\n')
    (tmp_path / "package" / "module.py").write_text("ANSWER = 42\n")
    return tmp_path


def byte_code(module: Path) -> Path:
    return Path(importlib.util.cache_from_source(str(module)))


def test_a_compiled_tree_passes_the_check(tree: Path) -> None:
    assert byte_compile.main([str(tree)]) == 0
    assert byte_compile.main(["--check", str(tree)]) == 0
    assert byte_code(tree / "package" / "module.py").is_file()


def test_a_module_without_byte_code_is_named(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    byte_compile.main([str(tree)])
    byte_code(tree / "package" / "module.py").unlink()
    assert byte_compile.main(["--check", str(tree)]) == 1
    assert capsys.readouterr().err == "package/module.py: not compiled\n"


def test_byte_code_of_an_older_source_is_named(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    byte_compile.main([str(tree)])
    (tree / "package" / "module.py").write_text("ANSWER = 43\n")
    assert byte_compile.main(["--check", str(tree)]) == 1
    assert capsys.readouterr().err == "package/module.py: compiled from another source\n"


def test_byte_code_of_another_interpreter_is_named(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    byte_compile.main([str(tree)])
    compiled = byte_code(tree / "package" / "module.py")
    compiled.write_bytes(b"\x00\x00\r\n" + compiled.read_bytes()[4:])
    (compiled.parent / "module.cpython-38.pyc").write_bytes(b"")
    assert byte_compile.main(["--check", str(tree)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "package/module.py: compiled by another interpreter",
        "package/__pycache__/module.cpython-38.pyc: belongs to no module of this interpreter",
    ]


def test_byte_code_that_depends_on_file_times_is_named(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    byte_compile.main([str(tree)])
    module = str(tree / "package" / "module.py")
    py_compile.compile(module, invalidation_mode=py_compile.PycInvalidationMode.TIMESTAMP)
    assert byte_compile.main(["--check", str(tree)]) == 1
    assert capsys.readouterr().err == "package/module.py: not marked unchecked-hash\n"


def test_compiling_removes_what_was_left_over(tree: Path) -> None:
    stray = tree / "package" / "__pycache__" / "gone.cpython-38.pyc"
    stray.parent.mkdir()
    stray.write_bytes(b"")
    (tree / "package" / "old.pyc").write_bytes(b"")
    assert byte_compile.main([str(tree)]) == 0
    assert sorted(path.name for path in tree.rglob("*.pyc")) == sorted(
        byte_code(tree / "package" / name).name for name in ("__init__.py", "module.py")
    )


def test_a_module_that_does_not_compile_fails_the_build(tree: Path) -> None:
    (tree / "package" / "broken.py").write_text("def\n")
    assert byte_compile.main([str(tree)]) == 1


def test_byte_code_names_the_place_where_lambda_mounts_the_layer(tree: Path) -> None:
    byte_compile.main([str(tree)])
    assert b"/opt/python/package/module.py" in byte_code(tree / "package" / "module.py").read_bytes()


def make(architecture: str, uv: str = "") -> subprocess.CompletedProcess[str]:
    """The recipe that would run."""
    variables = {"LAYER_ARCHITECTURE": architecture, "FIELDLEDGER_UV": uv, "FIELDLEDGER_PYTHON": sys.executable}
    return subprocess.run(
        ["make", "--dry-run", "build-CommonLayer", "ARTIFACTS_DIR=/artifacts"],
        cwd=LAYER,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.mark.parametrize(("architecture", "processor"), [("arm64", "aarch64"), ("x86_64", "x86_64")])
def test_wheels_are_taken_for_the_functions_processor_not_for_this_machines(architecture: str, processor: str) -> None:
    with_pip, with_uv = make(architecture).stdout, make(architecture, uv="uv").stdout
    assert f"--platform manylinux_2_28_{processor} --platform manylinux2014_{processor}" in with_pip
    assert f"--python-platform {processor}-manylinux_2_28" in with_uv


@pytest.mark.parametrize("uv", ["", "uv"])
def test_only_the_locked_wheels_are_installed(uv: str) -> None:
    assert "--require-hashes --no-deps --only-binary=:all: -r requirements.txt" in make("native", uv).stdout


def test_without_an_architecture_the_layer_is_for_this_machine() -> None:
    unsaid, native = (make(architecture).stdout.partition("rm -rf")[2] for architecture in ("", "native"))
    assert "--platform manylinux" in native
    assert unsaid == native


def test_an_unknown_architecture_is_refused_by_name() -> None:
    refused = subprocess.run(
        ["make", "check-architecture"],
        cwd=LAYER,
        env={"PATH": os.environ["PATH"], "LAYER_ARCHITECTURE": "mips"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode != 0
    assert "not 'mips'" in refused.stderr
