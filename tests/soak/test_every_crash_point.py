"""Every external effect of posting may be the last one of its container: the books still equal the approvals.

Bounded: with three cards, every point, and every harm of the batch; else every so-manieth run. ``make soak`` makes all.
"""

import asyncio

import pytest

from tests.soak.catalogue import SCENARIOS
from tests.soak.crashes import Run, carry_out, effects_of, runs, runs_of, undisturbed
from tests.soak.effects import Harm
from tests.soak.quickbooks import RequestId
from tests.soak.scenario import Scenario
from tests.soak.time_scenarios import THREE_CARDS

STRIDE = 230
STRIDE_OF_THREE_CARDS = 8


def _failures(chosen: list[Run]) -> list[str]:
    carried = [asyncio.run(carry_out(run)) for run in chosen]
    return [f"{each.place}: {each.problems}" for each in carried if each.problems]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name.replace(" ", "_"))
def test_an_undisturbed_scenario_ends_as_it_says(scenario: Scenario) -> None:
    calm = asyncio.run(carry_out(undisturbed(scenario, scenario.books[-1])))
    assert (calm.problems, calm.ending.duplicates, calm.ending.lost) == ((), 0, 0)
    assert calm.effects


def test_no_disturbed_effect_of_three_cards_posts_twice_or_loses_anything() -> None:
    effects = effects_of(THREE_CARDS, RequestId.IGNORED)
    every = list(runs_of(THREE_CARDS, RequestId.IGNORED))
    batch = [run for run in every if run.point == effects.index("POST batch")]
    chosen = [*every[::STRIDE_OF_THREE_CARDS], *batch]
    assert {run.point for run in chosen} == set(range(len(effects)))
    assert {run.harm for run in chosen} == set(Harm)
    assert _failures(chosen) == []


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name.replace(" ", "_"))
def test_no_disturbed_effect_posts_twice_or_loses_anything(scenario: Scenario) -> None:
    chosen = list(runs(scenario, STRIDE, 8 * SCENARIOS.index(scenario)))
    assert chosen
    assert _failures(chosen) == []


def test_writers_are_disturbed_at_every_kind_of_effect() -> None:
    """A call of the store, the queue or a vendor that no scenario makes would be tested by nobody."""
    kinds = {effect for scenario in SCENARIOS for effect in effects_of(scenario, scenario.books[0])}
    assert kinds >= {"transact", "wake", "postpone", "decrypt", "encrypt", "POST batch", "POST query", "POST bearer"}
    assert any(kind.startswith("get_many") for kind in kinds)
    assert any(kind.startswith("put") for kind in kinds)
