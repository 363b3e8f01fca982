"""Servers as processes of a benchmark: started on free ports, stopped when it is over."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx

ROOT: Final = Path(__file__).parents[2]
_START_SECONDS: Final = 30.0


def environment(**more: str) -> dict[str, str]:
    """This process's environment with the product on its path, no proxy for this machine, and ``more``."""
    path = os.pathsep.join([str(ROOT / "layers/common"), str(ROOT)])
    return {**os.environ, "PYTHONPATH": path, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", **more}


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def server(module: Sequence[str], port: int, health: str, extra: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run ``python -m <module...>`` until the block ends; yields its address once ``health`` answers."""
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", *module],
        cwd=ROOT,
        env=environment(**(extra or {})),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"{url}{health}", process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=10)


@contextmanager
def simulator(name: str) -> Iterator[str]:
    """A simulator by itself."""
    port = free_port()
    with server(["simulators", name, "--port", str(port)], port, "/_admin/health") as url:
        yield url


@contextmanager
def aws() -> Iterator[str]:
    """An emulated DynamoDB, KMS and Secrets Manager."""
    port = free_port()
    with server(["moto.server", "-H", "127.0.0.1", "-p", str(port)], port, "/moto-api/data.json") as url:
        yield url


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + _START_SECONDS
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise RuntimeError(f"the server of {url} ended with {process.returncode}")
        try:
            if httpx.get(url, timeout=2, trust_env=False).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer")
