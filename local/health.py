"""Waiting until a service answers."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import httpx

from local.errors import LocalStackError

START_SECONDS: Final = 60.0
LOG_LINES: Final = 15


def answers(url: str) -> bool:
    """Whether a health address answers with success within two seconds."""
    try:
        return httpx.get(url, timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def wait_until_healthy(
    name: str,
    url: str,
    *,
    alive: Callable[[], bool],
    log: Path,
    seconds: float = START_SECONDS,
    check: Callable[[str], bool] = answers,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Return once ``url`` answers; a service that ends or stays silent is reported with the end of its log."""
    for _ in range(int(seconds / 0.1)):
        if check(url):
            return
        if not alive():
            raise LocalStackError(f"{name} ended while starting.\n{_tail(log)}")
        sleep(0.1)
    raise LocalStackError(f"{name} did not answer at {url} within {seconds:.0f} s.\n{_tail(log)}")


def _tail(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()[-LOG_LINES:] if log.exists() else []
    return "\n".join([f"The end of {log}:", *(f"    {line}" for line in lines)])
