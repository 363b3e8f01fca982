"""`sam build`, once per content: a build that is still true of the sources is not made again."""

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from local import sam
from local.errors import LocalStackError
from local.locks import locked
from local.settings import LocalSettings, machine_architecture

MACHINE: Final = machine_architecture()
SOURCES: Final = ("template.yaml", "functions", "layers", "requirements/sam.txt")
IGNORED: Final = {"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"}


@dataclass(frozen=True, slots=True)
class Build:
    """A finished build; ``fingerprint`` changes with anything that went into it."""

    folder: Path
    fingerprint: str

    @property
    def template(self) -> Path:
        """Point at the template that `sam deploy` takes."""
        return self.folder / "template.yaml"


def build_home(root: Path, architecture: str) -> Path:
    """Name the folder of one architecture's build, cache and lock; builds for two processors never mix."""
    return root / ".aws-sam" / architecture


def build_folder(root: Path, architecture: str = MACHINE) -> Path:
    """Name the folder where a built function or layer lies under its logical id."""
    return build_home(root, architecture) / "build"


def reading(root: Path, architecture: str = MACHINE) -> AbstractContextManager[None]:
    """Keep a build from being replaced while the block reads it."""
    return locked(build_home(root, architecture) / "lock", shared=True)


def fingerprint(root: Path) -> str:
    """Hash names and contents of all sources of a build, and the interpreter that installs the layer."""
    digest = hashlib.sha256(sys.version.encode())
    for path in _source_files(root):
        digest.update(f"\0{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current(root: Path, architecture: str = MACHINE) -> bool:
    """Whether the build at hand is of the present sources."""
    stamp = build_home(root, architecture) / "fingerprint"
    made = build_folder(root, architecture) / "template.yaml"
    return stamp.exists() and made.exists() and stamp.read_text() == fingerprint(root)


def ensure_built(settings: LocalSettings, architecture: str = MACHINE) -> Build:
    """Build for ``architecture`` (arm64 or x86_64), unless that was done for the present sources."""
    home = build_home(settings.root, architecture)
    with reading(settings.root, architecture):  # readers of a build that is true do not wait for each other
        if is_current(settings.root, architecture):
            return _made(home)
    with locked(home / "lock"):
        if not is_current(settings.root, architecture):
            _build(settings, architecture)
        return _made(home)


def _made(home: Path) -> Build:
    return Build(home / "build", (home / "fingerprint").read_text())


def _build(settings: LocalSettings, architecture: str) -> None:
    home = build_home(settings.root, architecture)
    made = fingerprint(settings.root)
    (home / "fingerprint").unlink(missing_ok=True)
    arguments = ["build", "--cached", "--parallel", "--template-file", str(settings.template)]
    arguments += ["--build-dir", str(home / "build"), "--cache-dir", str(home / "cache")]
    arguments += ["--region", "us-east-1", "--parameter-overrides", f"Architecture={architecture}"]
    variables = {
        **os.environ,
        "LAYER_ARCHITECTURE": architecture,
        "FIELDLEDGER_PYTHON": sys.executable,
        "FIELDLEDGER_UV": str(settings.uv),
    }
    try:
        # Set-up has fetched this machine's packages: asking the index again would only make the build depend on it.
        sam.run(settings, arguments, {**variables, "UV_OFFLINE": "1"}, log=home / "build.log")
    except LocalStackError:
        sam.run(settings, arguments, variables, log=home / "build.log")
    (home / "fingerprint").write_text(made)


def _source_files(root: Path) -> Iterator[Path]:
    for source in SOURCES:
        path = root / source
        if path.is_dir():
            files = (file for file in path.rglob("*") if file.is_file())
            yield from sorted(file for file in files if not IGNORED.intersection(file.parts))
        elif path.exists():
            yield path
