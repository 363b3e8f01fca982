"""Whether the worker and the schedule of the peers read and write as often as ours, counted by operation.

A program of its own, since it puts moto into its process: exit status 1 and a line for each that differs.
"""

import importlib.util
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from benchmarks.cold_start.boots import PEERS
from benchmarks.warm_path.emulated import EmulatedAws, emulated_aws
from local.settings import ROOT
from tests.support.lambda_context import FakeLambdaContext

_COMPARED: Final[Mapping[str, str]] = {
    "workers/quickbooks_postings": "boto3_quickbooks_postings",
    "schedules/sweep_postings": "boto3_sweep_postings",
}


def main() -> int:
    """Exit status 0: the same operations."""
    os.environ["SHARDS"] = "8"
    sys.path.insert(0, str(PEERS))
    differing = 0
    with emulated_aws() as aws:
        for folder, peer in _COMPARED.items():
            ours = _operations(aws, folder, ROOT / "functions" / folder / "app.py")
            theirs = _operations(aws, folder, PEERS / f"{peer}.py")
            if ours != theirs:
                differing += 1
                print(f"{folder}: ours {ours}, the peer's {theirs}", file=sys.stderr)
    return 1 if differing else 0


def _operations(aws: EmulatedAws, folder: str, file: Path) -> dict[str, int]:
    event = json.loads((ROOT / "events" / f"{Path(folder).name}.json").read_text(encoding="utf-8"))
    spec = importlib.util.spec_from_file_location(f"counted_{file.parent.name}_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    aws.begin()
    module.lambda_handler(event, FakeLambdaContext())
    return dict(sorted(aws.calls.items()))


if __name__ == "__main__":
    sys.exit(main())
