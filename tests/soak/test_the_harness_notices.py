"""The harness notices what a careless writer would do, and that it disturbed nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from tests.integration.flow.harness import World
from tests.soak import mutants
from tests.soak.crashes import Carried, Run, carry_out, effects_of, undisturbed
from tests.soak.effects import Harm
from tests.soak.quickbooks import RequestId
from tests.soak.time_scenarios import CHANGED_BEFORE_IT_IS_SENT, LOST_ANSWER, THREE_CARDS

type Mutant = Callable[[pytest.MonkeyPatch], None]


def _at_the_batch(harm: Harm, books: RequestId = RequestId.IGNORED) -> Carried:
    """A mutant may have other effects than the product, so they are counted anew."""
    return asyncio.run(carry_out(Run(THREE_CARDS, _calm().effects.index("POST batch"), harm, books)))


def _calm() -> Carried:
    return asyncio.run(carry_out(undisturbed(THREE_CARDS, RequestId.IGNORED)))


@pytest.mark.parametrize(
    ("careless", "harm", "duplicates", "lost"),
    [
        (mutants.forget_seals, Harm.LOST, 4, 0),
        (mutants.claim_to_have_posted, Harm.KILLED_BEFORE, 0, 4),
    ],
)
def test_a_writer_that_takes_the_unknown_for_known(
    careless: Callable[[World], Awaitable[None]], harm: Harm, duplicates: int, lost: int
) -> None:
    scenario = replace(THREE_CARDS, careless=careless)
    point = effects_of(THREE_CARDS, RequestId.FORGOTTEN).index("POST batch")
    run = Run(scenario, point, harm, RequestId.FORGOTTEN)
    careless_run = asyncio.run(carry_out(run))
    assert (careless_run.ending.duplicates, careless_run.ending.lost) == (duplicates, lost)
    assert len([problem for problem in careless_run.problems if "in the books" in problem]) == 4


@pytest.mark.parametrize(
    ("mutant", "harm"),
    [
        (mutants.look_away, Harm.LOST),
        (mutants.look_away, Harm.KILLED_AFTER),
        (mutants.send_before_sealing, Harm.LOST),
        (mutants.send_before_sealing, Harm.KILLED_AFTER),
    ],
)
def test_a_writer_that_repeats_what_may_have_happened(
    monkeypatch: pytest.MonkeyPatch, mutant: Mutant, harm: Harm
) -> None:
    """It looks right as long as nothing goes wrong."""
    mutant(monkeypatch)
    assert _calm().problems == ()
    assert _at_the_batch(harm).ending.duplicates == 4


def test_a_writer_that_settles_while_the_vendor_may_still_be_working(monkeypatch: pytest.MonkeyPatch) -> None:
    mutants.one_writer_at_a_time_no_more(monkeypatch)
    assert _at_the_batch(Harm.OVERTAKEN).problems == ()
    mutants.settle_at_once(monkeypatch)
    assert _calm().problems == ()
    assert _at_the_batch(Harm.OVERTAKEN).ending.duplicates == 4


def test_a_writer_that_drops_what_it_should_record(monkeypatch: pytest.MonkeyPatch) -> None:
    mutants.drop_recordings(monkeypatch)
    for scenario in (THREE_CARDS, LOST_ANSWER):
        dropped = asyncio.run(carry_out(undisturbed(scenario, RequestId.HONOURED)))
        assert any(problem.startswith("left behind") for problem in dropped.problems)


def test_a_writer_that_posts_what_changed_since(monkeypatch: pytest.MonkeyPatch) -> None:
    mutants.trust_what_changed(monkeypatch)
    trusting = asyncio.run(carry_out(undisturbed(CHANGED_BEFORE_IT_IS_SENT, RequestId.HONOURED)))
    assert trusting.ending.duplicates == 2


def test_work_that_no_sweep_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whom nobody wakes, does not run."""
    mutants.blind_sweep(monkeypatch)
    assert _at_the_batch(Harm.KILLED_BEFORE, RequestId.FORGOTTEN).ending.lost == 4


def test_a_disturbance_that_never_happened() -> None:
    never = Run(THREE_CARDS, 10_000, Harm.LOST, RequestId.IGNORED)
    assert asyncio.run(carry_out(never)).problems == ("effect 10000 was never reached",)
