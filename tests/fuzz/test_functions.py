"""Every function behind a small server: whatever is sent, the answer is one that the description promises."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.fuzz.run import ROOT, fuzz
from tests.support.ports import free_ports


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """The functions over a store in memory."""
    [port] = free_ports(1)
    paths = os.pathsep.join([str(ROOT / "layers" / "common"), str(ROOT)])
    quiet = {"POWERTOOLS_LOG_LEVEL": "ERROR", "POWERTOOLS_METRICS_DISABLED": "true"}
    with (tmp_path / "gateway.log").open("w") as log:
        gateway = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.gateway", str(port)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": paths, **quiet},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _ready(f"http://127.0.0.1:{port}", gateway, tmp_path / "gateway.log")
    finally:
        gateway.terminate()
        gateway.wait()


def _ready(address: str, gateway: subprocess.Popen[bytes], log: Path) -> str:
    with httpx.Client(trust_env=False) as http:
        for _ in range(600):
            assert gateway.poll() is None, log.read_text()
            try:
                http.get(f"{address}/v1/health")
            except httpx.TransportError:
                time.sleep(0.2)
            else:
                return address
    raise AssertionError(log.read_text())


def test_no_request_is_answered_in_a_way_that_the_description_does_not_promise(url: str) -> None:
    found = fuzz(url, "admin", phases="examples,coverage,fuzzing", examples=5)
    if found:
        pytest.fail(found, pytrace=False)
