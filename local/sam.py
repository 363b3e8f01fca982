"""Running the SAM command line without telemetry, without its check for newer versions, with its output in a log."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from local.errors import LocalStackError
from local.settings import LocalSettings

LOG_LINES: Final = 30


def environment(settings: LocalSettings, own: Mapping[str, str]) -> dict[str, str]:
    """Build SAM's environment; this interpreter's folder comes first on PATH, where SAM looks for python3.13."""
    home = settings.root / ".aws-sam" / "app"
    home.mkdir(parents=True, exist_ok=True)
    # A check "a moment ago" keeps SAM from asking the package index for a newer version of itself.
    (home / "metadata.json").write_text(json.dumps({"telemetryEnabled": False, "lastVersionCheck": time.time()}))
    return {
        **own,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), own.get("PATH", os.defpath)]),
        "SAM_CLI_TELEMETRY": "0",
        "__SAM_CLI_APP_DIR": str(home),
    }


def run(settings: LocalSettings, arguments: Sequence[str], variables: Mapping[str, str], *, log: Path) -> None:
    """Run `sam` in the repository with ``variables`` as its environment; a failure shows the end of its output."""
    if not settings.sam.exists():
        raise LocalStackError(f"{settings.sam} is missing: run `make setup`")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        finished = subprocess.run(
            [str(settings.sam), *arguments],
            cwd=settings.root,
            env=environment(settings, variables),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if finished.returncode:
        tail = "\n".join(f"    {line}" for line in log.read_text(errors="replace").splitlines()[-LOG_LINES:])
        raise LocalStackError(f"sam {arguments[0]} failed. The end of {log}:\n{tail}")
