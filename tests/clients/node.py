"""Node.js with the client's packages, as `make setup` installs them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
CLIENT: Final = ROOT / "clients" / "typescript"


def node(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Node.js in the client's folder."""
    assert (CLIENT / "node_modules").is_dir(), "run `make setup`: it installs the client's packages"
    command = [str(Path(sys.executable).with_name("node")), *arguments]
    told = {**os.environ, "NO_PROXY": "127.0.0.1", **environment}
    return subprocess.run(command, cwd=CLIENT, env=told, capture_output=True, text=True, check=False)
