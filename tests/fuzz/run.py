"""One bounded run of schemathesis with its standard checks: the same requests each time."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
_HOOKS: Final = "tests.fuzz.hooks"


def fuzz(url: str, token: str, *, phases: str, examples: int) -> str:
    """What schemathesis says of the API at ``url``, empty if it found nothing."""
    found = subprocess.run(
        [
            str(Path(sys.executable).with_name("st")),
            *("--config-file", str(Path(__file__).with_name("schemathesis.toml")), "run"),
            str(ROOT / "contracts" / "openapi.json"),
            *("--url", url, "--header", f"Authorization: Bearer {token}"),
            *("--phases", phases, "--max-examples", str(examples)),
            *("--generation-deterministic", "--continue-on-failure", "--no-color", "--request-timeout", "60"),
        ],
        cwd=ROOT,
        env={**os.environ, "SCHEMATHESIS_HOOKS": _HOOKS, "PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if found.returncode == 0 else found.stdout + found.stderr
