"""The built layer's byte code: whole, true to its sources, and what the interpreter really loads."""

import importlib.util
import marshal
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Final

import pytest

from local.settings import ROOT
from tests.package.functions import Package

BYTE_COMPILE: Final = ROOT / "layers" / "common" / "byte_compile.py"
HEADER_BYTES: Final = 16
UNCHECKED_HASH: Final = 1


def check(tree: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(BYTE_COMPILE), "--check", str(tree)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def names(code: CodeType) -> Iterator[str]:
    """The files that a module's code objects say they come from."""
    yield code.co_filename
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names(constant)


@pytest.fixture
def copied(package: Package, tmp_path: Path) -> Path:
    """A copy of the layer's own package; the build shares files with the installer's cache and stays as it is."""
    shutil.copytree(package.layer / "fieldledger", tmp_path / "fieldledger")
    return tmp_path


def test_the_built_layer_passes_the_builds_own_check(package: Package) -> None:
    checked = check(package.layer)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_every_module_has_byte_code_made_from_its_present_source(package: Package) -> None:
    modules = sorted(package.layer.rglob("*.py"))
    assert len(modules) > 500
    for module in modules:
        compiled = module.parent / "__pycache__" / f"{module.stem}.{sys.implementation.cache_tag}.pyc"
        header = compiled.read_bytes()[:HEADER_BYTES]
        flags = int.from_bytes(header[4:8], "little")
        assert (header[:4], flags) == (importlib.util.MAGIC_NUMBER, UNCHECKED_HASH), compiled
        assert header[8:] == importlib.util.source_hash(module.read_bytes()), compiled


def test_the_layers_own_byte_code_does_what_its_source_says(package: Package) -> None:
    modules = sorted((package.layer / "fieldledger").rglob("*.py"))
    sources = ROOT / "layers" / "common" / "fieldledger"
    assert [module.relative_to(package.layer / "fieldledger") for module in modules] == [
        source.relative_to(sources) for source in sorted(sources.rglob("*.py"))
    ]
    for module in modules:
        mounted = f"/opt/python/{module.relative_to(package.layer)}"
        compiled = Path(importlib.util.cache_from_source(str(module))).read_bytes()
        stored = marshal.loads(compiled[HEADER_BYTES:])  # noqa: S302 - our own build's
        assert stored == compile(module.read_bytes(), mounted, "exec", dont_inherit=True), module
        assert set(names(stored)) == {mounted}


def test_a_source_that_changed_after_compiling_fails_the_check(copied: Path) -> None:
    assert check(copied).returncode == 0
    changed = copied / "fieldledger" / "result.py"
    changed.write_text(changed.read_text() + "CHANGED = True\n")
    checked = check(copied)
    assert checked.returncode == 1
    assert checked.stderr == "fieldledger/result.py: compiled from another source\n"


def test_a_later_file_time_alone_changes_nothing(copied: Path) -> None:
    module = copied / "fieldledger" / "result.py"
    os.utime(module, (module.stat().st_mtime + 3600,) * 2)
    assert check(copied).returncode == 0


def test_a_module_without_byte_code_and_byte_code_without_a_module_fail_the_check(copied: Path) -> None:
    envelope, result = (copied / "fieldledger" / name for name in ("envelope.py", "result.py"))
    Path(importlib.util.cache_from_source(str(envelope))).unlink()
    result.unlink()
    checked = check(copied)
    assert checked.returncode == 1
    assert [line.partition(": ")[2] for line in checked.stderr.splitlines()] == [
        "not compiled",
        "belongs to no module of this interpreter",
    ]
