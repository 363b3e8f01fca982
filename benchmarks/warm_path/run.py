"""Ours, FastAPI and Powertools, in blocks by turns; answers and what is written are compared first."""

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from statistics import median
from typing import Final

from benchmarks.kit.results import Measures, Results
from benchmarks.warm_path.contestant import Contestant, Samples, contestant
from benchmarks.warm_path.contractor import CARDS, EVENTS, PAGE

PEERS: Final = ("fastapi_peer", "powertools_peer")
ROUNDS: Final = int(os.environ.get("FIELDLEDGER_WARM_ROUNDS", "10"))
BLOCKS: Final = {"list_50": 15, "get": 30, "approve_100": 3, "quickbooks_webhook": 30, "procore_webhook": 30}
_WEBHOOKS: Final = ("quickbooks_webhook", "procore_webhook")

type Taken = dict[str, dict[str, Samples]]


def measure() -> Results:
    """Every round each contestant works a block of every measure, beginning with another one each time."""
    with ExitStack() as stack:
        everybody = [stack.enter_context(contestant(name)) for name in ("ours", *PEERS)]
        for name in BLOCKS:
            _same_work(name, everybody)
        print("answers, operations and what is written are the same", flush=True)
        taken: Taken = {each.name: {name: Samples() for name in BLOCKS} for each in everybody}
        for round_ in range(ROUNDS):
            first = round_ % len(everybody)
            for name, requests in BLOCKS.items():
                for each in (*everybody[first:], *everybody[:first]):
                    taken[each.name][name].extend(each.block(name, requests))
        memory = {each.name: each.megabytes() for each in everybody}
    figures = {name: {**_figures(taken[name]), **_memory(memory[name])} for name in taken}
    ratios = {key: value for peer in PEERS for key, value in _ratios(figures["ours"], figures[peer], peer).items()}
    return Results(
        measures={**ratios, **figures["ours"]},
        peers={peer: figures[peer] for peer in PEERS},
        setting=_setting(),
    )


def _same_work(name: str, everybody: Sequence[Contestant]) -> None:
    """Status, envelope, what is stored and sent, and how many operations that takes."""
    ours, *others = [each.shown(name) for each in everybody]
    for each, theirs in zip(everybody[1:], others, strict=True):
        for what, mine in ours.items():
            if mine != theirs[what]:
                raise RuntimeError(f"{name}: {what} of {each.name} is {theirs[what]}, ours is {mine}")


def _figures(samples: Mapping[str, Samples]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, each in samples.items():
        for what, values in (("cpu", each.cpu), ("wall", each.wall)):
            found[f"{name}_{what}_p50_ms"] = round(median(values) * 1000, 3)
            found[f"{name}_{what}_p99_ms"] = round(_of_hundred(values, 99) * 1000, 3)
    for name in _WEBHOOKS:
        found[f"{name}_requests_per_cpu_second"] = round(len(samples[name].cpu) / sum(samples[name].cpu), 1)
        found[f"{name}_requests_per_second"] = round(len(samples[name].wall) / sum(samples[name].wall), 1)
    return found


def _memory(told: Mapping[str, float]) -> dict[str, float]:
    return {"megabytes": told["now"], "megabytes_added": round(told["now"] - told["before"], 1)}


def _ratios(ours: Measures, theirs: Measures, peer: str) -> dict[str, float]:
    """Ours over theirs; lower is better."""
    against = f"vs_{peer.removesuffix('_peer')}"
    found = {
        f"{name}_{what}_{rank}_{against}": round(
            float(ours[f"{name}_{what}_{rank}_ms"]) / float(theirs[f"{name}_{what}_{rank}_ms"]), 3
        )
        for name in BLOCKS
        for what in ("cpu", "wall")
        for rank in ("p50", "p99")
    }
    return found | {
        f"memory_added_{against}": round(float(ours["megabytes_added"]) / float(theirs["megabytes_added"]), 3)
    }


def _of_hundred(values: Sequence[float], rank: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * rank // 100)]


def _setting() -> Measures:
    return {
        "requests": ", ".join(f"{name} {ROUNDS * requests}" for name, requests in BLOCKS.items()),
        "list_50": f"{PAGE} of {CARDS} cards, with names of jobs and workers, and a cursor",
        "approve_100": f"{CARDS} cards by id under an Idempotency-Key: 100 cards, 105 postings, 100 audit entries",
        "webhooks": f"QuickBooks: {EVENTS} events, HMAC over the body; Procore: one event under the hook's bearer",
        "contestants": "a process each, by turns in blocks; each as warm as after three requests of every kind",
        "store": "moto in the contestant's process behind botocore's before-send; its wall and processor time are "
        "subtracted. Signing, serializing and parsing are the contestant's own",
        "cpu": "processor time of the process, all threads: other work on the machine hardly moves it",
        "same_work": "before timing, status, envelope, items, messages and number of operations are compared",
        "fastapi_peer": "FastAPI, Mangum, boto3 resource, Powertools' logger and metrics; an application a function; "
        "endpoints that block are def, as FastAPI's documents say",
        "powertools_peer": "APIGatewayHttpResolver with validation, boto3 resource, logger and metrics",
        "domain": "models, rules for hours and cursors are the product's for all; HTTP, store, queue are their own",
        "garbage": "what was alive when timing began is frozen, so nobody pays for looking through moto",
        "megabytes_added": "resident memory at the end over that before the contestant's code was imported: emulated "
        "AWS and boto3 were in the process by then",
    }
