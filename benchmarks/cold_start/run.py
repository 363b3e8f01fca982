"""Every built function from process start to its first answer, and six of them beside peers that do the same work."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.cold_start.boots import PEERS, Contestant, Start, start
from benchmarks.kit.results import Measures, Results
from local.build import build_folder, ensure_built, reading
from local.settings import ROOT, LocalSettings
from tests.package.functions import FOLDERS, Package
from tests.package.surroundings import Surroundings
from tests.support.emulator import ministack

ROUNDS: Final = 15
ROUNDS_OF_ALL: Final = 1
AT_ONCE: Final = 8
# For what this process itself makes in the emulator.
AWS: Final = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
KINDS: Final[Mapping[str, str]] = {
    "list": "api/list_projects",
    "get": "api/get_project",
    "approve": "api/approve_time_cards",
    "webhook": "webhooks/quickbooks",
    "worker": "workers/quickbooks_postings",
    "schedule": "schedules/sweep_postings",
}
_API: Final = ("list", "get", "approve")
# Our own code as it would be without byte code: one of each sort says it.
_PLAIN: Final = ("list", "webhook", "worker")
# What peers need beside the layer's packages, and what the layer does not hold whole.
_OTHERS: Final = ("fastapi", "starlette", "mangum", "annotated_doc", "opentelemetry", "botocore", "boto3")


def measure() -> Results:
    """Everything that is compared, in turn, round after round."""
    ensure_built(LocalSettings.from_environment({}))
    subprocess.run([sys.executable, "-m", "benchmarks.cold_start.same_work"], check=True, cwd=ROOT)
    os.environ |= AWS
    with reading(ROOT), TemporaryDirectory() as scratch, ministack(".local-cold-start") as endpoint:
        runtime, plain = Path(scratch, "runtime"), Path(scratch, "plain")
        package = Package.of(build_folder(ROOT), runtime)
        _plain_layer(package, plain)
        surroundings = Surroundings.create(endpoint)
        starts = _rounds(_contestants(package, plain), package, surroundings, ROUNDS)
        every = {folder: Contestant(folder, package.code(folder), package.layer) for folder in FOLDERS}
        table = _rounds(every, package, surroundings, ROUNDS_OF_ALL)
    figures = {name: _figures(each) for name, each in starts.items()}
    return Results(
        measures=_ratios(starts) | {"functions": len(FOLDERS)},
        peers={name: each for name, each in figures.items() if not name.startswith("ours_")},
        setting={
            "rounds": ROUNDS,
            "rounds_of_every_function": ROUNDS_OF_ALL,
            "processes_at_once": AT_ONCE,
            "ratios": "ours over the peer, of medians; *_cpu of user and system time of the whole process, *_memory of "
            "its peak (VmHWM) up to the first answer",
        },
        runs={name: each for name, each in figures.items() if name.startswith("ours_")}
        | {folder: _figures(each) for folder, each in table.items()},
    )


def _contestants(package: Package, plain: Path) -> dict[str, Contestant]:
    found: dict[str, Contestant] = {}
    for kind, folder in KINDS.items():
        found[f"ours_{kind}"] = Contestant(folder, package.code(folder), package.layer)
        if kind in _PLAIN:
            found[f"plain_{kind}"] = Contestant(folder, package.code(folder), plain)
        for framework in ("fastapi", "powertools", "boto3"):
            module = f"{framework}_{Path(folder).name}"
            if (PEERS / f"{module}.py").exists():
                found[f"{framework}_{kind}"] = Contestant(folder, PEERS, plain, module)
    return found


def _plain_layer(package: Package, plain: Path) -> None:
    """The layer as `sam build` makes it by itself: no byte code, all of botocore; and the peers' frameworks."""
    shutil.copytree(package.layer, plain, ignore=shutil.ignore_patterns("__pycache__"))
    installed = Path(sysconfig.get_paths()["purelib"])
    for name in _OTHERS:
        shutil.rmtree(plain / name, ignore_errors=True)
        shutil.copytree(installed / name, plain / name, ignore=shutil.ignore_patterns("__pycache__"))


def _rounds(
    contestants: Mapping[str, Contestant], package: Package, surroundings: Surroundings, rounds: int
) -> dict[str, list[Start]]:
    starts: dict[str, list[Start]] = defaultdict(list)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number in range(rounds):
            turns = {name: pool.submit(start, each, package, surroundings) for name, each in contestants.items()}
            for name, turn in turns.items():
                starts[name].append(turn.result())
            print(f"round {number + 1} of {rounds}", flush=True)
    return starts


def _figures(starts: Sequence[Start]) -> Measures:
    return {
        "wall_ms": round(median(each.wall for each in starts) * 1000),
        "cpu_ms": round(median(each.cpu for each in starts) * 1000),
        "peak_mb": round(median(each.peak for each in starts), 1),
        "status": starts[0].status or 0,
    }


def _ratios(starts: Mapping[str, Sequence[Start]]) -> dict[str, float]:
    """``<kind>_vs_<peer>`` for each kind that has the peer; for ``api`` the worst of its routes."""
    ratios: dict[str, float] = {}
    for name, peer in starts.items():
        framework, _, kind = name.partition("_")
        if framework == "ours":
            continue
        ours = starts[f"ours_{kind}"]
        ratios[f"{kind}_vs_{framework}"] = _ratio([e.wall for e in ours], [e.wall for e in peer])
        ratios[f"{kind}_vs_{framework}_cpu"] = _ratio([e.cpu for e in ours], [e.cpu for e in peer])
        ratios[f"{kind}_vs_{framework}_memory"] = _ratio([e.peak for e in ours], [e.peak for e in peer])
    for framework in ("fastapi", "powertools"):
        for suffix in ("", "_cpu", "_memory"):
            ratios[f"api_vs_{framework}{suffix}"] = max(ratios[f"{kind}_vs_{framework}{suffix}"] for kind in _API)
    return ratios


def _ratio(ours: Sequence[float], peer: Sequence[float]) -> float:
    return round(median(ours) / median(peer), 3)
