"""The harness notices careless writers to FOUNDATION, and disturbs every kind of effect on the way there."""

import asyncio

import pytest

from fieldledger.result import Result
from fieldledger.services.foundation_posting.exporting import _HandedOver
from fieldledger.services.foundation_posting.judging import Absent
from fieldledger.services.foundation_posting.looking import FoundationLookUp
from fieldledger.services.posting.transitions import released
from tests.soak.crashes import Run, carry_out, effects_of, undisturbed
from tests.soak.effects import Harm
from tests.soak.foundation_scenarios import FOUNDATION, Books, FoundationScenario

TIME, BILL, TIME_IN_A_FILE = FOUNDATION[0], FOUNDATION[3], FOUNDATION[5]


@pytest.mark.parametrize("scenario", [TIME, BILL], ids=lambda scenario: scenario.name.replace(" ", "_"))
def test_the_harness_notices_a_writer_that_does_not_look(
    scenario: FoundationScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever takes silence for absence sends a second record; an invoice is refused then and stays with a person."""

    async def absent(_self: object, _seal: object) -> Result[Absent]:
        return Result.ok(Absent())

    monkeypatch.setattr(FoundationLookUp, "judged", absent)
    effects = effects_of(scenario, Books.LENIENT)
    post = next(place for place, name in enumerate(effects) if name in {"POST timecards", "POST apinvoices"})
    assert asyncio.run(carry_out(Run(scenario, post, Harm.LOST, Books.LENIENT))).problems


def test_the_harness_notices_an_exporter_that_forgets_its_postings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A posting that is given back to pending after its file was written goes into a second one."""
    monkeypatch.setattr(_HandedOver, "__call__", lambda handed, posting: released(posting, handed._clock.now(), "lost"))
    assert asyncio.run(carry_out(undisturbed(TIME_IN_A_FILE, Books.LENIENT))).ending.duplicates > 0


def test_every_kind_of_effect_is_disturbed() -> None:
    kinds = {effect for scenario in FOUNDATION for effect in effects_of(scenario, scenario.books[0])}
    assert kinds >= {"transact", "wake", "put file csv", "put file json", "POST timecards", "POST apinvoices"}
    assert {"GET timecards", "GET apinvoices", "put FOUNDATION_EXPORT", "query by_state"} <= kinds
