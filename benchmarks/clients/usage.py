"""What a process measured of itself."""

import json
import resource
import time
from collections.abc import Callable


def report(calls: int, seconds: float, idle_kilobytes: int) -> None:
    """Print calls a second, seconds of processor time per 1,000 calls, and memory, as JSON."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "calls_per_second": round(calls / seconds, 1),
        "cpu_seconds_per_1000_calls": round((used.ru_utime + used.ru_stime) / calls * 1000, 2),
        "peak_megabytes": round(used.ru_maxrss / 1024, 1),
        "megabytes_after_import": round(idle_kilobytes / 1024, 1),
    }
    print(json.dumps(figures), flush=True)


def memory() -> int:
    """Kilobytes at their most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def timed(work: Callable[[], int]) -> tuple[int, float]:
    """The calls that ``work`` made, and the seconds it took."""
    began = time.perf_counter()
    calls = work()
    return calls, time.perf_counter() - began
