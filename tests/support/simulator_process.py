"""A simulator as a process of its own, for clients that bring their own network code."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx

from tests.support.ports import free_ports

ROOT: Final = Path(__file__).parents[2]
_START_SECONDS: Final = 60


@contextmanager
def running_simulator(name: str) -> Iterator[httpx.Client]:
    """A client of the running simulator; its base URL is the simulator's address."""
    [port] = free_ports(1)
    process = subprocess.Popen([sys.executable, "-m", "simulators", name, "--port", str(port)], cwd=ROOT)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client:
            _wait_for(client, process)
            yield client
    finally:
        process.terminate()
        process.wait(timeout=10)


def run_job(job: str, where: Path, **variables: str) -> str:
    """Run ``tests/outsiders/jobs/<job>.py`` by itself, in ``where``; what it printed."""
    environment = {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", **variables}
    script = ROOT / "tests/outsiders/jobs" / f"{job}.py"
    done = subprocess.run(
        [sys.executable, str(script)], cwd=where, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def _wait_for(client: httpx.Client, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + _START_SECONDS
    while time.monotonic() < ends:
        assert process.poll() is None, "the simulator ended"
        try:
            if client.get("/_admin/health").is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError("the simulator does not answer")
