"""``python -m tests.soak``: every crash point of every scenario, then the state machine for as long as it is given."""

import argparse
import asyncio
import sys

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.property.test_posting_exactly_once import PostingToTheBooks
from tests.soak.crashes import Ending, carry_out, points, runs
from tests.soak.scenarios import SCENARIOS


def main() -> int:
    """Exit code 1 if anything was posted twice, lost or left behind."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--stride", type=int, default=1, help="make every so-manieth run only")
    parser.add_argument("--examples", type=int, default=1500, help="runs of the state machine, 40 steps each")
    options = parser.parse_args()
    endings = _crashes(options.stride)
    failed = [ending for ending in endings if ending.problems]
    for ending in failed:
        print(f"FAILED {ending.place}: {'; '.join(ending.problems)}")
    _machine(options.examples)
    print(f"{sum(ending.postings for ending in endings)} postings")
    total = sum(points(scenario) for scenario in SCENARIOS)
    duplicates, lost = sum(e.duplicates for e in endings), sum(e.lost for e in endings)
    print(f"{total} crash points, {len(endings)} runs, {duplicates} duplicates, {lost} lost")
    return 1 if failed else 0


def _crashes(stride: int) -> list[Ending]:
    endings: list[Ending] = []
    for scenario in SCENARIOS:
        of_scenario = [asyncio.run(carry_out(run)) for run in runs(scenario, stride)]
        bad = sum(bool(ending.problems) for ending in of_scenario)
        print(f"{scenario.name}: {points(scenario)} points, {len(of_scenario)} runs, {bad} failed", flush=True)
        endings.extend(of_scenario)
    return endings


def _machine(examples: int) -> None:
    if examples <= 0:
        return
    long = settings(
        max_examples=examples, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(PostingToTheBooks, settings=long)
    print(f"state machine: {examples} runs of up to 40 steps held", flush=True)


if __name__ == "__main__":
    sys.exit(main())
