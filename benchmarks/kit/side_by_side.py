"""Runs that know nothing of each other, as many at once as there are cores; their clocks are virtual."""

import multiprocessing
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed

from benchmarks.kit.results import Measures


def side_by_side(jobs: Mapping[str, Callable[[], Measures]]) -> dict[str, Measures]:
    """The figures of each job, by its name, in the order of ``jobs``; every one is printed when it is there."""
    cores = len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("spawn")) as pool:
        running = {pool.submit(job): name for name, job in jobs.items()}
        for done in as_completed(running):
            print(f"{running[done]}: {dict(done.result())}", flush=True)
        return {name: future.result() for future, name in running.items()}
