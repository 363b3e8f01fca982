"""Ours, then python-quickbooks one by one, in batches, and in batches with naive retries."""

import asyncio
from typing import Final

from benchmarks.kit.results import Results
from benchmarks.quickbooks_write.lossy_wire import CALL_SECONDS, ITEM_SECONDS
from benchmarks.quickbooks_write.ours import ours
from benchmarks.quickbooks_write.peers import in_batches, in_batches_with_retries, one_by_one, peer

ENTRIES: Final = 10_000
FAULTS: Final = 0.02
SEED: Final = 7


def measure() -> Results:
    """The simulator's limits are QuickBooks' own; only its clock runs as fast as the work does."""
    mine = asyncio.run(ours(ENTRIES, FAULTS, SEED)).figures
    return Results(
        measures=mine,
        peers={
            "python_quickbooks_one_by_one": peer(one_by_one, ENTRIES, FAULTS, SEED).figures,
            "python_quickbooks_batch_create": peer(in_batches, ENTRIES, FAULTS, SEED).figures,
            "python_quickbooks_batch_create_naive_retries": peer(
                in_batches_with_retries, ENTRIES, FAULTS, SEED
            ).figures,
        },
        setting={
            "entries": ENTRIES,
            "faulty_share_of_writes": FAULTS,
            "of_these": "500, 503, refused connection, answer lost after the work: in turn",
            "seconds_per_call": CALL_SECONDS,
            "seconds_per_item": ITEM_SECONDS,
            "ceiling_per_minute": 1200,
            "clock": "virtual: moves with calls and waits, the same for all",
        },
    )
