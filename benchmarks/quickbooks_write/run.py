"""Ours over several seeds, then python-quickbooks one by one, in batches, and with naive retries."""

from functools import partial
from typing import Final

from benchmarks.kit.fifo_queue import RECEIVE_AT_ONCE
from benchmarks.kit.lambdas import SWEEP_SECONDS, TIMEOUT_SECONDS
from benchmarks.kit.lossy_wire import CALL_SECONDS, ITEM_SECONDS, LOST_SECONDS, PENALTY_SECONDS, WAYS
from benchmarks.kit.results import Results
from benchmarks.kit.side_by_side import side_by_side
from benchmarks.quickbooks_write.ours import CONTAINERS, STORE_SECONDS, ours
from benchmarks.quickbooks_write.outcome import CEILING, SETTLE_SECONDS, summed_up
from benchmarks.quickbooks_write.peers import (
    in_batches_as_documented,
    in_batches_that_go_on,
    in_batches_with_retries,
    in_paced_batches_with_retries,
    one_by_one,
    peer,
)

ENTRIES: Final = 10_000
FAULTS: Final = 0.02
SEEDS: Final = (7, 11, 23, 42, 101, 1009)
PEERS: Final = {
    "python_quickbooks_one_by_one": one_by_one,
    "python_quickbooks_batch_create": in_batches_as_documented,
    "python_quickbooks_batch_create_goes_on": in_batches_that_go_on,
    "python_quickbooks_batch_create_naive_retries": in_batches_with_retries,
    "python_quickbooks_batch_create_paced_naive_retries": in_paced_batches_with_retries,
}


def measure() -> Results:
    """The simulator's limits are QuickBooks' own; only its clock runs as fast as the work does."""
    seeds = {f"seed {seed}": partial(ours, ENTRIES, FAULTS, seed) for seed in SEEDS}
    others = {name: partial(peer, job, ENTRIES, FAULTS, SEEDS[0]) for name, job in PEERS.items()}
    found = side_by_side({**seeds, **others})
    runs = {name: found[name] for name in seeds}
    peers = {name: found[name] for name in others}
    return Results(measures=summed_up(runs), peers=peers, setting=_setting(), runs=runs)


def _setting() -> dict[str, float | int | str]:
    return {
        "entries": ENTRIES,
        "seeds": ", ".join(str(seed) for seed in SEEDS),
        "measures": "medians over the seeds, shares also as the smallest; duplicates and lost of all seeds together",
        "peers": f"the first seed; the same wire, clock, limits and faults, {ENTRIES} entries in an empty realm",
        "faulty_share_of_calls": FAULTS,
        "of_these_in_turn": "; ".join(WAYS),
        "seconds_per_call": CALL_SECONDS,
        "seconds_per_item": ITEM_SECONDS,
        "seconds_until_a_lost_answer_is_known_to_be_lost": LOST_SECONDS,
        "assumption_penalty_seconds": PENALTY_SECONDS,
        "assumption": "after a 429 the vendor answers 429 for a minute, with Retry-After; Intuit only says to wait",
        "seconds_per_store_call": STORE_SECONDS,
        "containers": CONTAINERS,
        "messages_per_invocation": RECEIVE_AT_ONCE,
        "seconds_per_invocation": TIMEOUT_SECONDS,
        "sweep_every_seconds": SWEEP_SECONDS,
        "ceiling_per_minute": CEILING,
        "settle_seconds": SETTLE_SECONDS,
        "ceiling_share": "postings per minute until the last entry was first sent, as a share of the ceiling; the wait "
        "that an injected 429 orders counts as time",
        "open_ceiling_share": "the same without the minutes in which the vendor took nothing after an injected 429",
        "settled_share": "the same as ceiling_share until the last outcome is known",
        "bounded_share": "best_possible_minutes as a share of minutes: what any protocol could reach that waits as "
        "long as the vendor may still work on a request (120 s and a margin) before it looks; entries at the ceiling, "
        "the same 429s, the same unknown outcomes",
        "aim": "0.95 of the ceiling can be held only while the vendor takes calls and until the last entry is sent: "
        "open_ceiling_share. After that, an unknown outcome of the last minutes costs 150 s whatever the protocol: "
        "bounded_share is the aim for the whole",
        "shares_of_whoever_stops_early": "are counted over the time that the whole job takes at the ceiling",
        "python_quickbooks_batch_create": "as its documentation shows it: batch_create of the list, whose first failed "
        "request raises and leaves the rest unsent; without pacing that is the limit of 40 batches a minute",
        "clock": "virtual: moves with calls and waits, the same for all",
    }
