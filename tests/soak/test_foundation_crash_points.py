"""Every external effect on the way to FOUNDATION may be the last one of its container: books and files hold what was
approved, once.

Bounded: every so-manieth run of each scenario.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from fieldledger.result import ErrorCode, Result, UnwrapError
from fieldledger.services.foundation_posting.exporting import _HandedOver
from fieldledger.services.foundation_posting.judging import Absent
from fieldledger.services.foundation_posting.looking import FoundationLookUp
from fieldledger.services.posting.transitions import released
from tests.integration.flow.doubles import Crash
from tests.soak.effects import Effects, Harm
from tests.soak.foundation_scenarios import (
    FOUNDATION,
    Books,
    FoundationEnding,
    FoundationPlay,
    FoundationScenario,
    Step,
)

STRIDE = 41
_TRIES = 6


@dataclass(frozen=True, slots=True)
class Run:
    scenario: FoundationScenario
    point: int | None
    harm: Harm
    books: str


async def _played(run: Run) -> tuple[FoundationEnding, tuple[str, ...]]:
    effects = Effects(run.point, run.harm)
    async with run.scenario.played(effects, run.books) as play:
        for step in play.steps:
            await _until_done(play, effects, step)
        await play.finish()
        return await play.ending(), tuple(effects.seen)


async def _until_done(play: FoundationPlay, effects: Effects, step: Step) -> None:
    for _ in range(_TRIES):
        effects.watching = True
        try:
            done: Result[object] = await step()
        except (Crash, UnwrapError):
            done = Result.fail("the step did not get to its end", ErrorCode.INTERNAL)
        finally:
            effects.watching = False
        if done.success:
            return
        await play.recover()


@cache
def _effects(scenario: FoundationScenario, books: str) -> tuple[str, ...]:
    return asyncio.run(_played(Run(scenario, None, Harm.LOST, books)))[1]


def _runs(scenario: FoundationScenario) -> Iterator[Run]:
    for books in scenario.books:
        for point in range(len(_effects(scenario, books))):
            for harm in Harm:
                yield Run(scenario, point, harm, books)


def _name(scenario: FoundationScenario) -> str:
    return scenario.name.replace(" ", "_")


@pytest.mark.parametrize("scenario", FOUNDATION, ids=_name)
def test_an_undisturbed_scenario_ends_as_it_says(scenario: FoundationScenario) -> None:
    for books in scenario.books:
        ending, _ = asyncio.run(_played(Run(scenario, None, Harm.LOST, books)))
        assert (ending.problems, ending.duplicates, ending.lost) == ((), 0, 0)


@pytest.mark.parametrize("scenario", FOUNDATION, ids=_name)
def test_no_disturbed_effect_writes_twice_or_loses_anything(scenario: FoundationScenario) -> None:
    chosen = list(_runs(scenario))[FOUNDATION.index(scenario) % STRIDE :: STRIDE]
    failed = []
    for run in chosen:
        ending, seen = asyncio.run(_played(run))
        if ending.problems:
            where = seen[run.point or 0] if (run.point or 0) < len(seen) else "nowhere"
            failed.append(f"{run.harm} at {run.point} {where}, {run.books}: {ending.problems}")
    assert chosen
    assert failed == []


@pytest.mark.parametrize("scenario", [FOUNDATION[0], FOUNDATION[3]], ids=_name)
def test_the_harness_notices_a_writer_that_does_not_look(
    scenario: FoundationScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever takes silence for absence sends a second record; an invoice is refused then and stays with a person."""

    async def absent(_self: object, _seal: object) -> Result[Absent]:
        return Result.ok(Absent())

    monkeypatch.setattr(FoundationLookUp, "judged", absent)
    effects = _effects(scenario, Books.LENIENT)
    post = next(place for place, name in enumerate(effects) if name in {"POST timecards", "POST apinvoices"})
    ending, _ = asyncio.run(_played(Run(scenario, post, Harm.LOST, Books.LENIENT)))
    assert ending.problems


def test_the_harness_notices_an_exporter_that_forgets_its_postings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A posting that is given back to pending after its file was written goes into a second one."""
    monkeypatch.setattr(_HandedOver, "__call__", lambda handed, posting: released(posting, handed._clock.now(), "lost"))
    ending, _ = asyncio.run(_played(Run(FOUNDATION[5], None, Harm.LOST, Books.LENIENT)))
    assert ending.duplicates > 0


def test_every_kind_of_effect_is_disturbed() -> None:
    kinds = {effect for scenario in FOUNDATION for effect in _effects(scenario, scenario.books[0])}
    assert kinds >= {"transact", "wake", "put file csv", "put file json", "POST timecards", "POST apinvoices"}
    assert {"GET timecards", "GET apinvoices", "put FOUNDATION_EXPORT", "query by_state"} <= kinds
