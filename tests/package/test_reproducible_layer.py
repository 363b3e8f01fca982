"""The layer's build gives the same bytes for the same inputs, wherever and whenever it runs."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from local.settings import ROOT, LocalSettings
from tests.package.functions import Package

LAYER: Final = ROOT / "layers" / "common"


def contents(tree: Path) -> dict[str, str]:
    files = (path for path in tree.rglob("*") if path.is_file())
    return {str(path.relative_to(tree)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def built_again(artifacts: Path) -> Path:
    variables = {
        **os.environ,
        "FIELDLEDGER_PYTHON": sys.executable,
        "FIELDLEDGER_UV": str(LocalSettings.from_environment({}).uv),
        "PYTHONHASHSEED": "7",
        "TZ": "Pacific/Auckland",
        "UV_OFFLINE": "1",
    }
    command = ["make", "--silent", "-C", str(LAYER), "build-CommonLayer", f"ARTIFACTS_DIR={artifacts}"]
    subprocess.run(command, env=variables, check=True, capture_output=True)
    return artifacts / "python"


def test_a_second_build_in_another_folder_with_another_hash_seed_and_time_zone_is_the_same_to_the_byte(
    package: Package, tmp_path: Path
) -> None:
    first, second = contents(package.layer), contents(built_again(tmp_path))
    assert len(first) > 1000
    assert {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)} == set()
