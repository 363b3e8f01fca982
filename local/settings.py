"""Where a local stack keeps its files and which ports it uses, all from the environment."""

import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from local.errors import LocalStackError

ROOT: Final = Path(__file__).resolve().parent.parent
REGION: Final = "us-east-1"
STACK_NAME: Final = "fieldledger-local"
AUDIENCE: Final = "fieldledger-local"
MAX_PORT: Final = 65_535
SIMULATORS: Final = ("raken", "quickbooks", "oidc", "procore", "foundation")

# A person's proxy must not stand between the parts of a stack on this machine.
DIRECT: Final = {"NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}

PORT_VARIABLES: Final[Mapping[str, tuple[str, int]]] = {
    "ministack": ("FIELDLEDGER_MINISTACK_PORT", 4566),
    "raken": ("FIELDLEDGER_RAKEN_PORT", 4601),
    "quickbooks": ("FIELDLEDGER_QUICKBOOKS_PORT", 4602),
    "oidc": ("FIELDLEDGER_OIDC_PORT", 4603),
    "procore": ("FIELDLEDGER_PROCORE_PORT", 4604),
    "foundation": ("FIELDLEDGER_FOUNDATION_PORT", 4605),
}


@dataclass(frozen=True, slots=True)
class LocalSettings:
    """One local stack; two with different ``state_dir`` and ports live side by side."""

    root: Path
    state_dir: Path
    ports: Mapping[str, int]
    ministack_python: Path

    @staticmethod
    def from_environment(environment: Mapping[str, str] = os.environ, root: Path = ROOT) -> "LocalSettings":
        """Read FIELDLEDGER_STATE_DIR (relative to the repository) and the port variables; a bad one is named."""
        state = root / environment.get("FIELDLEDGER_STATE_DIR", ".local")
        ports = {name: _port(environment, *spec) for name, spec in PORT_VARIABLES.items()}
        if len(set(ports.values())) != len(ports):
            raise LocalStackError(f"two services share a port: {_listed(ports)}")
        ministack = environment.get("FIELDLEDGER_MINISTACK_PYTHON", ".venv-ministack/bin/python")
        return LocalSettings(root, state.absolute(), ports, root / ministack)

    def url(self, service: str) -> str:
        """Address of MiniStack or of a simulator, without a trailing slash."""
        return f"http://127.0.0.1:{self.ports[service]}"

    @property
    def logs_dir(self) -> Path:
        """Where each service writes its log; `down` keeps it."""
        return self.state_dir / "logs"

    @property
    def scratch_dir(self) -> Path:
        """MiniStack's TMPDIR: its function workers are unpacked here and run from here."""
        return self.state_dir / "tmp"

    @property
    def template(self) -> Path:
        """The template that AWS gets too."""
        return self.root / "template.yaml"

    @property
    def sam(self) -> Path:
        """The SAM command line of its own environment."""
        return self.root / ".venv-sam" / "bin" / "sam"

    @property
    def uv(self) -> Path:
        """The installer that the layer's build uses."""
        return Path(sys.executable).with_name("uv")


def machine_architecture(machine: str | None = None) -> str:
    """Lambda's name for this machine's processor."""
    return "arm64" if (machine or platform.machine()).lower() in {"arm64", "aarch64"} else "x86_64"


def _port(environment: Mapping[str, str], variable: str, default: int) -> int:
    text = environment.get(variable) or str(default)
    if not text.isdecimal() or not 0 < int(text) <= MAX_PORT:
        raise LocalStackError(f"{variable} must be a port number from 1 to 65535, not {text!r}")
    return int(text)


def _listed(ports: Mapping[str, int]) -> str:
    return ", ".join(f"{PORT_VARIABLES[name][0]}={port}" for name, port in ports.items())
