"""One process without shared state: ``... .peer <start> <end> <url> <token> <per minute> <per second>``.

The usual way: a token bucket of a well-known library in each process, and a pause when the vendor refuses (Intuit asks
for 60 s).
"""

import asyncio
import random
import sys
import time
from collections.abc import Sequence

import httpx
from aiolimiter import AsyncLimiter

from benchmarks.kit.books import REALM
from benchmarks.rate_budget.tally import Tally, sleep_until

_TASKS = 2
_PAUSE_SECONDS = 60.0
_REFUSED = 429


async def _run(end: float, url: str, token: str, per_minute: float, per_second: float, tally: Tally) -> None:
    minute, second = AsyncLimiter(per_minute, 60), AsyncLimiter(max(1.0, per_second), max(1.0, 1 / per_second))
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    path = f"/v3/company/{REALM}/employee/1?minorversion=75"
    resume_at = 0.0

    async def work(client: httpx.AsyncClient) -> None:
        nonlocal resume_at
        while time.time() < end:
            if resume_at > time.time():
                await asyncio.sleep(min(resume_at, end) - time.time())
                continue
            async with minute, second:
                answer = await client.get(path, headers=headers)
            tally.calls += answer.is_success
            tally.refused += answer.status_code == _REFUSED
            if answer.status_code == _REFUSED:
                resume_at = time.time() + _PAUSE_SECONDS + random.uniform(0, 5)  # noqa: S311 - spreads processes

    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        await asyncio.gather(*(work(client) for _ in range(_TASKS)))


def main(arguments: Sequence[str]) -> None:
    """Wait for the start, work until the end, print the tally."""
    start, end, url, token, per_minute, per_second = arguments
    tally = Tally()
    sleep_until(float(start))
    asyncio.run(_run(float(end), url, token, float(per_minute), float(per_second), tally))
    tally.print()


if __name__ == "__main__":
    main(sys.argv[1:])
