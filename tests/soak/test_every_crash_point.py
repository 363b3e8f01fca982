"""Every external effect of posting may be the last one of its container: the books still equal the approvals.

Bounded: every so-manieth run of each scenario. ``make soak`` makes all of them.
"""

import asyncio

import pytest

from tests.soak.crashes import Run, carry_out, runs
from tests.soak.effects import Harm
from tests.soak.scenarios import SCENARIOS, Scenario

STRIDE = 7


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name.replace(" ", "_"))
def test_an_undisturbed_scenario_ends_as_it_says(scenario: Scenario) -> None:
    ending = asyncio.run(carry_out(Run(scenario, None, Harm.LOST, "ignored")))
    assert (ending.problems, ending.duplicates, ending.lost) == ((), 0, 0)
    assert {name.split()[0] for name in ending.effects} >= {"get_many", "transact", "POST"}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name.replace(" ", "_"))
def test_no_disturbed_effect_posts_twice_or_loses_anything(scenario: Scenario) -> None:
    endings = [asyncio.run(carry_out(run)) for run in runs(scenario, STRIDE)]
    assert len(endings) > 10
    assert [f"{ending.place}: {ending.problems}" for ending in endings if ending.problems] == []


def test_the_harness_notices_a_writer_that_repeats_what_it_does_not_know() -> None:
    """Without the seal's wait and look, a lost answer of the batch would be a second set of records."""
    scenario = SCENARIOS[0]
    undisturbed = asyncio.run(carry_out(Run(scenario, None, Harm.LOST, "ignored")))
    batch = undisturbed.effects.index("POST batch")

    async def careless() -> int:
        run = Run(scenario, batch, Harm.LOST, "ignored")
        return (await carry_out(run, forget_seals=True)).duplicates

    assert asyncio.run(careless()) == 4
