"""Every external effect of posting may be the last one of its container: the books still equal the approvals.

Bounded: every point and harm of a night's three cards with books that act on every request, and every so-manieth run
of the other scenarios. ``make soak`` makes all of them.
"""

import asyncio

import pytest

from fieldledger.result import Result
from tests.integration.flow.harness import Flow
from tests.soak.crashes import RequestId, Run, carry_out, claim_to_have_posted, effects_of, forget_seals, runs
from tests.soak.effects import Harm
from tests.soak.scenarios import SCENARIOS, Scenario

THREE_CARDS = SCENARIOS[0]
STRIDE = 37


def _failures(chosen: list[Run]) -> list[str]:
    carried = [asyncio.run(carry_out(run)) for run in chosen]
    return [f"{each.place}: {each.problems}" for each in carried if each.problems]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name.replace(" ", "_"))
def test_an_undisturbed_scenario_ends_as_it_says(scenario: Scenario) -> None:
    undisturbed = asyncio.run(carry_out(Run(scenario, None, Harm.LOST, RequestId.IGNORED)))
    assert (undisturbed.problems, undisturbed.ending.duplicates, undisturbed.ending.lost) == ((), 0, 0)
    assert undisturbed.effects == effects_of(scenario)


def test_no_disturbed_effect_of_three_cards_posts_twice_or_loses_anything() -> None:
    chosen = list(runs(THREE_CARDS, requestids=(RequestId.IGNORED,)))
    assert {run.point for run in chosen} == set(range(len(effects_of(THREE_CARDS))))
    assert {run.harm for run in chosen} == set(Harm)
    assert _failures(chosen) == []


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name.replace(" ", "_"))
def test_no_disturbed_effect_posts_twice_or_loses_anything(scenario: Scenario) -> None:
    chosen = list(runs(scenario, STRIDE, SCENARIOS.index(scenario)))
    assert {run.requestid for run in chosen} == set(RequestId)
    assert _failures(chosen) == []


def _batch_of(scenario: Scenario) -> int:
    return effects_of(scenario).index("POST batch")


def test_the_harness_notices_a_writer_that_repeats_what_it_does_not_know() -> None:
    """Without the seal's wait and look, a lost answer of the batch would be a second set of records."""
    run = Run(THREE_CARDS, _batch_of(THREE_CARDS), Harm.LOST, RequestId.FORGOTTEN)
    careless = asyncio.run(carry_out(run, forget_seals))
    assert (careless.ending.duplicates, careless.ending.lost) == (4, 0)
    assert len([problem for problem in careless.problems if problem.startswith("twice in the books")]) == 4


def test_the_harness_notices_a_writer_that_claims_what_it_did_not_do() -> None:
    run = Run(THREE_CARDS, _batch_of(THREE_CARDS), Harm.KILLED_BEFORE, RequestId.FORGOTTEN)
    careless = asyncio.run(carry_out(run, claim_to_have_posted))
    assert (careless.ending.duplicates, careless.ending.lost) == (0, 4)


def test_the_harness_notices_a_disturbance_that_never_happened() -> None:
    run = Run(THREE_CARDS, 10_000, Harm.LOST, RequestId.IGNORED)
    assert asyncio.run(carry_out(run)).problems == ("effect 10000 was never reached",)


class _BlindSweep:
    async def sweep(self) -> Result[None]:
        return Result.ok(None)


def test_the_harness_notices_work_that_no_sweep_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whom nobody wakes, does not run."""
    monkeypatch.setattr(Flow, "sweep", lambda _flow: _BlindSweep())
    run = Run(THREE_CARDS, _batch_of(THREE_CARDS), Harm.KILLED_BEFORE, RequestId.FORGOTTEN)
    assert asyncio.run(carry_out(run)).ending.lost == 4
