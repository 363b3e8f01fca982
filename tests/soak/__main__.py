"""``python -m tests.soak``: every crash point of every scenario, then the state machines as long as they are given."""

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.property.test_documents_whatever_happens import DocumentsWhateverHappen
from tests.property.test_posting_exactly_once import PostingToTheBooks
from tests.property.test_whatever_happens import WhateverHappens
from tests.soak.catalogue import SCENARIOS
from tests.soak.crashes import Carried, carry_out, points_of, runs

_MACHINES = (PostingToTheBooks, WhateverHappens, DocumentsWhateverHappen)
_EXAMPLES_AT_ONCE = 100


def main() -> int:
    """Exit code 1 if anything was posted twice, lost or left behind."""
    options = _options()
    ends = None if options.minutes is None else time.monotonic() + options.minutes * 60
    carried = _crashes(options.stride, options.seed)
    failed = [each for each in carried if each.problems]
    for each in failed:
        print(f"FAILED {each.place}: {'; '.join(each.problems)}")
    held = _machines(options.examples, options.seed, ends)
    print(f"{sum(each.ending.postings for each in carried)} postings")
    total = sum(points_of(scenario) for scenario in SCENARIOS)
    duplicates, lost = sum(each.ending.duplicates for each in carried), sum(each.ending.lost for each in carried)
    print(f"{total} crash points, {len(carried)} runs, {duplicates} duplicates, {lost} lost")
    return 0 if held and not failed else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--stride", type=int, default=1, help="make every so-manieth run only")
    parser.add_argument("--examples", type=int, default=1500, help="runs of each state machine, 40 steps each")
    parser.add_argument("--minutes", type=float, help="go on with the state machines until so many have passed")
    parser.add_argument("--seed", type=int, default=0, help="which runs a stride chooses, and where chance begins")
    return parser.parse_args()


def _crashes(stride: int, offset: int) -> list[Carried]:
    found: list[Carried] = []
    for scenario in SCENARIOS:
        of_scenario = [asyncio.run(carry_out(run)) for run in runs(scenario, stride, offset)]
        bad = sum(bool(each.problems) for each in of_scenario)
        points = points_of(scenario)
        print(f"{scenario.name}: {points} points, {len(of_scenario)} runs, {bad} failed", flush=True)
        found.extend(of_scenario)
    return found


def _machines(examples: int, first_seed: int, ends: float | None) -> bool:
    """Each machine in turns, every turn with a seed of its own."""
    made = 0
    for turn, size in enumerate(_turns(examples, ends)):
        for machine in _MACHINES:
            if not _held(machine, size, first_seed + turn):
                return False
        made += size
    print(f"state machines: {made} runs of each, up to 40 steps, held", flush=True)
    return True


def _turns(examples: int, ends: float | None) -> Iterator[int]:
    """Sizes of turns: as many examples as wanted or, with a time to end, as many as fit."""
    if ends is None:
        whole, rest = divmod(max(0, examples), _EXAMPLES_AT_ONCE)
        yield from [_EXAMPLES_AT_ONCE] * whole + ([rest] if rest else [])
        return
    while time.monotonic() < ends:
        yield _EXAMPLES_AT_ONCE


def _held(machine: type[RuleBasedStateMachine], examples: int, with_seed: int) -> bool:
    long = settings(
        max_examples=examples,
        stateful_step_count=40,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    seeded = seed(with_seed)(type(machine.__name__, (machine,), {}))
    try:
        run_state_machine_as_test(seeded, settings=long)
    except Exception as failure:  # noqa: BLE001 - whatever it is, it is told, and the count of crashes still printed
        notes = "\n".join(getattr(failure, "__notes__", []))
        print(f"FAILED {machine.__name__}, seed {with_seed}: {failure!r}\n{notes}", flush=True)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
